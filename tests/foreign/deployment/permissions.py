"""What the roles allow, taken away one by one."""

import contextlib
import copy
import json

from botocore.exceptions import ClientError
from proof import check
from stack import NAME

# ministack writes a function's log by itself, whatever the role allows.
NOT_ENFORCED = {"logs:CreateLogStream", "logs:PutLogEvents"}


def check_own_pool_alone(stack, administrator):
    """The role may work on this pool, and on no other."""
    other = stack.cloud.client("cognito-idp").create_user_pool(PoolName="other")["UserPool"]["Id"]
    own = stack.cloud.client("cognito-idp", administrator.credentials())
    own.list_users(UserPoolId=stack.pool)
    try:
        own.list_users(UserPoolId=other)
    except ClientError as refusal:
        check("the answer for another pool", refusal.response["Error"]["Code"], "AccessDeniedException")
    else:
        raise SystemExit("the administrators' API may work on a pool that is not its own")


def check_each_is_needed(stack, stories, name=NAME, read_alone=(), not_played=frozenset()):
    """Without any one of them, the story that needs it fails. The roles `read_alone` are looked at elsewhere, and nothing
    needs those of `not_played`."""
    unnoticed, taken, missed = set(), 0, 0
    for logical, physical in stack.resources(name).items():
        if not logical.endswith("Role") or logical in read_alone:
            continue
        for policy_name, document in inline_policies(stack, physical).items():
            for without, action in each_taken_away(document):
                if logical not in stories:
                    # These functions call nothing.
                    check(f"what {logical} allows", action in NOT_ENFORCED, True)
                    continue
                taken += 1
                with policy(stack, physical, policy_name, without, document):
                    if fails(stories[logical]):
                        missed += 1
                        print(f"ministack: {logical} without {action} fails, as it has to")
                    else:
                        unnoticed.add(action)
    check(f"the permissions of {name} that nobody misses", unnoticed, NOT_ENFORCED | not_played)
    for story in stories.values():
        story()
    print(f"ministack: {taken} permissions taken away one by one, {taken - missed} of them unmissed, for logs and what is not played")


def inline_policies(stack, role):
    iam = stack.cloud.client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    check(f"managed policies of {role}", iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"], [])
    return {name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names}


def each_taken_away(document):
    """The document without one action, and that action."""
    for number, statement in enumerate(document["Statement"]):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        for action in actions:
            without = copy.deepcopy(document)
            without["Statement"][number]["Action"] = [other for other in actions if other != action] or ["none:None"]
            yield without, action


@contextlib.contextmanager
def policy(stack, role, name, document, afterwards):
    put(stack, role, name, document)
    try:
        yield
    finally:
        put(stack, role, name, afterwards)


def put(stack, role, name, document):
    stack.cloud.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


def fails(story):
    try:
        story()
    except (ClientError, RuntimeError, SystemExit):
        return True
    return False
