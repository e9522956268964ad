"""AdminCreateUser: contract §9, its matrix of message actions and states cell by cell."""

from play import PASSWORD, TEMPORARY, address, pairs

ACTIONS = {"none": {}, "SUPPRESS": {"MessageAction": "SUPPRESS"}, "RESEND": {"MessageAction": "RESEND"}}


def _create(play, step, username, **request):
    request = {
        "UserAttributes": pairs(email=address(username), email_verified="true"),
        "TemporaryPassword": TEMPORARY,
        "DesiredDeliveryMediums": ["EMAIL"],
        **request,
    }
    return play.call(step, "AdminCreateUser", UserPoolId=play.pool, Username=username, **request)


def create_who_is_absent(play):
    play.open_pool()
    for action, request in ACTIONS.items():
        _create(play, f"message action {action}", f"absent-{action.lower()}", **request)


def create_who_was_invited(play):
    play.open_pool()
    for action, request in ACTIONS.items():
        _create(play, f"message action {action}", play.invited(f"invited-{action.lower()}"), **request)


def create_who_is_a_member(play):
    play.open_pool()
    for action, request in ACTIONS.items():
        _create(play, f"message action {action}", play.member(f"member-{action.lower()}"), **request)


def create_who_signed_up(play):
    play.open_pool()
    for action, request in ACTIONS.items():
        _create(play, f"message action {action}", play.newcomer(f"newcomer-{action.lower()}"), **request)


def resent(play):
    play.open_pool()
    ada = play.invited("ada")
    _create(play, "with a fresh password", ada, MessageAction="RESEND", TemporaryPassword="Second-horse-7")
    play.call("the first password", "InitiateAuth", **play.password_auth(ada, TEMPORARY))
    play.call("the second password", "InitiateAuth", **play.password_auth(ada, "Second-horse-7"))
    play.sees("still to change it", ada)


def created_badly(play):
    play.open_pool(Schema=[{"Name": "tenant", "AttributeDataType": "String", "Mutable": True}])
    play.call("in no such pool", "AdminCreateUser", UserPoolId="eu-central-1_Nowhere00", Username="ada")
    _create(play, "no username", "")
    _create(play, "a username with a space", "ada lovelace")
    # Each of another user, so that one who should not have come into being is in nobody's way.
    for number, (step, request) in enumerate(
        [
            ("a password that the policy refuses", {"TemporaryPassword": "short"}),
            ("a password with a space", {"TemporaryPassword": "Correct horse 7"}),
            ("a message action that there is not", {"MessageAction": "SHOUT"}),
            ("a medium that there is not", {"DesiredDeliveryMediums": ["PIGEON"]}),
            ("an attribute outside the schema", {"UserAttributes": pairs(custom_shoe="42")}),
            ("a sub of one's own", {"UserAttributes": pairs(sub="me")}),
            ("an address that is none", {"UserAttributes": pairs(email="nowhere")}),
            ("a number that is none", {"UserAttributes": pairs(phone_number="12")}),
            ("a value of 2,049 bytes", {"UserAttributes": pairs(name="x" * 2049)}),
            ("no address to send it to", {"UserAttributes": []}),
            ("by SMS, the default, to who has no number", {"DesiredDeliveryMediums": ["SMS"]}),
        ]
    ):
        _create(play, step, f"user-{number}", **request)


def created_with_a_password_made_up(play):
    play.open_pool()
    play.call(
        "no password given",
        "AdminCreateUser",
        UserPoolId=play.pool,
        Username="ada",
        UserAttributes=pairs(email=address("ada"), email_verified="true"),
        DesiredDeliveryMediums=["EMAIL"],
    )


def created_by_address(play):
    play.open_pool(UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    answer = _create(play, "by address", "ada@example.com")
    user = answer.get("User", {})
    attributes = {pair["Name"]: pair["Value"] for pair in user.get("Attributes", [])}
    play.note("whose username is the sub", {"same": user["Username"] == attributes["sub"]} if user else None)
    play.sees("read by address", "ada@example.com")
    play.sees("read by address in capitals", "ADA@EXAMPLE.COM")
    play.call("read by sub", "AdminGetUser", UserPoolId=play.pool, Username=user.get("Username"))
    _create(play, "twice", "ada@example.com", MessageAction="SUPPRESS")
    _create(play, "twice, in capitals", "Ada@Example.com", MessageAction="SUPPRESS")
    _create(play, "by a name that is no address", "ada", UserAttributes=[])
    _create(play, "with another address as attribute", "bob@example.com", UserAttributes=pairs(email="eve@example.com"))


def created_under_an_alias(play):
    play.open_pool(AliasAttributes=["email"])
    _create(play, "with a verified address", "ada")
    play.sees("read by the alias", "ada@example.com")
    _create(
        play,
        "another with the same address",
        "bob",
        UserAttributes=pairs(email="ada@example.com", email_verified="true"),
    )
    _create(play, "another, unverified", "eve", UserAttributes=pairs(email="ada@example.com"))
    _create(
        play,
        "another, by force",
        "mallory",
        ForceAliasCreation=True,
        UserAttributes=pairs(email="ada@example.com", email_verified="true"),
    )
    play.sees("whose alias it is now", "ada@example.com")
    _create(play, "a username that looks like an address", "ada@example.org")


def _answer(play, step, username, session, **responses):
    return play.call(
        step,
        "RespondToAuthChallenge",
        ClientId=play.client,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={"USERNAME": username, **responses},
    )


def first_sign_in(play):
    play.open_pool()
    play.prepare("CreateGroup", UserPoolId=play.pool, GroupName="clients")
    ada = play.invited("ada", name="Ada")
    play.prepare("AdminAddUserToGroup", UserPoolId=play.pool, Username=ada, GroupName="clients")
    session = play.call("the temporary password", "InitiateAuth", **play.password_auth(ada, TEMPORARY)).get("Session")
    tokens = _answer(play, "a new password", ada, session, NEW_PASSWORD=PASSWORD).get("AuthenticationResult", {})
    claims = play.claims(tokens.get("AccessToken"))
    play.note("groups in the first token", {"groups": claims.get("cognito:groups")} if claims else None)
    play.sees("confirmed", ada)
    _answer(play, "the same session again", ada, session, NEW_PASSWORD="Another-horse-7")
    play.call("the temporary password afterwards", "InitiateAuth", **play.password_auth(ada, TEMPORARY))


def first_sign_in_that_fails(play):
    play.open_pool()
    play.call("a wrong password", "InitiateAuth", **play.password_auth(play.invited("ada"), "Wrong-horse-7"))
    # Each of another user: where one of them is let in, the next is no first sign-in.
    for username, step, responses in [
        ("bob", "a new password that the policy refuses", {"NEW_PASSWORD": "short"}),
        ("carl", "no new password", {}),
        (
            "fred",
            "an attribute that only Cognito sets",
            {"NEW_PASSWORD": PASSWORD, "userAttributes.email_verified": "true"},
        ),
    ]:
        session = play.prepare("InitiateAuth", **play.password_auth(play.invited(username), TEMPORARY)).get("Session")
        _answer(play, step, username, session, **responses)
    _answer(play, "a session of nobody's", play.invited("dora"), "x" * 40, NEW_PASSWORD=PASSWORD)


def first_sign_in_with_what_is_missing(play):
    play.open_pool(Schema=[{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}])
    ada = play.invited("ada")
    session = play.call("the temporary password", "InitiateAuth", **play.password_auth(ada, TEMPORARY)).get("Session")
    _answer(play, "a new password alone", ada, session, NEW_PASSWORD=PASSWORD)
    session = play.prepare("InitiateAuth", **play.password_auth(play.invited("bob"), TEMPORARY)).get("Session")
    _answer(
        play, "a new password and the name", "bob", session, **{"NEW_PASSWORD": PASSWORD, "userAttributes.name": "Bob"}
    )
    play.sees("seen with the name", "bob")


def first_sign_in_through_an_administrator(play):
    play.open_pool()
    ada = play.invited("ada")
    here = {"UserPoolId": play.pool, "ClientId": play.client}
    challenge = play.call(
        "the temporary password",
        "AdminInitiateAuth",
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada, "PASSWORD": TEMPORARY},
        **here,
    )
    play.call(
        "a new password",
        "AdminRespondToAuthChallenge",
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge.get("Session"),
        ChallengeResponses={"USERNAME": ada, "NEW_PASSWORD": PASSWORD},
        **here,
    )
    play.sees("confirmed", ada)
