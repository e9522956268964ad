"""Stories B and C with our hooks behind cognito-local, which invokes the built binaries through
`invitations host`.

    cognito_local.py ENDPOINT LOG INVITATIONS KEY

LOG is the file with what cognito-local prints: its mailbox is the console. Its triggers are those
of ../run, and its code for everything is in the environment: CODE.
"""

import os
import pathlib
import sys

import boto3

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "clients"))
import proof  # noqa: E402
from boto3_stories import attributes, issue  # noqa: E402
from inbox import last_link  # noqa: E402

PASSWORD = "Chosen-horse-7"


def main(endpoint, log, invitations, key):
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool = idp.create_user_pool(
        PoolName="hooks",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "invitation", "AttributeDataType": "String", "Mutable": True}],
    )["UserPool"]["Id"]
    client = idp.create_user_pool_client(
        UserPoolId=pool, ClientName="hooks", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    for group in ("clients", "members"):
        idp.create_group(UserPoolId=pool, GroupName=group)

    def sign_up(address, **more):
        return idp.sign_up(
            ClientId=client, Username=address, Password=PASSWORD, UserAttributes=attributes(email=address, **more)
        )

    def signs_in(address, expected):
        parameters = {"USERNAME": address, "PASSWORD": PASSWORD}
        answer = idp.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        claims = proof.claims(endpoint, pool, answer["AuthenticationResult"]["IdToken"])
        proof.check(f"the groups of {address}", sorted(claims.get("cognito:groups", [])), expected)
        print(f"cognito-local: {address} signed in; the first token names {', '.join(expected)}")

    def a_person_signs_up_without_an_invitation():
        address = "story-c.hooks@client.example"
        sign_up(address)
        username, code = printed_link(log, "confirm")
        proof.check("the code in the link", code, os.environ["CODE"])
        idp.confirm_sign_up(ClientId=client, Username=username, ConfirmationCode=code)
        signs_in(address, ["members"])

    def a_person_signs_up_with_one():
        address = "story-b.hooks@client.example"
        answer = sign_up(address, **{"custom:invitation": issue(invitations, key, pool, address)})
        proof.check("confirmed by the invitation", answer["UserConfirmed"], True)
        signs_in(address, ["clients", "members"])

    def a_stranger_is_turned_away():
        try:
            sign_up("stranger.hooks@elsewhere.example")
        except idp.exceptions.UserLambdaValidationException as refusal:
            print(f"cognito-local: a stranger is turned away: {refusal.response['Error']['Message']}")
        else:
            raise SystemExit("a stranger from a denied domain signed up")

    a_person_signs_up_without_an_invitation()
    a_person_signs_up_with_one()
    a_stranger_is_turned_away()


def printed_link(log, page):
    """The values in the fragment of the last link to `page` that cognito-local printed."""
    found = last_link(pathlib.Path(log).read_text(encoding="utf-8"), page)
    return found or sys.exit(f"no mail with a link to /{page} was printed: is it the custom message?")


if __name__ == "__main__":
    main(*sys.argv[1:])
