"""Attributes: read and written by administrators, by people, within the client's rights."""

from play import pairs, wrong

SCHEMA = [
    {
        "Name": "tenant",
        "AttributeDataType": "String",
        "Mutable": True,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "8"},
    },
    {"Name": "number", "AttributeDataType": "String", "Mutable": False},
]


def set_by_an_administrator(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada", nickname="A")
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("set", "AdminUpdateUserAttributes", UserAttributes=pairs(name="Ada", custom_tenant="acme"), **here)
    play.call("a blank value", "AdminUpdateUserAttributes", UserAttributes=pairs(nickname=""), **here)
    play.sees("seen", ada)
    play.call("a new address", "AdminUpdateUserAttributes", UserAttributes=pairs(email="ada@example.org"), **here)
    play.sees("seen with the new address", ada)
    play.call(
        "a new address, vouched for",
        "AdminUpdateUserAttributes",
        UserAttributes=pairs(email="ada@example.net", email_verified="true"),
        **here,
    )
    play.sees("seen with the address vouched for", ada)


def set_by_an_administrator_badly(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada", custom_number="1")
    for step, attributes in [
        ("an immutable one", pairs(custom_number="2")),
        ("one outside the schema", pairs(custom_shoe="42")),
        ("a value too long for the schema", pairs(custom_tenant="far too long")),
        ("the sub", pairs(sub="me")),
        ("an address that is none", pairs(email="nowhere")),
        ("verified with a word", pairs(email_verified="perhaps")),
    ]:
        play.call(step, "AdminUpdateUserAttributes", UserPoolId=play.pool, Username=ada, UserAttributes=attributes)
    play.call(
        "nobody", "AdminUpdateUserAttributes", UserPoolId=play.pool, Username="eve", UserAttributes=pairs(name="Eve")
    )


def deleted_by_an_administrator(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada", name="Ada", custom_tenant="acme")
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("deleted", "AdminDeleteUserAttributes", UserAttributeNames=["name", "custom:tenant"], **here)
    play.call("deleted again", "AdminDeleteUserAttributes", UserAttributeNames=["name"], **here)
    play.sees("seen", ada)


def deleted_by_an_administrator_badly(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada", custom_number="1")
    for step, name in [
        ("one outside the schema", "custom:shoe"),
        ("the sub", "sub"),
        ("an immutable one", "custom:number"),
    ]:
        play.call(step, "AdminDeleteUserAttributes", UserPoolId=play.pool, Username=ada, UserAttributeNames=[name])
    play.call("nobody", "AdminDeleteUserAttributes", UserPoolId=play.pool, Username="eve", UserAttributeNames=["name"])


def read_by_the_person(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada", name="Ada", custom_tenant="acme")
    access = play.tokens(ada)["AccessToken"]
    play.call("read", "GetUser", AccessToken=access)
    play.call("with no such token", "GetUser", AccessToken="nonsense")
    play.call("with an ID token", "GetUser", AccessToken=play.tokens(ada)["IdToken"])
    client = play.open_client(ReadAttributes=["email"])
    play.call("by a client that reads little", "GetUser", AccessToken=play.tokens(ada, client=client)["AccessToken"])


def written_by_the_person(play):
    play.open_pool(Schema=SCHEMA)
    ada = play.member("ada")
    client = play.open_client(WriteAttributes=["name"])
    access = play.tokens(ada, client=client)["AccessToken"]
    play.call(
        "what the client may write", "UpdateUserAttributes", AccessToken=access, UserAttributes=pairs(name="Countess")
    )
    play.sees("seen", ada)
    play.call(
        "what the client may not write", "UpdateUserAttributes", AccessToken=access, UserAttributes=pairs(nickname="A")
    )
    play.call(
        "signed up with what the client may not write",
        "SignUp",
        ClientId=client,
        Username="bob",
        Password="Correct-horse-7",
        UserAttributes=pairs(nickname="B"),
    )


def written_by_the_person_badly(play):
    play.open_pool(Schema=SCHEMA)
    access = play.tokens(play.member("ada", custom_number="1"))["AccessToken"]
    for step, attributes in [
        ("an immutable one", pairs(custom_number="2")),
        ("one outside the schema", pairs(custom_shoe="42")),
        ("a verified address", pairs(email_verified="true")),
    ]:
        play.call(step, "UpdateUserAttributes", AccessToken=access, UserAttributes=attributes)
    play.call("with no such token", "UpdateUserAttributes", AccessToken="nonsense", UserAttributes=pairs(name="Ada"))


def verified(play):
    play.open_pool()
    ada = play.member("ada")
    access = play.tokens(ada)["AccessToken"]
    play.call(
        "a new address", "UpdateUserAttributes", AccessToken=access, UserAttributes=pairs(email="ada@example.org")
    )
    play.sees("seen unverified", ada)
    code = play.target.code("ada@example.org")
    here = {"AccessToken": access, "AttributeName": "email"}
    play.call("a wrong code", "VerifyUserAttribute", Code=wrong(code), **here)
    play.call("the code", "VerifyUserAttribute", Code=code, **here)
    play.sees("seen verified", ada)
    play.call("the code again", "VerifyUserAttribute", Code=code, **here)
    play.call("a code on demand", "GetUserAttributeVerificationCode", **here)
    play.call(
        "a code for what is not there",
        "GetUserAttributeVerificationCode",
        AccessToken=access,
        AttributeName="phone_number",
    )
    play.call(
        "a code for what is not verified", "GetUserAttributeVerificationCode", AccessToken=access, AttributeName="name"
    )
    play.call(
        "a code with no such token", "GetUserAttributeVerificationCode", AccessToken="nonsense", AttributeName="email"
    )
