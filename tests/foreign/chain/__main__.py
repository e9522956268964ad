"""A chain of our built binaries and of a team's own Node function, all as functions of ministack, behind the pool of
ministack and that of cognito-local.

    chain MINISTACK COGNITO_LOCAL LOG BINARIES CONFIGURATION

LOG is the file with what cognito-local prints, BINARIES the folder of the build, CONFIGURATION the folder with
invitations.toml.
"""

import io
import json
import os
import pathlib
import sys
import zipfile

import boto3

here = pathlib.Path(__file__).resolve().parent
sys.path += [str(here.parent / "clients"), str(here.parent / "hooks")]
import proof  # noqa: E402
from boto3_stories import attributes  # noqa: E402
from ministack import ASSUMED_BY_LAMBDA, package  # noqa: E402

HOOKS = ["pre-sign-up", "post-confirmation"]
PASSWORD = "Chosen-horse-7"


def client(service, endpoint):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def main(ministack, cognito_local, log, binaries, configuration):
    binaries, configuration = pathlib.Path(binaries), pathlib.Path(configuration)
    iam, functions = client("iam", ministack), client("lambda", ministack)

    def role(name):
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=ASSUMED_BY_LAMBDA)["Role"]["Arn"]

    def function(name, its_role, code, **more):
        return functions.create_function(
            FunctionName=name, Role=its_role, Timeout=5, Code={"ZipFile": code}, **more
        )["FunctionArn"]

    def built(name, its_role, binary):
        variables = {
            # Relative to the folder of the function's code, in which it is started.
            "INVITATIONS_CONFIG": "invitations/invitations.toml",
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": cognito_local,
        }
        return function(
            name,
            its_role,
            package(binaries / binary, configuration),
            Runtime="provided.al2023",
            Handler="bootstrap",
            Environment={"Variables": variables},
        )

    functions_role = role("functions")
    theirs = function(
        "check-list",
        functions_role,
        zipped("index.mjs", (here / "their-function.mjs").read_text(encoding="utf-8")),
        Runtime="nodejs20.x",
        Handler="index.handler",
    )
    ours = {hook: built(hook, functions_role, hook) for hook in HOOKS}
    settings = configuration / "invitations.toml"
    sections = [f'[chain.{hook}]\nours = "{ours[hook]}"\ntheirs = "{theirs}"\n' for hook in HOOKS]
    settings.write_text("\n".join([settings.read_text(encoding="utf-8"), *sections]), encoding="utf-8")
    chain_role = role("chain")
    chains = {hook: built(f"trigger-chain-{hook}", chain_role, "trigger-chain") for hook in HOOKS}

    def permit(*called):
        statement = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": called}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_role_policy(RoleName="chain", PolicyName="both-functions", PolicyDocument=json.dumps(policy))

    permit(*ours.values(), theirs)
    on_ministack = Pool("ministack", ministack, LambdaConfig={"PreSignUp": chains["pre-sign-up"]})
    for pool in [on_ministack, Pool("cognito-local", cognito_local)]:
        pool.refuses("stranger.chain@elsewhere.example", "domain-not-allowed: ")
        pool.refuses("listed.chain@client.example", "Ask the front desk for an account")
        # Theirs confirms everybody, which does not count.
        proof.check("confirmed by theirs", pool.sign_up("ada.chain@client.example")["UserConfirmed"], False)
        print(f"{pool.name}: ours refuses, theirs refuses, and who both admit proves her mailbox")
    # The last pool calls the chain at the confirmation, too.
    pool.confirms("ada.chain@client.example")
    proof.check("groups", pool.groups("ada.chain@client.example"), ["members"])
    print(f"{pool.name}: ours gives the group at the confirmation, and theirs runs after it")
    pool.sign_up("unlucky.chain@client.example")
    # cognito-local keeps an error of this hook to itself, and prints it.
    pool.confirms("unlucky.chain@client.example")
    printed = pathlib.Path(log).read_text(encoding="utf-8")
    proof.check("an error of theirs, word for word", "The front desk is closed" in printed, True)
    proof.check("groups", pool.groups("unlucky.chain@client.example"), ["members"])
    print(f"{pool.name}: an error of theirs at the confirmation arrives as it was")


class Pool:
    """A user pool of an emulator, and an app client."""

    def __init__(self, name, endpoint, **settings):
        self.name, self.endpoint = name, endpoint
        self.idp = client("cognito-idp", endpoint)
        made = self.idp.create_user_pool(
            PoolName="chain", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], **settings
        )
        self.id = made["UserPool"]["Id"]
        app = self.idp.create_user_pool_client(
            UserPoolId=self.id, ClientName="chain", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )
        self.app = app["UserPoolClient"]["ClientId"]
        for group in ("clients", "members"):
            self.idp.create_group(UserPoolId=self.id, GroupName=group)

    def sign_up(self, address):
        return self.idp.sign_up(
            ClientId=self.app, Username=address, Password=PASSWORD, UserAttributes=attributes(email=address)
        )

    def confirms(self, address):
        self.idp.confirm_sign_up(ClientId=self.app, Username=address, ConfirmationCode=os.environ["CODE"])

    def groups(self, address):
        """The groups in the first token."""
        parameters = {"USERNAME": address, "PASSWORD": PASSWORD}
        answer = self.idp.initiate_auth(ClientId=self.app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        claims = proof.claims(self.endpoint, self.id, answer["AuthenticationResult"]["IdToken"])
        return claims.get("cognito:groups", [])

    def refused(self, call):
        try:
            call()
        except self.idp.exceptions.UserLambdaValidationException as refusal:
            return refusal.response["Error"]["Message"]
        raise SystemExit(f"{self.name}: nothing was refused")

    def refuses(self, address, words):
        said = self.refused(lambda: self.sign_up(address))
        proof.check(f"what {address} reads: {said}", words in said, True)


def zipped(name, text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
    return packed.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
