"""Tokens: what they say, that they verify, and how they are renewed and taken back."""

# Claims that are of one token and of no other.
FLEETING = ("auth_time", "event_id", "exp", "iat", "iss", "jti", "origin_jti")


def what_tokens_say(play):
    play.open_pool(Schema=[{"Name": "tenant", "AttributeDataType": "String", "Mutable": True}])
    for group in ("clients", "members"):
        play.prepare("CreateGroup", UserPoolId=play.pool, GroupName=group)
    ada = play.member("ada", name="Ada", custom_tenant="acme")
    without = play.tokens(ada)
    for group in ("clients", "members"):
        play.prepare("AdminAddUserToGroup", UserPoolId=play.pool, Username=ada, GroupName=group)
    tokens = play.tokens(ada)
    for kind in ("IdToken", "AccessToken"):
        claims = play.claims(tokens.get(kind))
        play.note(f"claims of the {kind}", claims and {k: v for k, v in claims.items() if k not in FLEETING})
        play.note(f"other claims of the {kind}", claims and {"names": [k for k in FLEETING if k in claims]})
        play.note(f"lifetime of the {kind}", claims and {"seconds": claims["exp"] - claims["iat"]})
        play.note(f"issuer of the {kind}", claims and {"ends in the pool": claims["iss"].endswith("/" + play.pool)})
        claims = play.claims(without.get(kind))
        play.note(f"groups of the {kind} without groups", claims and {"present": "cognito:groups" in claims})


def what_is_published(play):
    play.open_pool()
    keys = play.target.get(f"/{play.pool}/.well-known/jwks.json")
    play.note(
        "keys",
        {
            "members": sorted({name for key in keys["keys"] for name in key}),
            "kinds": sorted({f"{key['kty']} {key['alg']} {key['use']} {key['e']}" for key in keys["keys"]}),
            "more than one": len(keys["keys"]) > 1,
        },
    )
    configuration = play.target.get(f"/{play.pool}/.well-known/openid-configuration")
    play.note(
        "configuration",
        {
            "members": sorted(configuration),
            "issuer ends in the pool": configuration["issuer"].endswith("/" + play.pool),
            "keys end as published": configuration["jwks_uri"].endswith(f"/{play.pool}/.well-known/jwks.json"),
            "algorithms": configuration["id_token_signing_alg_values_supported"],
        },
    )
    claims = play.claims(play.tokens(play.member("ada")).get("IdToken"))
    play.note("issuer is the tokens'", claims and {"same": claims["iss"] == configuration["issuer"]})
    play.note(
        "keys of no such pool", {"found": play.target.get("/eu-central-1_Nowhere00/.well-known/jwks.json") is not None}
    )


def renewed(play):
    play.open_pool()
    ada = play.member("ada")
    refresh = play.tokens(ada).get("RefreshToken")
    for step, token in [("renewed", refresh), ("with no such token", "nonsense")]:
        play.call(
            step,
            "InitiateAuth",
            ClientId=play.client,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )
    play.call(
        "renewed through an administrator",
        "AdminInitiateAuth",
        UserPoolId=play.pool,
        ClientId=play.client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh},
    )
    play.call(
        "by the other name of the flow",
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="REFRESH_TOKEN",
        AuthParameters={"REFRESH_TOKEN": refresh},
    )
    play.call("with no token", "InitiateAuth", ClientId=play.client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={})
    play.call(
        "by another client",
        "InitiateAuth",
        ClientId=play.open_client(),
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh},
    )


def renewed_by_the_newer_operation(play):
    play.open_pool()
    refresh = play.tokens(play.member("ada"))["RefreshToken"]
    play.call("renewed", "GetTokensFromRefreshToken", ClientId=play.client, RefreshToken=refresh)
    play.call("with no such token", "GetTokensFromRefreshToken", ClientId=play.client, RefreshToken="nonsense")
    play.call("by another client", "GetTokensFromRefreshToken", ClientId=play.open_client(), RefreshToken=refresh)


def _renew(play, step, refresh):
    play.call(
        step,
        "InitiateAuth",
        ClientId=play.client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh},
    )


def revoked(play):
    play.open_pool()
    tokens = play.tokens(play.member("ada"))
    play.call("by another client", "RevokeToken", ClientId=play.open_client(), Token=tokens["RefreshToken"])
    play.call("an access token", "RevokeToken", ClientId=play.client, Token=tokens["AccessToken"])
    play.call("the refresh token", "RevokeToken", ClientId=play.client, Token=tokens["RefreshToken"])
    play.call("the refresh token again", "RevokeToken", ClientId=play.client, Token=tokens["RefreshToken"])
    _renew(play, "renewed afterwards", tokens["RefreshToken"])
    play.call("its access token afterwards", "GetUser", AccessToken=tokens["AccessToken"])
    play.call("a token that is none", "RevokeToken", ClientId=play.client, Token="nonsense")
    play.call("by no such client", "RevokeToken", ClientId="0nobody0nobody0nobody0nobo", Token=tokens["RefreshToken"])


def signed_out_everywhere(play):
    play.open_pool()
    tokens = play.tokens(play.member("ada"))
    play.call("signed out", "GlobalSignOut", AccessToken=tokens["AccessToken"])
    play.call("signed out twice", "GlobalSignOut", AccessToken=tokens["AccessToken"])
    play.call("its access token afterwards", "GetUser", AccessToken=tokens["AccessToken"])
    _renew(play, "renewed afterwards", tokens["RefreshToken"])
    play.call("with no such token", "GlobalSignOut", AccessToken="nonsense")


def signed_out_by_an_administrator(play):
    play.open_pool()
    tokens = play.tokens(play.member("ada"))
    play.call("signed out", "AdminUserGlobalSignOut", UserPoolId=play.pool, Username="ada")
    play.call("its access token afterwards", "GetUser", AccessToken=tokens["AccessToken"])
    _renew(play, "renewed afterwards", tokens["RefreshToken"])
    play.call("nobody", "AdminUserGlobalSignOut", UserPoolId=play.pool, Username="eve")
