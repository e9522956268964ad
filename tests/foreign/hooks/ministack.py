"""What ministack fires of story A, with our built binaries as `provided.al2023` functions: the
custom message of AdminCreateUser, and pre token generation of the first sign-in.

    ministack.py ENDPOINT BINARIES CONFIGURATION

BINARIES is the folder of the release build, CONFIGURATION the folder with invitations.toml.
"""

import io
import json
import pathlib
import sys
import urllib.request
import zipfile

import boto3

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "clients"))
import proof  # noqa: E402
from boto3_stories import attributes  # noqa: E402
from inbox import last_link  # noqa: E402

FUNCTIONS = {
    "PreSignUp": "pre-sign-up",
    "CustomMessage": "custom-message",
    "PreTokenGeneration": "pre-token-generation",
}
PASSWORD = "Chosen-horse-7"


def main(endpoint, binaries, configuration):
    def client(service):
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    role = client("iam").create_role(RoleName="hooks", AssumeRolePolicyDocument=ASSUMED_BY_LAMBDA)["Role"]["Arn"]
    functions = {
        trigger: client("lambda").create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role=role,
            Timeout=5,
            Code={"ZipFile": package(pathlib.Path(binaries, name), pathlib.Path(configuration))},
            # Relative to the folder of the function's code, in which it is started.
            Environment={"Variables": {"INVITATIONS_CONFIG": "invitations/invitations.toml"}},
        )["FunctionArn"]
        for trigger, name in FUNCTIONS.items()
    }
    idp = client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName="hooks", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], LambdaConfig=functions
    )["UserPool"]["Id"]
    app = idp.create_user_pool_client(
        UserPoolId=pool, ClientName="hooks", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    idp.create_group(UserPoolId=pool, GroupName="clients")

    def an_administrator_creates_the_user():
        address = "story-a.hooks@client.example"
        idp.admin_create_user(
            UserPoolId=pool,
            Username=address,
            TemporaryPassword="Url-safe_horse.7~a",
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=attributes(email=address, email_verified="true", given_name="Ada"),
        )
        idp.admin_add_user_to_group(UserPoolId=pool, Username=address, GroupName="clients")
        username, password = mailed_link(endpoint, address, "accept")
        challenge = idp.initiate_auth(
            ClientId=app,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        answer = idp.respond_to_auth_challenge(
            ClientId=app,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": PASSWORD},
        )
        claims = proof.claims(endpoint, pool, answer["AuthenticationResult"]["IdToken"])
        # The administrator's group, and the policy's, which pre token generation adds.
        proof.check(f"the groups of {address}", sorted(claims["cognito:groups"]), ["clients", "members"])
        print(f"ministack: {address} came by the mailed link; the first token names clients, members")

    def a_stranger_is_turned_away():
        address = "stranger.hooks@elsewhere.example"
        try:
            idp.sign_up(ClientId=app, Username=address, Password=PASSWORD, UserAttributes=attributes(email=address))
        except idp.exceptions.UserLambdaValidationException as refusal:
            print(f"ministack: a stranger is turned away: {refusal.response['Error']['Message']}")
        else:
            raise SystemExit("a stranger from a denied domain signed up")

    an_administrator_creates_the_user()
    a_stranger_is_turned_away()


ASSUMED_BY_LAMBDA = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "lambda.amazonaws.com"},
            }
        ],
    }
)


def package(binary, configuration):
    """A deployment package: the binary as `bootstrap`, and the configuration beside it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, binary.read_bytes(), compress_type=zipfile.ZIP_DEFLATED)
        for file in configuration.rglob("*"):
            if file.is_file():
                archive.write(file, pathlib.Path("invitations", file.relative_to(configuration)))
    return packed.getvalue()


def mailed_link(endpoint, address, page):
    """The values in the fragment of the link to `page` in the newest mail to `address`."""
    with urllib.request.urlopen(f"{endpoint}/_ministack/ses/messages", timeout=10) as answer:
        accounts = json.load(answer)["messages"]
    mails = [mail for mails in accounts.values() for mail in mails if address in mail["To"]]
    found = last_link(mails[-1]["BodyHtml"] or "", page) if mails else None
    return found or sys.exit(f"no mail with a link to /{page} has come to {address}")


if __name__ == "__main__":
    main(*sys.argv[1:])
