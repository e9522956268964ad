"""Users read and deleted."""


def read(play):
    play.open_pool()
    ada = play.member("ada", name="Ada")
    user = play.sees("by username", ada)
    attributes = {pair["Name"]: pair["Value"] for pair in user.get("UserAttributes", [])}
    play.call("by sub", "AdminGetUser", UserPoolId=play.pool, Username=attributes.get("sub"))
    play.sees("by username in capitals", "ADA")
    play.sees("nobody", "eve")
    play.call("in no such pool", "AdminGetUser", UserPoolId="eu-central-1_Nowhere00", Username=ada)


def read_where_case_does_not_matter(play):
    play.open_pool(UsernameConfiguration={"CaseSensitive": False})
    play.member("ada")
    play.sees("by username in capitals", "ADA")


def deleted_by_an_administrator(play):
    play.open_pool()
    ada = play.member("ada")
    access = play.tokens(ada)["AccessToken"]
    here = {"UserPoolId": play.pool, "Username": ada}
    play.call("deleted", "AdminDeleteUser", **here)
    play.call("deleted twice", "AdminDeleteUser", **here)
    play.sees("gone", ada)
    play.call("its access token afterwards", "GetUser", AccessToken=access)
    play.member(ada)
    play.sees("created again", ada)


def deleted_by_the_person(play):
    play.open_pool()
    access = play.tokens(play.member("ada"))["AccessToken"]
    play.call("deleted", "DeleteUser", AccessToken=access)
    play.call("deleted twice", "DeleteUser", AccessToken=access)
    play.sees("gone", "ada")
    play.call("with no such token", "DeleteUser", AccessToken="nonsense")
