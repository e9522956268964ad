"""Groups and who is in them."""


def groups(play):
    play.open_pool()
    play.call("created", "CreateGroup", UserPoolId=play.pool, GroupName="clients")
    play.call(
        "created with all",
        "CreateGroup",
        UserPoolId=play.pool,
        GroupName="staff",
        Description="Staff",
        Precedence=1,
        RoleArn="arn:aws:iam::123456789012:role/staff",
    )
    play.call("read", "GetGroup", UserPoolId=play.pool, GroupName="staff")
    play.call("listed", "ListGroups", UserPoolId=play.pool)
    play.call("updated", "UpdateGroup", UserPoolId=play.pool, GroupName="staff", Description="The staff", Precedence=2)
    play.call("deleted", "DeleteGroup", UserPoolId=play.pool, GroupName="staff")
    play.call("listed without it", "ListGroups", UserPoolId=play.pool)


def groups_that_cannot_be(play):
    play.open_pool()
    play.prepare("CreateGroup", UserPoolId=play.pool, GroupName="clients")
    play.call("created twice", "CreateGroup", UserPoolId=play.pool, GroupName="clients")
    play.call("a name with a space", "CreateGroup", UserPoolId=play.pool, GroupName="two words")
    play.call("a negative precedence", "CreateGroup", UserPoolId=play.pool, GroupName="low", Precedence=-1)
    play.call("in no such pool", "CreateGroup", UserPoolId="eu-central-1_Nowhere00", GroupName="clients")
    for verb in ("Get", "Update", "Delete"):
        play.call(f"{verb}Group of none", f"{verb}Group", UserPoolId=play.pool, GroupName="nobody")


def membership(play):
    play.open_pool()
    for group in ("clients", "members"):
        play.prepare("CreateGroup", UserPoolId=play.pool, GroupName=group)
    ada = play.member("ada")
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("in no group yet", "AdminListGroupsForUser", **here)
    play.call("added", "AdminAddUserToGroup", GroupName="clients", **here)
    play.call("added again", "AdminAddUserToGroup", GroupName="clients", **here)
    play.call("no such group", "AdminAddUserToGroup", GroupName="nobody", **here)
    play.call("no such user", "AdminAddUserToGroup", UserPoolId=play.pool, Username="eve", GroupName="clients")
    play.call("the user's groups", "AdminListGroupsForUser", **here)
    play.call("the group's users", "ListUsersInGroup", UserPoolId=play.pool, GroupName="clients")
    play.call("users of no such group", "ListUsersInGroup", UserPoolId=play.pool, GroupName="nobody")
    play.call("groups of no such user", "AdminListGroupsForUser", UserPoolId=play.pool, Username="eve")
    play.call("removed", "AdminRemoveUserFromGroup", GroupName="clients", **here)
    play.call("removed again", "AdminRemoveUserFromGroup", GroupName="clients", **here)
    play.call("removed from no such group", "AdminRemoveUserFromGroup", GroupName="nobody", **here)
    play.call(
        "no such user to remove",
        "AdminRemoveUserFromGroup",
        UserPoolId=play.pool,
        Username="eve",
        GroupName="clients",
    )
    play.call("in no group again", "AdminListGroupsForUser", **here)


def membership_in_pages(play):
    play.open_pool()
    for group in ("a", "b", "c"):
        play.prepare("CreateGroup", UserPoolId=play.pool, GroupName=group)
    play.member("ada")
    play.member("bob")
    for group in ("a", "b", "c"):
        play.prepare("AdminAddUserToGroup", UserPoolId=play.pool, Username="ada", GroupName=group)
    play.prepare("AdminAddUserToGroup", UserPoolId=play.pool, Username="bob", GroupName="a")
    here = {"UserPoolId": play.pool, "Username": "ada"}
    # Which groups come first is nowhere promised: it is the pages that are compared.
    page = play.prepare("AdminListGroupsForUser", Limit=2, **here)
    play.note("first page of groups", _size(page))
    token = page.get("NextToken")
    rest = play.prepare("AdminListGroupsForUser", Limit=2, NextToken=token, **here) if token else None
    play.note("second page of groups", rest and _size(rest))
    page = play.call("first page of users", "ListUsersInGroup", UserPoolId=play.pool, GroupName="a", Limit=1)
    play.call(
        "second page of users",
        "ListUsersInGroup",
        UserPoolId=play.pool,
        GroupName="a",
        Limit=1,
        NextToken=page.get("NextToken"),
    )
    play.call("more groups than a page holds", "AdminListGroupsForUser", Limit=61, **here)
    play.call("more users than a page holds", "ListUsersInGroup", UserPoolId=play.pool, GroupName="a", Limit=61)
    play.call("a page token of nobody's", "AdminListGroupsForUser", NextToken="nonsense", **here)


def _size(page):
    """How many groups a page has, and whether another follows."""
    return {"groups": len(page["Groups"]), "followed": "NextToken" in page}
