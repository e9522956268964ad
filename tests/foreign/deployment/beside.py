"""The functions alone, beside an existing pool."""

import json

from cloud import ACCOUNT, REGION
from permissions import inline_policies
from proof import check as same

NAME = "beside"


def check(stack):
    cognito = stack.cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="theirs")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="theirs")["UserPoolClient"]["ClientId"]
    outputs = stack.deploy(NAME, ExistingUserPoolId=pool, AdministratorsClientIds=client, PagesDomain="")
    resources = stack.resources(NAME)
    made = sorted(name for name in resources if name.endswith(("Client", "Group", "UserPool")))
    same("what is made of a pool", made, [])
    same("the pool", outputs["UserPoolId"], pool)
    described = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    same("its triggers are left alone", described.get("LambdaConfig", {}), {})

    arn = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool}"
    for name in ["pre-sign-up", "custom-message", "post-confirmation", "post-authentication", "pre-token-generation"]:
        policy = stack.cloud.client("lambda").get_policy(FunctionName=f"{NAME}-{name}", Qualifier="live")["Policy"]
        (statement,) = json.loads(policy)["Statement"]
        assert arn in json.dumps(statement["Condition"]), f"{name} runs for {pool}"
    grants = inline_policies(stack, resources["PostConfirmationRole"])["acceptance"]
    same("the pool of the grants", grants["Statement"][0]["Resource"], arn)
    print("ministack: beside an existing pool the functions are deployed alone")
