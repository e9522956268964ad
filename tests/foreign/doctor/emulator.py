"""`invitations doctor` against an emulator of AWS: a deployment that boto3 makes, then breaks and
fixes again, piece by piece.

    emulator.py NAME ENDPOINT INVITATIONS

Each breakage has to make its check wrong (or a warning) that was not before, and each fixing to
undo that. What the emulator cannot tell is printed as not checked, and played by nobody here.
"""

import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import boto3
from botocore.exceptions import ClientError

REGION = "eu-central-1"
TRIGGERS = {
    "PreSignUp": "pre-sign-up",
    "CustomMessage": "custom-message",
    "PostConfirmation": "post-confirmation",
    "PostAuthentication": "post-authentication",
    "PreTokenGeneration": "pre-token-generation",
}
WRITES = ["email", "custom:invitation"]

# The key of RFC 7515, appendix A.3: nobody's.
SETTINGS = """
[user_pool]
sign_in = "email"
case_sensitive = false

[tokens]
issuer = "https://accounts.northwind.example"

[[tokens.keys]]
kid = "rfc-7515"
kty = "EC"
crv = "P-256"
x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

[grants]
assignable_groups = ["clients"]
assignable_attributes = ["custom:tenant"]

[events]
bus = "invitations"

[sweep]
remind_hours_before_end = 24

[pages]
region = "eu-central-1"
client = "CLIENT"
sign_in = "https://app.northwind.example/"
password = { minimum_length = 12, symbols = false }
"""


def main(name, endpoint, invitations):
    def client(service):
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    idp, functions, iam, ses = client("cognito-idp"), client("lambda"), client("iam"), client("sesv2")
    events, scheduler = client("events"), client("scheduler")
    events.create_event_bus(Name="invitations")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    role = iam.create_role(
        RoleName="doctor", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    arns = {
        trigger: functions.create_function(
            FunctionName=f"doctor-{function}",
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role=role,
            Timeout=5,
            MemorySize=256,
            Code={"ZipFile": package()},
        )["FunctionArn"]
        for trigger, function in TRIGGERS.items()
    }
    ses.create_email_identity(EmailIdentity="northwind.example")
    account = arns["PreSignUp"].split(":")[4]
    identity = f"arn:aws:ses:{REGION}:{account}:identity/northwind.example"
    versioned = {"LambdaVersion": "V2_0", "LambdaArn": arns["PreTokenGeneration"]}
    settings = {
        "LambdaConfig": {
            **{trigger: arn for trigger, arn in arns.items() if trigger != "PreTokenGeneration"},
            "PreTokenGenerationConfig": versioned,
        },
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 12,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "TemporaryPasswordValidityDays": 7,
            }
        },
    }
    text = {"AttributeDataType": "String", "Mutable": True}
    bounds = {"StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"}}
    pool = idp.create_user_pool(
        PoolName="doctor",
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[
            {"Name": "email", "Required": True, **text},
            *({"Name": attribute, **text, **bounds} for attribute in ("invitation", "brand", "invited", "tenant")),
        ],
        **settings,
    )["UserPool"]
    pool_id = pool["Id"]
    app_settings = {
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "WriteAttributes": WRITES,
        "ReadAttributes": WRITES,
        "PreventUserExistenceErrors": "ENABLED",
    }
    app = idp.create_user_pool_client(UserPoolId=pool_id, ClientName="pages", **app_settings)
    app = app["UserPoolClient"]["ClientId"]
    idp.create_group(UserPoolId=pool_id, GroupName="clients")

    def permit(function, **condition):
        functions.add_permission(
            FunctionName=f"doctor-{function}",
            StatementId="cognito",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
            **condition,
        )

    sweeper = functions.create_function(
        FunctionName="doctor-sweeper",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=role,
        Environment={"Variables": {"USER_POOL_ID": pool_id}},
        Code={"ZipFile": package()},
    )["FunctionArn"]

    def reserve(number):
        functions.put_function_concurrency(FunctionName="doctor-sweeper", ReservedConcurrentExecutions=number)

    schedule = {
        "Name": "doctor-sweeper",
        "ScheduleExpression": "rate(1 hour)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": sweeper, "RoleArn": role},
    }
    reserve(1)
    scheduler.create_schedule(**schedule)

    confined = {"SourceArn": pool["Arn"], "SourceAccount": account}
    for function in TRIGGERS.values():
        permit(function, **confined)

    def forbid():
        functions.remove_permission(FunctionName="doctor-pre-sign-up", StatementId="cognito")

    def permit_anew(**condition):
        forbid()
        permit("pre-sign-up", **condition)

    def update(**changes):
        merged = {**settings, **changes}
        idp.update_user_pool(UserPoolId=pool_id, **merged)

    def update_client(**changes):
        idp.update_user_pool_client(UserPoolId=pool_id, ClientId=app, **{**app_settings, **changes})

    def configure(**changes):
        functions.update_function_configuration(
            FunctionName="doctor-pre-sign-up", **{"Timeout": 5, "MemorySize": 256, **changes}
        )

    def triggers(**changes):
        kept = {**settings["LambdaConfig"], **changes}
        update(LambdaConfig={trigger: value for trigger, value in kept.items() if value})

    def policy(**changes):
        update(Policies={"PasswordPolicy": {**settings["Policies"]["PasswordPolicy"], **changes}})

    default_sender = {"EmailSendingAccount": "COGNITO_DEFAULT"}
    breakages = [
        ("triggers-attached", lambda: triggers(PreSignUp=None), update),
        ("trigger-function", lambda: triggers(PreSignUp=arns["PostConfirmation"]), update),
        ("function-exists", lambda: triggers(PreSignUp=arns["PreSignUp"] + "-gone"), update),
        ("function-version", lambda: triggers(PreSignUp=arns["PreSignUp"] + ":1"), update),
        ("function-timeout", lambda: configure(Timeout=30), configure),
        ("function-memory", lambda: configure(MemorySize=128), configure),
        ("invoke-permission", forbid, lambda: permit("pre-sign-up", **confined)),
        ("invoke-confinement", lambda: permit_anew(SourceArn=pool["Arn"]), lambda: permit_anew(**confined)),
        ("default-sender", lambda: update(EmailConfiguration=default_sender), update),
        ("self-sign-up", lambda: update(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}), update),
        ("password-policy", lambda: policy(RequireSymbols=True), update),
        ("temporary-password-validity", lambda: policy(TemporaryPasswordValidityDays=365), update),
        ("client-writes-protected", lambda: update_client(WriteAttributes=[*WRITES, "custom:brand"]), update_client),
        ("client-writes-invitation", lambda: update_client(WriteAttributes=["email"]), update_client),
        ("client-reads-invitation", lambda: update_client(ReadAttributes=["email"]), update_client),
        ("user-existence", lambda: update_client(PreventUserExistenceErrors="LEGACY"), update_client),
        ("pages-client", lambda: update_client(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]), update_client),
        (
            "assignable-groups",
            lambda: idp.delete_group(UserPoolId=pool_id, GroupName="clients"),
            lambda: idp.create_group(UserPoolId=pool_id, GroupName="clients"),
        ),
        (
            "group-roles",
            lambda: idp.update_group(UserPoolId=pool_id, GroupName="clients", RoleArn=role),
            lambda: (
                idp.delete_group(UserPoolId=pool_id, GroupName="clients"),
                idp.create_group(UserPoolId=pool_id, GroupName="clients"),
            ),
        ),
        (
            "event-bus",
            lambda: events.delete_event_bus(Name="invitations"),
            lambda: events.create_event_bus(Name="invitations"),
        ),
        ("sweeper", lambda: reserve(0), lambda: reserve(1)),
        (
            "sweeper",
            lambda: scheduler.update_schedule(**schedule, State="DISABLED"),
            lambda: scheduler.update_schedule(**schedule, State="ENABLED"),
        ),
        (
            "sweeper",
            lambda: scheduler.delete_schedule(Name="doctor-sweeper"),
            lambda: scheduler.create_schedule(**schedule),
        ),
    ]

    with tempfile.TemporaryDirectory() as folder:
        configuration = pathlib.Path(folder, "invitations.toml")
        configuration.write_text(SETTINGS.replace("CLIENT", app))
        brand = pathlib.Path(folder, "brands", "northwind")
        brand.mkdir(parents=True)
        (brand / "brand.toml").write_text('name = "Northwind"\nlinks = "https://accounts.northwind.example"\n')

        def doctor():
            """The checks that are not ok, with the worst of each."""
            command = [invitations, "doctor", "--user-pool-id", pool_id, "--endpoint-url", endpoint]
            credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}
            ran = subprocess.run(
                [*command, "--config", configuration, "--offline", "--json"],
                env={**os.environ, **credentials},
                capture_output=True,
                text=True,
                timeout=120,
            )
            if ran.returncode not in (0, 1):
                sys.exit(f"{name}: doctor ended with {ran.returncode}: {ran.stderr}")
            told = json.loads(ran.stdout)
            if ran.returncode != (told["wrong"] > 0):
                sys.exit(f"{name}: doctor ended with {ran.returncode} and found {told['wrong']} things wrong")
            return [finding for finding in told["findings"] if finding["verdict"] != "ok"]

        def seen(findings, check):
            sentences = [finding for finding in findings if finding["check"] == check]
            return sorted(f"{finding['verdict']}: {finding['detail']}" for finding in sentences)

        def is_found(findings, check):
            return any(told.startswith(("wrong:", "warning:")) for told in seen(findings, check))

        sound = doctor()
        for finding in sound:
            print(f"{name}: from the start: {finding['check']}: {finding['verdict']}: {finding['detail']}")
        played, faults = 0, []
        for check, damage, fix in breakages:
            try:
                damage()
            except ClientError as refusal:
                print(f"{name}: not played: {check}: {refusal}")
                continue
            broken = doctor()
            fix()
            if not is_found(broken, check) or seen(broken, check) == seen(sound, check):
                faults.append(f"{check} is not told: {seen(broken, check)}")
            if seen(doctor(), check) != seen(sound, check):
                faults.append(f"{check} is told still, once it is fixed")
            played += 1
    print(f"{name}: {played} breakages told, and gone once fixed" if not faults else "\n".join(faults))
    sys.exit(bool(faults) or played == 0)


def package():
    """A deployment package that nobody runs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bootstrap", "#!/bin/sh\n")
    return packed.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
