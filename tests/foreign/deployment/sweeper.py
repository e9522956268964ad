"""infra/sweeper.yaml, beside the stack: who is reminded, whose invitation ends, and each permission taken away."""

import itertools
import json
import time

import permissions
from cloud import ACCOUNT, REGION
from people import attributes
from proof import check as same
from stack import NAME
from template import Evaluated, read

STACK = "sweeper"
FUNCTION = f"{NAME}-sweeper"
HOUR = 3600
# It takes an end back from somebody who accepted in that very moment, which nobody here does.
NOT_PLAYED = {"cognito-idp:AdminEnableUser"}


def check(stack):
    parameters = {"UserPoolId": stack.pool, "FunctionsPrefix": NAME, "EventBusArn": stack.outputs["EventBusArn"]}
    stack.deploy_template("sweeper.yaml", STACK, stack.opt, parameters)
    check_wiring(stack)
    without_deletes = actions(stack)
    story = Story(stack).sweeps
    story()
    print("ministack: sweeper.yaml deployed: one person is reminded, and one invitation ends")
    permissions.check_each_is_needed(
        stack, {"SweeperRole": story}, STACK, read_alone={"SchedulerRole"}, not_played=NOT_PLAYED
    )
    stack.deploy_template("sweeper.yaml", STACK, stack.opt, parameters | {"Deletes": "true"})
    same("what Deletes adds", actions(stack) ^ without_deletes, {"cognito-idp:AdminDeleteUser"})


def actions(stack):
    role = stack.resources(STACK)["SweeperRole"]
    (statement,) = permissions.inline_policies(stack, role)["open-invitations"]["Statement"]
    return set(statement["Action"])


def check_wiring(stack):
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}"
    # ministack leaves it out of what CloudFormation makes.
    made = Evaluated(read((stack.folder / "infra" / "sweeper.yaml").read_text()), {}).resources["Sweeper"]
    same("how many sweepers run at once", made["Properties"]["ReservedConcurrentExecutions"], 1)
    schedule = stack.cloud.client("scheduler").get_schedule(Name=FUNCTION)
    found = [schedule["State"], schedule["ScheduleExpression"], schedule["Target"]["Arn"]]
    same("the schedule", found, ["ENABLED", "rate(1 hour)", arn])
    role = stack.resources(STACK)["SchedulerRole"]
    (statement,) = permissions.inline_policies(stack, role)["sweeper"]["Statement"]
    same("what the schedule may do", [statement["Action"], statement["Resource"]], ["lambda:InvokeFunction", arn])


class Story:
    def __init__(self, stack):
        self.stack = stack
        self.cognito = stack.cloud.client("cognito-idp")
        self.numbers = itertools.count(1)

    def sweeps(self):
        """A run reminds somebody who was invited two hours ago, and ends an invitation that was over a minute ago."""
        now = int(time.time())
        waiting = self._invited("to-remind", at=now - 2 * HOUR, until=now + 24 * HOUR)
        over = self._invited("to-end", at=now - 2 * HOUR, until=now - 60)
        self.stack.invoke(FUNCTION, {})
        same(f"the mails to {waiting}", len(self.stack.cloud.mails(waiting)), 1)
        same(f"whether {waiting} is marked", "reminded" in self._record(waiting).get("marks", {}), True)
        ended = self.cognito.admin_get_user(UserPoolId=self.stack.pool, Username=over)
        same(f"whether {over} is enabled", ended["Enabled"], False)
        same(f"whether {over} is marked", "expired" in self._record(over).get("marks", {}), True)
        self.stack.events.check("Invitation Expired", ended)

    def _invited(self, name, until, at):
        """Somebody who was invited at that time, without a mail."""
        address = f"{name}-{next(self.numbers)}@client.example"
        # To the byte as the tools write it: another text is no record.
        record = json.dumps({"until": until, "at": at}, separators=(",", ":"))
        known = attributes(email=address, email_verified="true", **{"custom:invited": record})
        self.cognito.admin_create_user(
            UserPoolId=self.stack.pool, Username=address, MessageAction="SUPPRESS", UserAttributes=known
        )
        return address

    def _record(self, address):
        user = self.cognito.admin_get_user(UserPoolId=self.stack.pool, Username=address)
        (record,) = (each["Value"] for each in user["UserAttributes"] if each["Name"] == "custom:invited")
        return json.loads(record)
