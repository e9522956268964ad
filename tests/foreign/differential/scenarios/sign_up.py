"""Signing up by oneself, and confirming it."""

from play import PASSWORD, address, pairs, wrong


def _sign_up(play, step, username, **request):
    request = {"Password": PASSWORD, "UserAttributes": pairs(email=address(username)), **request}
    return play.call(step, "SignUp", ClientId=play.client, Username=username, **request)


def sign_up_and_confirm(play):
    play.open_pool()
    ada = "ada"
    here = {"ClientId": play.client, "Username": ada}
    _sign_up(play, "signed up", ada)
    play.sees("to be confirmed", ada)
    _sign_up(play, "signed up twice", ada)
    play.call("sign-in before", "InitiateAuth", **play.password_auth(ada))
    code = play.code(ada)
    play.call("a wrong code", "ConfirmSignUp", ConfirmationCode=wrong(code), **here)
    play.call("the code", "ConfirmSignUp", ConfirmationCode=code, **here)
    play.sees("confirmed", ada)
    play.call("confirmed twice", "ConfirmSignUp", ConfirmationCode=code, **here)
    play.call("sign-in after", "InitiateAuth", **play.password_auth(ada))


def a_code_again(play):
    play.open_pool()
    ada = play.newcomer("ada")
    first = play.code(ada)
    here = {"ClientId": play.client, "Username": ada}
    play.call("resent", "ResendConfirmationCode", **here)
    second = play.code(ada)
    play.note("there is a code", {"new": bool(second)})
    if first != second:
        play.call("the first code", "ConfirmSignUp", ConfirmationCode=first, **here)
    play.call("the second code", "ConfirmSignUp", ConfirmationCode=second, **here)
    play.call("resent to a member", "ResendConfirmationCode", **here)
    play.call("resent to nobody", "ResendConfirmationCode", ClientId=play.client, Username="eve")
    play.call("resent to who was invited", "ResendConfirmationCode", ClientId=play.client, Username=play.invited("bob"))


def confirmed_by_an_administrator(play):
    play.open_pool()
    ada = play.newcomer("ada")
    here = {"UserPoolId": play.pool}
    play.call("confirmed", "AdminConfirmSignUp", Username=ada, **here)
    play.sees("whose address is not verified", ada)
    play.call("confirmed twice", "AdminConfirmSignUp", Username=ada, **here)
    play.call("nobody", "AdminConfirmSignUp", Username="eve", **here)
    play.call("who was invited", "AdminConfirmSignUp", Username=play.invited("bob"), **here)


def confirmed_badly(play):
    play.open_pool()
    ada = play.newcomer("ada")
    play.call("nobody", "ConfirmSignUp", ClientId=play.client, Username="eve", ConfirmationCode="123450")
    play.call("an empty code", "ConfirmSignUp", ClientId=play.client, Username=ada, ConfirmationCode="")
    play.call(
        "by no such client",
        "ConfirmSignUp",
        ClientId="0nobody0nobody0nobody0nobo",
        Username=ada,
        ConfirmationCode="123450",
    )
    play.call(
        "who was invited",
        "ConfirmSignUp",
        ClientId=play.client,
        Username=play.invited("bob"),
        ConfirmationCode="123450",
    )


def sign_up_badly(play):
    play.open_pool(
        Schema=[
            {"Name": "tenant", "AttributeDataType": "String", "Mutable": True},
            {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True},
        ]
    )
    all_there = pairs(email="ada@example.com", name="Ada")
    # Each of another user, so that one who should not have come into being is in nobody's way.
    for number, (step, request) in enumerate(
        [
            ("a short password", {"Password": "Ab-1"}),
            ("no digit", {"Password": "Correct-horse"}),
            ("no capital", {"Password": "correct-horse-7"}),
            ("no small letter", {"Password": "CORRECT-HORSE-7"}),
            ("no symbol", {"Password": "Correcthorse7"}),
            ("an attribute that is required and missing", {"UserAttributes": pairs(email="ada@example.com")}),
            ("an attribute outside the schema", {"UserAttributes": all_there + pairs(custom_shoe="42")}),
            ("a verified address", {"UserAttributes": all_there + pairs(email_verified="true")}),
            ("a sub of one's own", {"UserAttributes": all_there + pairs(sub="me")}),
            ("an address that is none", {"UserAttributes": pairs(email="nowhere", name="Ada")}),
        ]
    ):
        _sign_up(play, step, f"user-{number}", **{"UserAttributes": all_there, **request})
    play.call("by no such client", "SignUp", ClientId="0nobody0nobody0nobody0nobo", Username="ada", Password=PASSWORD)
    play.call("no password", "SignUp", ClientId=play.client, Username="ada", UserAttributes=all_there)


def sign_up_where_only_administrators_create(play):
    play.open_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    _sign_up(play, "signed up", "ada")


def sign_up_by_address(play):
    play.open_pool(UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    ada = "ada@example.com"
    answer = _sign_up(play, "signed up", ada)
    user = play.sees("to be confirmed", ada)
    play.note("whose username is the sub", {"same": user["Username"] == answer["UserSub"]} if answer and user else None)
    _sign_up(play, "signed up twice", ada)
    _sign_up(play, "signed up twice, in capitals", "ADA@example.com")
    _sign_up(play, "by a name that is no address", "ada", UserAttributes=[])
    play.call("the code", "ConfirmSignUp", ClientId=play.client, Username=ada, ConfirmationCode=play.code(ada))
    play.call("sign-in", "InitiateAuth", **play.password_auth(ada))
    play.call("sign-in in capitals", "InitiateAuth", **play.password_auth("ADA@EXAMPLE.COM"))


def sign_up_under_an_alias(play):
    play.open_pool(AliasAttributes=["email"])
    play.member("ada")
    _sign_up(play, "with an address that is another's", "bob", UserAttributes=pairs(email="ada@example.com"))
    here = {"ClientId": play.client, "Username": "bob", "ConfirmationCode": play.target.code("ada@example.com")}
    play.call("confirmed", "ConfirmSignUp", **here)
    play.call("confirmed by force", "ConfirmSignUp", ForceAliasCreation=True, **here)
    play.sees("who has lost the alias", "ada")
    play.sees("who has it", "ada@example.com")
    _sign_up(play, "a username that looks like an address", "eve@example.com")
