"""What the deployed stack is like, where no story shows it."""

import json

from cloud import ACCOUNT, REGION
from proof import check as same
from stack import FUNCTIONS, NAME

TRIGGERS = {
    "PreSignUp": "pre-sign-up",
    "CustomMessage": "custom-message",
    "PostConfirmation": "post-confirmation",
    "PostAuthentication": "post-authentication",
}


def check_upgrade(stack, before):
    """A change of nothing but the settings is a new version of every function, behind the same name."""
    after = stack.versions()
    for function in FUNCTIONS:
        if int(after[function]) <= int(before[function]):
            raise SystemExit(f"{function} still runs version {before[function]} after the settings changed")
    print(f"ministack: a change of the settings moved all {len(FUNCTIONS)} functions to a new version")


def check(stack):
    cognito = stack.cloud.client("cognito-idp")
    pool = cognito.describe_user_pool(UserPoolId=stack.pool)["UserPool"]
    expected = {trigger: alias(function) for trigger, function in TRIGGERS.items()}
    expected["PreTokenGenerationConfig"] = {"LambdaArn": alias("pre-token-generation"), "LambdaVersion": "V2_0"}
    same("the triggers", {name: pool["LambdaConfig"].get(name) for name in expected}, expected)

    for output, flows, writable in [
        ("AppClientId", ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"], False),
        ("PagesClientId", ["ALLOW_USER_PASSWORD_AUTH"], True),
        ("AdministratorsClientId", ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"], False),
    ]:
        client = cognito.describe_user_pool_client(UserPoolId=stack.pool, ClientId=stack.outputs[output])
        client = client["UserPoolClient"]
        same(f"a secret of {output}", client.get("ClientSecret"), None)
        same(f"the flows of {output}", sorted(client["ExplicitAuthFlows"]), flows)
        same(f"{output} writes the invitation", "custom:invitation" in client["WriteAttributes"], writable)
        same(f"{output} writes the brand", "custom:brand" in client["WriteAttributes"], False)

    check_invoke_permissions(stack)
    for function, seconds in timeouts(stack).items():
        same(f"the time-out of {function}", seconds, 29 if function == "admin-api" else 4)


def check_invoke_permissions(stack):
    """ministack runs a hook whoever asks: who may is read from the functions' policies."""
    gateway = stack.resources()["HttpApi"]
    for function in FUNCTIONS:
        policy = stack.cloud.client("lambda").get_policy(FunctionName=f"{NAME}-{function}", Qualifier="live")
        (statement,) = json.loads(policy["Policy"])["Statement"]
        conditions = {key: value for test in statement["Condition"].values() for key, value in test.items()}
        if function == "admin-api":
            principal, source = "apigateway.amazonaws.com", f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{gateway}/*/*"
        else:
            principal = "cognito-idp.amazonaws.com"
            source = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{stack.pool}"
        found = [statement["Principal"], statement["Action"], statement["Resource"]]
        same(f"who may invoke {function}", found, [{"Service": principal}, "lambda:InvokeFunction", alias(function)])
        found = {key.lower(): value for key, value in conditions.items()}
        same(f"for whom {function} runs", found, {"aws:sourcearn": source, "aws:sourceaccount": ACCOUNT})


def timeouts(stack):
    client = stack.cloud.client("lambda")
    return {
        function: client.get_function_configuration(FunctionName=f"{NAME}-{function}", Qualifier="live")["Timeout"]
        for function in FUNCTIONS
    }


def alias(function):
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{NAME}-{function}:live"
