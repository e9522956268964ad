"""ListUsers: filters, pages, limits."""


def listed(play):
    play.open_pool(Schema=[{"Name": "tenant", "AttributeDataType": "String", "Mutable": True}])
    play.member("ada", name="Ada", given_name="Augusta", custom_tenant="acme")
    play.member("adam", name="Adam")
    play.invited("bob", name="Bob")
    play.prepare("AdminDisableUser", UserPoolId=play.pool, Username="adam")
    here = {"UserPoolId": play.pool}
    play.call("all", "ListUsers", **here)
    for step, condition in [
        ("by username", 'username = "ada"'),
        ("by the beginning of the username", 'username ^= "ad"'),
        ("by username in capitals", 'username = "ADA"'),
        ("by address", 'email = "bob@example.com"'),
        ("by address in capitals", 'email = "BOB@example.com"'),
        ("by name", 'name ^= "A"'),
        ("by given name", 'given_name = "Augusta"'),
        ("by confirmation", 'cognito:user_status = "FORCE_CHANGE_PASSWORD"'),
        ("by being enabled", 'status = "Enabled"'),
        ("by being disabled", 'status = "Disabled"'),
        ("by nothing that is", 'username = "nobody"'),
        ("by an empty filter", ""),
        ("by a custom attribute", 'custom:tenant = "acme"'),
        ("by an attribute that cannot be searched", 'nickname = "ada"'),
        ("by another operator", 'username > "ada"'),
        ("by a filter without quotes", "username = ada"),
        ("by words", "all of them, please"),
        ("by an escaped quote", 'name = "A\\"da"'),
        ("by more than 256 characters", f'name = "{"x" * 260}"'),
    ]:
        play.call(step, "ListUsers", Filter=condition, **here)
    play.call("only some attributes", "ListUsers", AttributesToGet=["name"], Filter='username = "ada"', **here)
    play.call("attributes that there are not", "ListUsers", AttributesToGet=["custom:shoe"], **here)
    play.call("in no such pool", "ListUsers", UserPoolId="eu-central-1_Nowhere00")


def listed_in_pages(play):
    play.open_pool()
    for username in ("ada", "bob", "carl"):
        play.member(username)
    here = {"UserPoolId": play.pool}
    page = play.prepare("ListUsers", Limit=2, **here)
    play.note("how many on the first page", {"users": len(page["Users"]), "more": "PaginationToken" in page})
    if token := page.get("PaginationToken"):
        page = play.prepare("ListUsers", Limit=2, PaginationToken=token, **here)
        play.note("how many on the second page", {"users": len(page["Users"]), "more": "PaginationToken" in page})
    play.call("limit 0", "ListUsers", Limit=0, **here)
    play.call("limit 61", "ListUsers", Limit=61, **here)
    play.call("a page token of nobody's", "ListUsers", PaginationToken="nonsense", **here)
