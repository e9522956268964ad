"""infra/chain.yaml, beside a stack of one hook: the slot of a pool that calls a Node function of the team's own."""

import copy
import io
import itertools
import json
import pathlib
import zipfile

from cloud import ACCOUNT, REGION
from permissions import NOT_ENFORCED, inline_policies, policy, put
from proof import check as same
from stages import Stage

NAME, DOMAIN, HOOK = "shared", "client.example", "pre-sign-up"
CHAIN = f"{NAME}-chain"
THEIR_FUNCTION = pathlib.Path(__file__).resolve().parent.parent / "chain" / "their-function.mjs"
UNAVAILABLE = "temporarily-unavailable"


def check(stack):
    theirs = deploy_their_function(stack)
    ours = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{NAME}-{HOOK}:live"
    chain = f'\n[chain.{HOOK}]\nours = "{ours}"\ntheirs = "{theirs}"\n'
    stage = Stage(stack, NAME, DOMAIN, pool={"LambdaConfig": {"PreSignUp": theirs}}, more_settings=chain)
    outputs = stack.deploy_template(
        "chain.yaml",
        CHAIN,
        stage.folder,
        {"Hook": HOOK, "FunctionsPrefix": NAME, "TheirFunctionArn": theirs, "ConfigurationLayerArn": stage.layer},
    )
    call_ours_without_alias(stack, ours, theirs)
    # Before, theirs alone decides, and who it confirms is confirmed.
    same("confirmed by theirs alone", stage.sign_up("early@elsewhere.example")["UserConfirmed"], True)

    stage.attach(NAME, "--chain", HOOK)
    triggers = stage.cognito.describe_user_pool(UserPoolId=stage.pool)["UserPool"]["LambdaConfig"]
    same("what stands in the slot", triggers["PreSignUp"], outputs["ChainArn"])
    check_who_may_invoke(stack, stage)
    addresses = (f"ada-{number}@{DOMAIN}" for number in itertools.count(1))
    says(stage, "stranger@elsewhere.example", "domain-not-allowed")
    says(stage, f"listed.ada@{DOMAIN}", "Ask the front desk for an account")
    same("confirmed by theirs, beside ours", stage.sign_up(next(addresses))["UserConfirmed"], False)
    print("ministack: chain.yaml deployed, in the slot: ours refuses, theirs refuses, and a sign-up that both admit")

    check_each_is_needed(stack, stage, addresses)
    stage.detach()
    says(stage, f"listed.eve@{DOMAIN}", "Ask the front desk for an account")
    same("confirmed by theirs alone again", stage.sign_up("late@elsewhere.example")["UserConfirmed"], True)
    print("ministack: detach put the function back that was there before the chain")


def deploy_their_function(stack):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.mjs", THEIR_FUNCTION.read_text())
    role = stack.cloud.client("iam").create_role(
        RoleName="front-desk",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}),
    )["Role"]["Arn"]
    function = stack.cloud.client("lambda").create_function(
        FunctionName="front-desk",
        Role=role,
        Runtime="nodejs20.x",
        Handler="index.handler",
        Timeout=5,
        Code={"ZipFile": packed.getvalue()},
    )
    return function["FunctionArn"]


def call_ours_without_alias(stack, ours, theirs):
    """ministack looks for the function's own ARN in a policy where AWS looks for the alias that is called."""
    role = stack.resources(CHAIN)["ChainRole"]
    document = inline_policies(stack, role)["both-functions"]
    (statement,) = document["Statement"]
    same("what the chain may do", statement["Action"], "lambda:InvokeFunction")
    same("what the chain may call", statement["Resource"], [ours, theirs])
    statement["Resource"][0] = ours.removesuffix(":live")
    put(stack, role, "both-functions", document)


def says(stage, address, words):
    """`address` is refused, in these words."""
    refusal = stage.refuses(address)
    same(f"whether {address} reads '{words}': {refusal}", words in (refusal or ""), True)


def check_who_may_invoke(stack, stage):
    """ministack runs a hook whoever asks: who may is read from the policy that attach wrote."""
    policy = stack.cloud.client("lambda").get_policy(FunctionName=f"{NAME}-trigger-chain-{HOOK}", Qualifier="live")
    (statement,) = json.loads(policy["Policy"])["Statement"]
    same("who may invoke the chain", statement["Principal"], {"Service": "cognito-idp.amazonaws.com"})
    pool = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{stage.pool}"
    same("for which pool the chain runs", pool in json.dumps(statement["Condition"]), True)


def check_each_is_needed(stack, stage, addresses):
    """Without any one permission on any one resource, nobody is admitted; with all of them, people are."""
    role = stack.resources(CHAIN)["ChainRole"]
    unnoticed = set()
    for name, document in inline_policies(stack, role).items():
        for without, action, resource in each_taken_away(document):
            with policy(stack, role, name, without, document):
                refusal = stage.refuses(next(addresses))
            if refusal is None:
                unnoticed.add(action)
                continue
            same(f"without {action}, {UNAVAILABLE}: {refusal}", UNAVAILABLE in refusal, True)
            print(f"ministack: ChainRole without {action} on {resource} admits nobody, as it has to")
            same("who is admitted with the permission again", stage.refuses(next(addresses)), None)
    same("the permissions of the chain that nobody misses", unnoticed, NOT_ENFORCED)


def each_taken_away(document):
    """The document without one action on one resource, that action, and that resource."""
    for number, statement in enumerate(document["Statement"]):
        actions, resources = (each if isinstance(each, list) else [each] for each in (statement["Action"], statement["Resource"]))
        for action, resource in itertools.product(actions, resources):
            without = copy.deepcopy(document)
            kept = [
                {**statement, "Action": [action], "Resource": [other for other in resources if other != resource]},
                {**statement, "Action": [other for other in actions if other != action], "Resource": resources},
            ]
            without["Statement"][number : number + 1] = [each for each in kept if each["Action"] and each["Resource"]]
            without["Statement"] = without["Statement"] or [{**statement, "Action": ["none:None"]}]
            yield without, action, resource
