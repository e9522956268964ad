"""An allow list of domains in front of a pool's sign-ups, from the bundle and the wheel alone.

    one_hook.py MINISTACK MOTO

Run in a folder that holds `bundle/` and nothing else, with `sam` and `invitations` on the PATH and
no Rust.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import boto3

REGION = "eu-central-1"
HOOK = "pre-sign-up"
STACK = "invitations"
PASSWORD = "Chosen-horse-7"
ADMITTED, REFUSED = "ada@example.com", "mallory@elsewhere.example"
# What moves by itself.
NO_SETTINGS = {"LastModifiedDate", "EstimatedNumberOfUsers"}
VARIABLES = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}


def main(ministack, moto):
    check_ministack(Cloud("ministack", ministack))
    # moto puts the request in the place of all that it keeps, also of what was chosen for good and is no parameter.
    check_moto(Cloud("moto", moto, forgotten={"UsernameAttributes"}))


class Cloud:
    def __init__(self, name, endpoint, forgotten=frozenset()):
        self.name = name
        self.endpoint = endpoint
        self.forgotten = forgotten

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=VARIABLES["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=VARIABLES["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, *command, code=0, folder="bundle"):
        environment = os.environ | VARIABLES | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
        }
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if done.returncode != code:
            raise SystemExit(
                f"{self.name}: {' '.join(command[:2])} ended with {done.returncode}, and not {code}:\n"
                f"{done.stdout[-4000:]}{done.stderr[-4000:]}"
            )
        return done.stdout

    def described(self, pool):
        """The pool's settings."""
        described = self.client("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]
        return {name: value for name, value in described.items() if name not in NO_SETTINGS | self.forgotten}

    def invitations(self, verb, pool, *arguments, code=0):
        return self.run(
            *("invitations", verb, "--user-pool-id", pool, "--endpoint-url", self.endpoint, "--region", REGION),
            *("--config", "layer/invitations/invitations.toml", "--record", f"attached-{self.name}.json", *arguments),
            code=code,
        )

    def attach(self, pool):
        arguments = ("--only", HOOK, "--functions-prefix", STACK, "--alias", "live")
        self.invitations("attach", pool, *arguments, code=1)
        before = self.described(pool)
        self.invitations("attach", pool, *arguments, "--yes")
        after = self.described(pool)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        assert changed == ["LambdaConfig"], f"{self.name}: attach changed {changed}"
        assert list(after["LambdaConfig"]) == ["PreSignUp"], f"{self.name}: {after['LambdaConfig']}"


def make_pool(cloud):
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName="theirs",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        # Unless it is said, ministack describes the old name of TemporaryPasswordValidityDays beside the new one; AWS
        # takes no update with both.
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": False},
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="web")["UserPoolClient"]["ClientId"]
    return pool, client


def same(cloud, before, after):
    """An absent list of triggers and an empty one are the same; everything else is told as before."""
    def normal(described):
        return {name: value for name, value in described.items() if value not in ({}, [], None)}

    before, after = normal(before), normal(after)
    differ = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    assert not differ, f"{cloud.name}: detach left {differ} otherwise"


def check_ministack(cloud):
    pool, client = make_pool(cloud)
    before = cloud.described(pool)
    deploy(cloud, pool)
    assert cloud.described(pool) == before, "deploying beside a pool leaves it alone"
    cloud.attach(pool)

    assert sign_up(cloud, client, ADMITTED) is None, f"{ADMITTED} is admitted"
    refusal = sign_up(cloud, client, REFUSED)
    assert refusal, f"{REFUSED} is refused"
    users = cloud.client("cognito-idp").list_users(UserPoolId=pool)["Users"]
    named = [value["Value"] for user in users for value in user["Attributes"] if value["Name"] == "email"]
    assert named == [ADMITTED], f"who is in the pool: {named}"
    print(f"{cloud.name}: {ADMITTED} signed up; {REFUSED} was told: {refusal}")

    cloud.invitations("detach", pool, "--yes")
    same(cloud, before, cloud.described(pool))
    assert sign_up(cloud, client, REFUSED) is None, "without the hook, everybody is admitted as before"
    print(f"{cloud.name}: detach left the pool as it was")


def deploy(cloud, pool):
    bundle = Path("bundle")
    shutil.rmtree(bundle / "layer" / "invitations")
    cloud.run(
        *("invitations", "init", "--hook", HOOK, "--allow-domain", "example.com", "--user-pool-id", pool),
        *("--endpoint-url", cloud.endpoint, "--region", REGION, "--out", "layer/invitations"),
    )
    cloud.client("s3").create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    template = bundle / "template.yaml"
    original = template.read_text()
    template.write_text(for_the_emulator(original, bundle.resolve()))
    parameters = {"ExistingUserPoolId": pool, "Hooks": HOOK, "Monitoring": "false"}
    cloud.run(
        *("sam", "deploy", "--region", REGION, "--no-resolve-s3", "--s3-bucket", "artifacts"),
        *("--no-confirm-changeset", "--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())),
    )
    template.write_text(original)
    functions = cloud.client("lambda").list_functions()["Functions"]
    deployed = sorted(function["FunctionName"] for function in functions)
    architectures = {architecture for function in functions for architecture in function["Architectures"]}
    assert architectures == {"x86_64"}, f"the bundle's architecture is the default: {architectures}"
    assert deployed == [f"{STACK}-{HOOK}"], f"deployed: {deployed}"
    print(f"{cloud.name}: sam deployed {', '.join(deployed)}")


def for_the_emulator(template, bundle):
    """ministack 1.5.33 hands layers to Python and Node alone, knows no CodeDeploy, hands SAM the defaults of
    parameters and no other values, and puts no texts together in a condition."""
    in_lambda = "/opt/invitations/invitations.toml"
    assert template.count(in_lambda) == 1, f"the template names {in_lambda} once"
    template = template.replace(in_lambda, str(bundle / "layer" / "invitations" / "invitations.toml"))
    template, count = re.subn("Default: Canary10Percent5Minutes", "Default: AllAtOnce", template)
    assert count == 1, "the template has one default of DeploymentPreference"
    contains = r'!Not \[!Equals \[!Join \["", !Split \[([a-z-]+), !Ref Hooks\]\], !Ref Hooks\]\]'
    template, count = re.subn(contains, r"!Equals [\1, !Ref Hooks]", template)
    assert count == 5, "the template asks of each hook whether it is in Hooks"
    return template


def sign_up(cloud, client, address):
    """None for who is admitted; what is said to who is not."""
    cognito = cloud.client("cognito-idp")
    try:
        cognito.sign_up(
            ClientId=client,
            Username=address,
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": address}],
        )
    except cognito.exceptions.UserLambdaValidationException as refusal:
        return refusal.response["Error"]["Message"]
    return None


def make_function(cloud):
    """Something under the name that the deployment would have, behind its alias."""
    trusted = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    functions = cloud.client("lambda")
    functions.create_function(
        FunctionName=f"{STACK}-{HOOK}",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=cloud.client("iam").create_role(RoleName=STACK, AssumeRolePolicyDocument=document)["Role"]["Arn"],
        Code={"ZipFile": Path("bundle", "functions", f"{HOOK}.zip").read_bytes()},
    )
    version = functions.publish_version(FunctionName=f"{STACK}-{HOOK}")["Version"]
    functions.create_alias(FunctionName=f"{STACK}-{HOOK}", Name="live", FunctionVersion=version)


def check_moto(cloud):
    """moto runs no function: what attach and detach change is seen here."""
    make_function(cloud)
    pool, _ = make_pool(cloud)
    before = cloud.described(pool)
    cloud.attach(pool)
    (arn,) = cloud.described(pool)["LambdaConfig"].values()
    policy = json.loads(cloud.client("lambda").get_policy(FunctionName=f"{STACK}-{HOOK}", Qualifier="live")["Policy"])
    assert len(policy["Statement"]) == 1, policy
    cloud.invitations("detach", pool, "--yes")
    same(cloud, before, cloud.described(pool))
    print(f"{cloud.name}: attach named {arn.split(':', 5)[-1]}; detach left the pool as it was")


if __name__ == "__main__":
    main(*sys.argv[1:])
