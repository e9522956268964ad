"""Passwords: forgotten, changed, set and reset."""

from play import PASSWORD, TEMPORARY, address, wrong

NEW = "Another-horse-7"


def forgotten(play):
    play.open_pool()
    ada = play.member("ada")
    here = {"ClientId": play.client, "Username": ada}
    play.call("forgotten", "ForgotPassword", **here)
    code = play.code(ada)
    play.call("a wrong code", "ConfirmForgotPassword", ConfirmationCode=wrong(code), Password=NEW, **here)
    play.call(
        "a password that the policy refuses", "ConfirmForgotPassword", ConfirmationCode=code, Password="short", **here
    )
    play.call("the code", "ConfirmForgotPassword", ConfirmationCode=code, Password=NEW, **here)
    play.call("the code again", "ConfirmForgotPassword", ConfirmationCode=code, Password=NEW, **here)
    play.call("the old password", "InitiateAuth", **play.password_auth(ada))
    play.call("the new password", "InitiateAuth", **play.password_auth(ada, NEW))


def forgotten_by_whom_it_does_not_help(play):
    play.open_pool()
    for step, username in [
        ("nobody", "eve"),
        ("who was invited", play.invited("bob")),
        ("who signed up", play.newcomer("carl")),
        ("a member without a verified address", play.member("dora", email_verified="false")),
    ]:
        play.call(step, "ForgotPassword", ClientId=play.client, Username=username)
    play.call("by no such client", "ForgotPassword", ClientId="0nobody0nobody0nobody0nobo", Username="eve")
    play.call(
        "confirmed by nobody",
        "ConfirmForgotPassword",
        ClientId=play.client,
        Username="eve",
        ConfirmationCode="123450",
        Password=NEW,
    )
    play.call(
        "confirmed with no code sent",
        "ConfirmForgotPassword",
        ClientId=play.client,
        Username=play.member("fred"),
        ConfirmationCode="123450",
        Password=NEW,
    )


def changed(play):
    play.open_pool()
    ada = play.member("ada")
    access = play.tokens(ada)["AccessToken"]
    play.call(
        "a wrong old one", "ChangePassword", AccessToken=access, PreviousPassword="Wrong-horse-7", ProposedPassword=NEW
    )
    play.call(
        "one that the policy refuses",
        "ChangePassword",
        AccessToken=access,
        PreviousPassword=PASSWORD,
        ProposedPassword="short",
    )
    play.call("changed", "ChangePassword", AccessToken=access, PreviousPassword=PASSWORD, ProposedPassword=NEW)
    play.call("the new password", "InitiateAuth", **play.password_auth(ada, NEW))
    play.call(
        "with no such token", "ChangePassword", AccessToken="nonsense", PreviousPassword=NEW, ProposedPassword=PASSWORD
    )


def set_by_an_administrator(play):
    play.open_pool()
    ada = play.invited("ada")
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("permanent", "AdminSetUserPassword", Password=PASSWORD, Permanent=True, **here)
    play.sees("confirmed", ada)
    play.call("temporary", "AdminSetUserPassword", Password=TEMPORARY, Permanent=False, **here)
    play.sees("to change it", ada)
    play.call("the temporary password", "InitiateAuth", **play.password_auth(ada, TEMPORARY))
    play.call("one that the policy refuses", "AdminSetUserPassword", Password="short", Permanent=True, **here)
    play.call("nobody", "AdminSetUserPassword", UserPoolId=play.pool, Username="eve", Password=PASSWORD, Permanent=True)
    carl = play.newcomer("carl")
    play.call(
        "who signed up", "AdminSetUserPassword", UserPoolId=play.pool, Username=carl, Password=NEW, Permanent=True
    )
    play.sees("who signed up, afterwards", carl)


def reset_by_an_administrator(play):
    play.open_pool()
    ada = play.member("ada")
    play.call("reset", "AdminResetUserPassword", UserPoolId=play.pool, Username=ada)
    play.sees("to be reset", ada)
    play.call("the password", "InitiateAuth", **play.password_auth(ada))
    play.call(
        "the code",
        "ConfirmForgotPassword",
        ClientId=play.client,
        Username=ada,
        ConfirmationCode=play.target.code(address(ada)),
        Password=NEW,
    )
    play.sees("confirmed", ada)
    play.call("nobody", "AdminResetUserPassword", UserPoolId=play.pool, Username="eve")
    play.call("who was invited", "AdminResetUserPassword", UserPoolId=play.pool, Username=play.invited("bob"))
    play.call("who signed up", "AdminResetUserPassword", UserPoolId=play.pool, Username=play.newcomer("carl"))
