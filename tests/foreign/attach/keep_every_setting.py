"""A pool with every optional setting, made through boto3, before and after `invitations attach`
and `invitations detach`: what they do not announce, they do not change.

    keep_every_setting.py NAME ENDPOINT INVITATIONS SETTINGS FOLDER

SETTINGS is the file of the pool and its clients, FOLDER a place for the record. botocore holds the
settings against the API model of AWS before an emulator gets to see them.
"""

import io
import json
import os
import pathlib
import subprocess
import sys
import zipfile

import boto3

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "clients"))
from proof import check  # noqa: E402

REGION = "eu-west-1"
HOOKS = ["pre-sign-up", "custom-message", "post-confirmation", "post-authentication", "pre-token-generation"]
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# What is no setting, and moves with every update.
NO_SETTINGS = {"ResponseMetadata", "LastModifiedDate", "SchemaAttributes"}
# What attach says that it changes.
SAID_OF_POOL, SAID_OF_CLIENTS = {"LambdaConfig"}, {"WriteAttributes"}

# What an emulator forgets at every UpdateUserPool: moto puts the request in the place of all that
# it keeps, also of what was chosen for good and is no parameter (its `UserPool`,
# `update_extended_config`).
FORGOTTEN = {"moto": {"UsernameAttributes", "UsernameConfiguration"}}

# moto keeps what UpdateUserPoolClient leaves out, where AWS resets it ("If you don't provide a
# value for an attribute, Amazon Cognito sets it to its default value"): a list stays, and `detach`
# has to notice.
KEPT = {"moto": [("client", "WriteAttributes")]}


def main(name, endpoint, invitations, settings, folder):
    def client(service):
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    account = client("sts").get_caller_identity()["Account"]
    text = pathlib.Path(settings).read_text().replace("123456789012", account)
    full = json.loads(text)
    functions = client("lambda")
    make_functions(client("iam"), functions)

    idp = client("cognito-idp")
    pool = idp.create_user_pool(**full["pool"])["UserPool"]["Id"]
    clients = [
        idp.create_user_pool_client(UserPoolId=pool, **app)["UserPoolClient"]["ClientId"] for app in full["clients"]
    ]

    def described():
        of_pool = idp.describe_user_pool(UserPoolId=pool)["UserPool"]
        of_clients = [
            idp.describe_user_pool_client(UserPoolId=pool, ClientId=app)["UserPoolClient"] for app in clients
        ]
        left_out = NO_SETTINGS | FORGOTTEN.get(name, set())
        return [without(left_out, each) for each in [of_pool, *of_clients]]

    def run(verb, *arguments, code):
        command = [invitations, verb, "--user-pool-id", pool, "--endpoint-url", endpoint]
        command += ["--config", str(pathlib.Path(folder, "invitations.toml")), *arguments]
        ran = subprocess.run(command, env={**os.environ, **CREDENTIALS}, capture_output=True, text=True, check=False)
        if ran.returncode != code:
            raise SystemExit(f"{name}: {verb} ended with {ran.returncode}, and not {code}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def attach(*arguments, code):
        usual = ["--functions-prefix", "team", "--alias", "live", "--self-sign-up", clients[0]]
        return run("attach", *usual, *arguments, code=code)

    before = described()
    attach(code=1)
    check(f"{name}: what showing the plan changed", differences(before, described()), [])

    attach("--yes", code=0)
    after = described()
    said = sorted({("pool", name) for name in SAID_OF_POOL} | {("client", name) for name in SAID_OF_CLIENTS})
    check(f"{name}: what attach changed", differences(before, after), said)
    check(f"{name}: the hooks of others", {**after[0]["LambdaConfig"], **before[0]["LambdaConfig"]}, after[0]["LambdaConfig"])
    for hook in HOOKS:
        policy = json.loads(functions.get_policy(FunctionName=f"team-{hook}", Qualifier="live")["Policy"])
        check(f"{name}: the statements of {hook}", len(policy["Statement"]), 1)
    attach(code=0)

    kept = KEPT.get(name, [])
    output = run("detach", "--yes", code=1 if kept else 0)
    check(f"{name}: what is left of it", differences(before, described()), kept)
    for _, setting in kept:
        check(f"{name}: whether {setting} is named", f"{setting} of the app client {clients[1]} is not what was asked for" in output, True)
    run("detach", "--yes", code=0)
    count = sum(len(each) for each in before)
    print(f"{name}: {count} settings of a pool and {len(clients)} clients survived attach and detach")


def without(left_out, described):
    return {name: value for name, value in described.items() if name not in left_out}


def differences(one, other):
    """Which settings of the pool and of the clients differ; an empty one is none."""
    found = set()
    for kind, before, after in zip(["pool"] + ["client"] * len(one), one, other):
        for name in before.keys() | after.keys():
            if normal(before.get(name)) != normal(after.get(name)):
                found.add((kind, name))
    return sorted(found)


def normal(value):
    if isinstance(value, list):
        return sorted((normal(each) for each in value), key=str) or None
    if isinstance(value, dict):
        return {name: normal(each) for name, each in value.items() if normal(each) is not None} or None
    return value


def make_functions(iam, functions):
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
    role = iam.create_role(RoleName="attached", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return event\n")
    for hook in HOOKS:
        functions.create_function(
            FunctionName=f"team-{hook}",
            Runtime="python3.13",
            Handler="index.handler",
            Role=role,
            Timeout=5,
            Code={"ZipFile": packed.getvalue()},
        )
        version = functions.publish_version(FunctionName=f"team-{hook}")["Version"]
        functions.create_alias(FunctionName=f"team-{hook}", Name="live", FunctionVersion=version)


if __name__ == "__main__":
    main(*sys.argv[1:])
