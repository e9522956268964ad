"""Signing in, by every flow, and being refused."""

from play import PASSWORD


def sign_in_with_a_password(play):
    play.open_pool()
    ada = play.member("ada")
    play.call("the password", "InitiateAuth", **play.password_auth(ada))
    play.call("a wrong password", "InitiateAuth", **play.password_auth(ada, "Wrong-horse-7"))
    play.call("nobody", "InitiateAuth", **play.password_auth("eve"))
    play.call("by no such client", "InitiateAuth", **play.password_auth(ada, client="0nobody0nobody0nobody0nobo"))
    play.call(
        "no password",
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada},
    )
    play.call(
        "no username",
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"PASSWORD": PASSWORD},
    )
    play.call("a flow that there is not", "InitiateAuth", ClientId=play.client, AuthFlow="BY_MAGIC", AuthParameters={})
    play.call(
        "an administrator's flow",
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada, "PASSWORD": PASSWORD},
    )


def sign_in_where_existence_is_hidden(play):
    play.open_pool()
    client = play.open_client(PreventUserExistenceErrors="ENABLED")
    here = {"ClientId": client, "Username": "eve"}
    play.call("nobody", "InitiateAuth", **play.password_auth("eve", client=client))
    play.call("nobody forgot the password", "ForgotPassword", **here)
    play.call("nobody confirms", "ConfirmSignUp", ConfirmationCode="123450", **here)
    play.call("nobody wants a code", "ResendConfirmationCode", **here)
    play.call(
        "nobody resets the password", "ConfirmForgotPassword", ConfirmationCode="123450", Password=PASSWORD, **here
    )


def sign_in_through_an_administrator(play):
    play.open_pool()
    ada = play.member("ada")
    here = {"UserPoolId": play.pool, "ClientId": play.client}
    for step, username, password in [
        ("the password", ada, PASSWORD),
        ("a wrong password", ada, "Wrong-horse-7"),
        ("nobody", "eve", PASSWORD),
    ]:
        play.call(
            step,
            "AdminInitiateAuth",
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
            **here,
        )
    play.call(
        "in no such pool",
        "AdminInitiateAuth",
        UserPoolId="eu-central-1_Nowhere00",
        ClientId=play.client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada, "PASSWORD": PASSWORD},
    )


def flows_that_are_off(play):
    play.open_pool()
    client = play.open_client(ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    ada = play.member("ada")
    play.call("by password", "InitiateAuth", **play.password_auth(ada, client=client))
    play.call(
        "by SRP",
        "InitiateAuth",
        ClientId=client,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": ada, "SRP_A": "0" + "f" * 255},
    )
    play.call(
        "through an administrator",
        "AdminInitiateAuth",
        UserPoolId=play.pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada, "PASSWORD": PASSWORD},
    )


def _srp(play, what, username, password):
    """An SRP exchange: both halves, if the first is not refused."""
    srp = play.target.srp(username, password, play.pool, play.client)
    parameters = srp.get_auth_params()
    challenge = play.call(
        f"{what}: a value A", "InitiateAuth", ClientId=play.client, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
    )
    if challenge:
        play.call(
            f"{what}: the proof",
            "RespondToAuthChallenge",
            ClientId=play.client,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=srp.process_challenge(challenge["ChallengeParameters"], parameters),
        )


def sign_in_with_srp(play):
    play.open_pool()
    ada = play.member("ada")
    _srp(play, "a member", ada, PASSWORD)
    _srp(play, "a wrong password", ada, "Wrong-horse-7")
    bob = play.invited("bob")
    _srp(play, "who was invited", bob, "Temporary-horse-7")
    _srp(play, "nobody", "eve", PASSWORD)
    _srp(play, "who signed up", play.newcomer("carl"), PASSWORD)
    play.call(
        "a value A that is no number",
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": ada, "SRP_A": "nonsense"},
    )
    play.call(
        "no value A", "InitiateAuth", ClientId=play.client, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": ada}
    )


def sign_in_when_disabled(play):
    play.open_pool()
    ada = play.member("ada")
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("disabled", "AdminDisableUser", **here)
    play.call("the password", "InitiateAuth", **play.password_auth(ada))
    play.sees("seen as disabled", ada)
    play.call("enabled", "AdminEnableUser", **here)
    play.call("the password again", "InitiateAuth", **play.password_auth(ada))
    play.call("nobody disabled", "AdminDisableUser", UserPoolId=play.pool, Username="eve")
    play.call("nobody enabled", "AdminEnableUser", UserPoolId=play.pool, Username="eve")
