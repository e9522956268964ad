"""Deploys infra/cdk onto ministack with the CDK's own command, and signs people up there.

    deploy.py ENDPOINT INVITATIONS BINARIES FOLDER

INVITATIONS is the command, BINARIES the folder of the functions' build, FOLDER an empty one to work in. `npm ci` and
`npm test` of infra/cdk have to have run: they leave the CDK and the package installed.
"""

import io
import json
import pathlib
import shutil
import sys
import urllib.request
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[2] / "infra" / "cdk"
sys.path += [str(HERE.parent / name) for name in ("clients", "deployment")]

from cloud import ACCOUNT, REGION, Cloud  # noqa: E402
from proof import check  # noqa: E402

PASSWORD = "Chosen-horse-7"


def main(endpoint, invitations, binaries, folder):
    cloud = Cloud(endpoint)
    folder = pathlib.Path(folder)
    lay_out(folder, pathlib.Path(binaries))
    settings = folder / "invitations" / "invitations.toml"
    cognito = cloud.client("cognito-idp")
    theirs = cognito.create_user_pool(PoolName="theirs", UsernameAttributes=["email"])["UserPool"]["Id"]

    def cdk(*arguments):
        project = ["env", f"--chdir={folder}", f"CDK_HOME={folder}", f"CONFIGURATION={settings}"]
        app = ["--app", f"node {PACKAGE / 'test' / 'deployed-app.mjs'}", "--no-notices", "--ci"]
        cloud.run(*project, f"EXISTING_USER_POOL={theirs}", PACKAGE / "node_modules" / ".bin" / "cdk", *arguments, *app)

    cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}")
    cdk("deploy", "--all", "--require-approval", "never", "--outputs-file", folder / "outputs.json")
    northwind, fabrikam = (resources(cloud, name) for name in ("northwind", "fabrikam"))
    check_layer(cloud, northwind)

    pool = northwind["AWS::Cognito::UserPool"][0]
    check("what the new pool calls", calls(cognito, pool).get("PreSignUp"), alias("northwind-pre-sign-up"))
    check("the hooks, and the administrators' API", len(northwind["AWS::Lambda::Function"]), 6)
    sign_ups(cognito, pool)
    print("ministack: the CDK's pool admits people and turns them away by the settings")

    check("the functions beside a pool", len(fabrikam["AWS::Lambda::Function"]), 1)
    check("the pools that are made beside one", fabrikam.get("AWS::Cognito::UserPool", []), [])
    check("what their pool calls before", calls(cognito, theirs), {})
    (command,) = json.loads((folder / "outputs.json").read_text())["fabrikam"].values()
    name, *arguments = command.split()
    check("the command that the output names", name, "invitations")
    cloud.run(invitations, *arguments, "--config", settings, "--endpoint-url", endpoint, "--yes")
    check("what their pool calls", calls(cognito, theirs), {"PreSignUp": alias("fabrikam-pre-sign-up")})
    sign_ups(cognito, theirs)
    print("ministack: beside a pool, the command in the output attaches the one hook")


def lay_out(folder, binaries):
    """The functions as a release has them, and a configuration beside which a key lies."""
    template = json.loads((PACKAGE / "template.json").read_text())
    functions = [each for each in template["Resources"].values() if each["Type"] == "AWS::Serverless::Function"]
    (folder / "functions").mkdir()
    for name in {pathlib.PurePath(each["Properties"]["CodeUri"]).name for each in functions}:
        with zipfile.ZipFile(folder / "functions" / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            program = zipfile.ZipInfo("bootstrap")
            program.external_attr = 0o755 << 16
            program.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(program, (binaries / name).read_bytes())
    shutil.copytree(PACKAGE.parent / "invitations", folder / "invitations")
    shutil.copy(HERE.parent / "hooks" / "invitations.toml", folder / "invitations")


def resources(cloud, stack):
    """The physical ids of what a stack made, by their types."""
    made = {}
    pages = cloud.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (each for page in pages for each in page["StackResourceSummaries"]):
        made.setdefault(resource["ResourceType"], []).append(resource["PhysicalResourceId"])
    return made


def check_layer(cloud, stack):
    """What the CDK's command uploaded: the settings and the brands, and no key."""
    (layer,) = stack["AWS::Lambda::LayerVersion"]
    content = cloud.client("lambda").get_layer_version_by_arn(Arn=layer)["Content"]
    with urllib.request.urlopen(content["Location"], timeout=30) as answer:
        names = zipfile.ZipFile(io.BytesIO(answer.read())).namelist()
    assert "invitations/invitations.toml" in names, names
    assert not [name for name in names if name.endswith(".pem")], names


def calls(cognito, pool):
    return cognito.describe_user_pool(UserPoolId=pool)["UserPool"].get("LambdaConfig", {})


def sign_ups(cognito, pool):
    """The settings let everybody in but one domain."""
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="people")["UserPoolClient"]["ClientId"]

    def sign_up(address):
        attributes = [{"Name": "email", "Value": address}]
        cognito.sign_up(ClientId=client, Username=address, Password=PASSWORD, UserAttributes=attributes)

    sign_up("ada@client.example")
    user = cognito.admin_get_user(UserPoolId=pool, Username="ada@client.example")
    check("the status of ada@client.example", user["UserStatus"], "UNCONFIRMED")
    try:
        sign_up("stranger@elsewhere.example")
    except cognito.exceptions.UserLambdaValidationException as refusal:
        check("why a stranger is turned away", "domain-not-allowed" in str(refusal), True)
    else:
        raise SystemExit("a stranger from a denied domain signed up")


def alias(function):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}:live"


if __name__ == "__main__":
    main(*sys.argv[1:])
