"""User pools and app clients: created, described, updated with all that Update… resets."""

from play import FLOWS


def user_pool(play):
    play.open_pool()
    play.call("described as created", "DescribeUserPool", UserPoolId=play.pool)
    play.call(
        "updated",
        "UpdateUserPool",
        UserPoolId=play.pool,
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireSymbols": False}},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    )
    play.call("described as updated", "DescribeUserPool", UserPoolId=play.pool)
    play.call("updated with nothing", "UpdateUserPool", UserPoolId=play.pool)
    play.call("what is omitted is reset", "DescribeUserPool", UserPoolId=play.pool)


def user_pool_fed_back(play):
    play.open_pool()
    described = play.prepare("DescribeUserPool", UserPoolId=play.pool)["UserPool"]
    same = {name: described[name] for name in ("Policies", "AdminCreateUserConfig") if name in described}
    play.call("updated as described", "UpdateUserPool", UserPoolId=play.pool, **same)


def user_pool_with_settings(play):
    answer = play.call(
        "created",
        "CreateUserPool",
        PoolName="settings",
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        AutoVerifiedAttributes=["email"],
        Schema=[
            {"Name": "tenant", "AttributeDataType": "String", "Mutable": True},
            {
                "Name": "invitation",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"},
            },
            {"Name": "given_name", "AttributeDataType": "String", "Required": True},
        ],
        Policies={"PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": 3}},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    )
    pool = answer.get("UserPool", {}).get("Id")
    play.call("described", "DescribeUserPool", UserPoolId=pool)


def custom_attributes(play):
    play.open_pool()
    shoe = [{"Name": "shoe", "AttributeDataType": "String", "Mutable": True}]
    play.call("added", "AddCustomAttributes", UserPoolId=play.pool, CustomAttributes=shoe)
    play.call("described", "DescribeUserPool", UserPoolId=play.pool)
    play.call("added twice", "AddCustomAttributes", UserPoolId=play.pool, CustomAttributes=shoe)
    play.call("to no such pool", "AddCustomAttributes", UserPoolId="eu-central-1_Nowhere00", CustomAttributes=shoe)


def lists_and_deletions(play):
    play.open_pool()
    pools = play.prepare("ListUserPools", MaxResults=60)["UserPools"]
    # Other scenarios have pools as well; the newest stand first on some servers and last on others.
    play.note("is the pool listed", {"found": play.pool in [pool["Id"] for pool in pools] or len(pools) == 60})
    play.call("more pools than a page holds", "ListUserPools", MaxResults=61)
    play.call("clients", "ListUserPoolClients", UserPoolId=play.pool)
    play.call("clients of no such pool", "ListUserPoolClients", UserPoolId="eu-central-1_Nowhere00")
    play.call("client deleted", "DeleteUserPoolClient", UserPoolId=play.pool, ClientId=play.client)
    play.call("client deleted twice", "DeleteUserPoolClient", UserPoolId=play.pool, ClientId=play.client)
    play.call("clients afterwards", "ListUserPoolClients", UserPoolId=play.pool)
    play.call("pool deleted", "DeleteUserPool", UserPoolId=play.pool)
    play.call("pool deleted twice", "DeleteUserPool", UserPoolId=play.pool)
    play.call("pool described afterwards", "DescribeUserPool", UserPoolId=play.pool)


def user_pools_that_cannot_be(play):
    play.open_pool()
    play.call("no such pool to describe", "DescribeUserPool", UserPoolId="eu-central-1_Nowhere00")
    play.call("no such pool to update", "UpdateUserPool", UserPoolId="eu-central-1_Nowhere00")
    play.call("a pool identifier of another form", "DescribeUserPool", UserPoolId="nowhere")
    play.call("no name", "CreateUserPool")
    play.call(
        "sign-in by alias and by username attribute at once",
        "CreateUserPool",
        PoolName="both",
        UsernameAttributes=["email"],
        AliasAttributes=["email"],
    )
    play.call(
        "a minimum length below six",
        "CreateUserPool",
        PoolName="short",
        Policies={"PasswordPolicy": {"MinimumLength": 5}},
    )
    play.call(
        "a custom attribute that is required",
        "CreateUserPool",
        PoolName="required",
        Schema=[{"Name": "tenant", "AttributeDataType": "String", "Required": True}],
    )


def app_client(play):
    play.open_pool()
    answer = play.call("created with little", "CreateUserPoolClient", UserPoolId=play.pool, ClientName="little")
    little = answer.get("UserPoolClient", {}).get("ClientId")
    play.call("described", "DescribeUserPoolClient", UserPoolId=play.pool, ClientId=little)
    play.call(
        "updated",
        "UpdateUserPoolClient",
        UserPoolId=play.pool,
        ClientId=little,
        ClientName="more",
        ExplicitAuthFlows=FLOWS,
        ReadAttributes=["email", "name"],
        WriteAttributes=["email", "name"],
        PreventUserExistenceErrors="ENABLED",
        AccessTokenValidity=30,
        TokenValidityUnits={"AccessToken": "minutes"},
    )
    play.call("described as updated", "DescribeUserPoolClient", UserPoolId=play.pool, ClientId=little)
    play.call("updated with nothing", "UpdateUserPoolClient", UserPoolId=play.pool, ClientId=little)
    play.call("what is omitted is reset", "DescribeUserPoolClient", UserPoolId=play.pool, ClientId=little)


def app_clients_that_cannot_be(play):
    play.open_pool()
    nobody = "0nobody0nobody0nobody0nobo"
    play.call("in no such pool", "CreateUserPoolClient", UserPoolId="eu-central-1_Nowhere00", ClientName="lost")
    play.call("no such client to describe", "DescribeUserPoolClient", UserPoolId=play.pool, ClientId=nobody)
    play.call("no such client to update", "UpdateUserPoolClient", UserPoolId=play.pool, ClientId=nobody)
    play.call("no name", "CreateUserPoolClient", UserPoolId=play.pool)
    play.call(
        "a flow that there is not",
        "CreateUserPoolClient",
        UserPoolId=play.pool,
        ClientName="odd",
        ExplicitAuthFlows=["ALLOW_EVERYTHING"],
    )
    play.call(
        "an attribute that there is not",
        "CreateUserPoolClient",
        UserPoolId=play.pool,
        ClientName="odd",
        WriteAttributes=["custom:nothing"],
    )


def app_client_with_a_secret(play):
    play.open_pool()
    play.call("created", "CreateUserPoolClient", UserPoolId=play.pool, ClientName="secret", GenerateSecret=True)
    client = play.prepare(
        "CreateUserPoolClient",
        UserPoolId=play.pool,
        ClientName="secret",
        GenerateSecret=True,
        ExplicitAuthFlows=FLOWS,
    )["UserPoolClient"]
    identifier, secret = client["ClientId"], client["ClientSecret"]
    play.target.known[identifier] = "<secret client>"
    play.member("ada")
    request = play.password_auth("ada", client=identifier)
    play.call("sign-in without the hash", "InitiateAuth", **request)
    request["AuthParameters"]["SECRET_HASH"] = "d3Jvbmc="
    play.call("sign-in with another hash", "InitiateAuth", **request)
    secret_hash = play.target.srp("ada", "", play.pool, identifier).get_secret_hash("ada", identifier, secret)
    request["AuthParameters"]["SECRET_HASH"] = secret_hash
    play.call("sign-in with the hash", "InitiateAuth", **request)
    play.call("sign-up without the hash", "SignUp", ClientId=identifier, Username="eve", Password="Correct-horse-7")


def operations_that_there_are_not(play):
    status, _ = play.target.raw("MakeCoffee", b"{}")
    play.note("an operation that there is not", {"status": status})
    status, _ = play.target.raw("DescribeUserPool", b"{")
    play.note("a body that is not JSON", {"status": status})
