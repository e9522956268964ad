"""Runs what docs/how-to tells somebody on duty to type, on ministack, as it stands there.

    documents ENDPOINT FOLDER

FOLDER is an empty one to work in. Each block that names this file in its mark is run; what has to
come of it is looked at below. Before, there are what a deployment would have left: log groups, the
function `admin-api` with its alias, an alarm, a user pool with a person, a bucket.
"""

import io
import json
import pathlib
import re
import shutil
import sys
import time
import zipfile

HERE = pathlib.Path(__file__).resolve()
REPOSITORY = HERE.parents[3]
sys.path += [str(HERE.parents[1] / "clients"), str(HERE.parents[1] / "deployment")]

from cloud import Cloud  # noqa: E402
from proof import check  # noqa: E402
from stack import FUNCTIONS  # noqa: E402

STACK = "northwind"
BUCKET = "pages"
ADDRESS = "ada@client.example"
PASSWORD = "Correct-horse-battery-1"
MARK = f"<!-- test: {HERE.relative_to(REPOSITORY)} -->"


def main(endpoint, folder):
    cloud = Cloud(endpoint)
    folder = pathlib.Path(folder)
    person = prepare(cloud, folder)
    go_on(cloud, person)
    variables = {"STACK": STACK, "POOL": person["pool"], "SUB": person["sub"], "BUCKET": BUCKET}
    printed = {}
    for page, commands in blocks():
        for name, value in {"<an invited address>": ADDRESS}.items():
            commands = commands.replace(name, value)
        settings = "; ".join(f"{name}={value}" for name, value in variables.items())
        aws = pathlib.Path(sys.executable).parent
        script = f"cd {folder}; PATH={aws}:$PATH; {settings}\n{commands}"
        printed.setdefault(page, []).append(cloud.run("bash", "-euc", script))
    looked_at = {
        "an-alarm-rings.md": an_alarm_rings,
        "administrators-api.md": the_first_administrator,
        "deploy.md": settings_of_ones_own,
        "follow-one-person.md": follow_one_person,
        "function-url.md": a_function_url,
        "host-the-pages.md": the_pages,
        "take-back-and-remove.md": sign_ins_end,
    }
    check("the pages that are played", sorted(printed), sorted(looked_at))
    for page, look in looked_at.items():
        look(cloud, person, printed[page])
    print(f"ministack: {sum(map(len, printed.values()))} blocks of docs/how-to do what they are there for")


def blocks():
    """The blocks of commands that are marked with this file, with their pages."""
    fenced = re.compile(re.escape(MARK) + r"\n *```sh\n(.*?)```", re.DOTALL)
    for page in sorted((REPOSITORY / "docs" / "how-to").glob("*.md")):
        for block in fenced.findall(page.read_text()):
            yield page.name, block


def prepare(cloud, folder):
    logs = cloud.client("logs")
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName=STACK, UsernameAttributes=["email"])["UserPool"]["Id"]
    user = cognito.admin_create_user(UserPoolId=pool, Username=ADDRESS, MessageAction="SUPPRESS")["User"]
    sub = next(one["Value"] for one in user["Attributes"] if one["Name"] == "sub")
    cognito.admin_set_user_password(UserPoolId=pool, Username=ADDRESS, Password=PASSWORD, Permanent=True)
    app = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    signed_in = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=app,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ADDRESS, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    for function in FUNCTIONS:
        group = f"/aws/lambda/{STACK}-{function}"
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="one")
        lines = [
            {"level": "INFO", "function": function, "user_name": sub, "outcome": "granted"},
            {"level": "WARN", "function": function, "user_name": "another", "outcome": "grant-pending"},
        ]
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": json.dumps(line)} for line in lines]
        logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=f"{STACK}-grant-failures",
        Namespace="Invitations",
        MetricName="GrantFailures",
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        Threshold=1,
        EvaluationPeriods=1,
        Period=300,
        Statistic="Sum",
    )
    role = cloud.client("iam").create_role(RoleName="admin-api", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("index.py", "def handler(event, context):\n    return {}\n")
    client = cloud.client("lambda")
    client.create_function(
        FunctionName=f"{STACK}-admin-api",
        Runtime="python3.12",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": packed.getvalue()},
    )
    version = client.publish_version(FunctionName=f"{STACK}-admin-api")["Version"]
    client.create_alias(FunctionName=f"{STACK}-admin-api", Name="live", FunctionVersion=version)
    cloud.client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    accept = folder / "site" / "northwind" / "accept"
    accept.mkdir(parents=True)
    (accept / "index.html").write_text("<!doctype html>\n")
    shutil.copytree(REPOSITORY / "infra" / "invitations", folder / "stages" / "prod")
    return {"pool": pool, "sub": sub, "app": app, "refresh": signed_in["RefreshToken"]}


def an_alarm_rings(cloud, _, printed):
    messages = [json.loads(event["message"]) for event in json.loads(printed[0])["events"]]
    found = [(message["function"], message["level"]) for message in messages]
    # ministack does not read a pattern of fields, and gives every line, here and below.
    check("the log shows the warning", ("post-confirmation", "WARN") in found, True)
    alarm = cloud.client("cloudwatch").describe_alarms(AlarmNames=[f"{STACK}-grant-failures"])
    check("the alarm", [one["StateValue"] for one in alarm["MetricAlarms"]], ["ALARM"])


def the_first_administrator(cloud, person, _):
    groups = cloud.client("cognito-idp").admin_list_groups_for_user(UserPoolId=person["pool"], Username=ADDRESS)
    check("the administrator's groups", [group["GroupName"] for group in groups["Groups"]], ["Admins"])


def settings_of_ones_own(cloud, _, printed):
    arn = json.loads(printed[0].splitlines()[-1])
    check("the layer's name", arn.split(":")[6], "prod-configuration")
    version = cloud.client("lambda").get_layer_version_by_arn(Arn=arn)
    check("the layer's size is told", version["Content"]["CodeSize"] > 0, True)


def follow_one_person(_, person, printed):
    lines = [json.loads(line) for line in printed[0].replace("}\t{", "}\n{").splitlines() if line]
    hooks = [line["function"] for line in lines if line["user_name"] == person["sub"]]
    check("the hooks that tell of the person", hooks, FUNCTIONS[:5])


def a_function_url(cloud, _, __):
    client = cloud.client("lambda")
    name = f"{STACK}-admin-api"
    url = client.get_function_url_config(FunctionName=name, Qualifier="live")
    check("who is asked for credentials", url["AuthType"], "NONE")
    kept = client.get_function_concurrency(FunctionName=name)["ReservedConcurrentExecutions"]
    check("the concurrency that is kept", kept, 10)
    policy = json.loads(client.get_policy(FunctionName=name, Qualifier="live")["Policy"])
    statements = sorted(statement["Sid"] for statement in policy["Statement"])
    check("what is allowed", statements, ["url", "url-invoke"])


def the_pages(cloud, _, __):
    objects = cloud.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    check("the pages in the bucket", [one["Key"] for one in objects], ["accept/index.html"])


def sign_ins_end(cloud, person, _):
    try:
        go_on(cloud, person)
    except cloud.client("cognito-idp").exceptions.NotAuthorizedException:
        return
    raise SystemExit("the sign-in goes on after the global sign-out")


def go_on(cloud, person):
    """New tokens for a sign-in, as an application asks for them each hour."""
    cloud.client("cognito-idp").admin_initiate_auth(
        UserPoolId=person["pool"],
        ClientId=person["app"],
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": person["refresh"]},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
