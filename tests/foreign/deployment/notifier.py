"""infra/notifier.yaml, beside the stack: a welcome, a grant that is finished, a bounce; and each permission taken away."""

import itertools
import json
import time
import uuid

import permissions
from cloud import ACCOUNT, REGION
from people import PASSWORD, attributes
from proof import check as same
from stack import NAME

STACK = "notifier"
FUNCTION = f"{NAME}-notifier"
SET = "northwind"
IDENTITY = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/northwind.example"
# How long what an event brings about may take.
SECONDS = 15
# ministack takes messages from a queue for a function whatever its role allows, and nothing is given up here.
NOT_PLAYED = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:SendMessage"}


def check(stack, people):
    stack.cloud.client("sesv2").create_configuration_set(ConfigurationSetName=SET)
    outputs = stack.deploy_template(
        "notifier.yaml",
        STACK,
        stack.opt,
        {
            "UserPoolId": stack.pool,
            "FunctionsPrefix": NAME,
            "EventBusArn": stack.outputs["EventBusArn"],
            "SesIdentityArn": IDENTITY,
            "SesConfigurationSet": SET,
        },
    )
    check_wiring(stack, outputs)
    let_mail_go_out(stack)
    story = Story(stack, people).notifies
    story()
    print("ministack: notifier.yaml deployed: a welcome, a grant that is finished, and an invitation that bounced")
    permissions.check_each_is_needed(stack, {"NotifierRole": story}, STACK, not_played=NOT_PLAYED)


def check_wiring(stack, outputs):
    """What brings events to the function, and what keeps those that nobody could handle."""
    made = stack.resources(STACK)
    lambdas, sqs = stack.cloud.client("lambda"), stack.cloud.client("sqs")
    policy = json.loads(lambdas.get_policy(FunctionName=FUNCTION)["Policy"])
    principals = {statement["Principal"]["Service"] for statement in policy["Statement"]}
    same("who may call the notifier", principals, {"events.amazonaws.com"})
    sources = sorted(str(statement["Condition"]).rsplit("rule/", 1)[-1].split("'")[0] for statement in policy["Statement"])
    same("for how many rules", len(sources), 2)
    (mapping,) = lambdas.list_event_source_mappings(FunctionName=FUNCTION)["EventSourceMappings"]
    same("what of a batch comes again", mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
    queue = attributes_of(sqs, made["FailedGrants"])
    same("how long a failed grant waits", queue["DelaySeconds"], "60")
    letters = attributes_of(sqs, outputs["DeadLettersUrl"])["QueueArn"]
    same("where a grant that fails goes", json.loads(queue["RedrivePolicy"])["deadLetterTargetArn"], letters)
    asynchronous = lambdas.get_function_event_invoke_config(FunctionName=FUNCTION, Qualifier="$LATEST")
    same("where an event that fails goes", asynchronous["DestinationConfig"]["OnFailure"]["Destination"], letters)
    (destination,) = stack.cloud.client("sesv2").get_configuration_set_event_destinations(ConfigurationSetName=SET)[
        "EventDestinations"
    ]
    same("what SES tells", sorted(destination["MatchingEventTypes"]), ["BOUNCE", "COMPLAINT"])
    # Nobody waits a minute here.
    sqs.set_queue_attributes(QueueUrl=made["FailedGrants"], Attributes={"DelaySeconds": "0"})


def attributes_of(sqs, queue):
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]


def let_mail_go_out(stack):
    """ministack asks whether a role may send mail as anybody, where SES asks for the sender's identity."""
    role = stack.resources(STACK)["NotifierRole"]
    document = permissions.inline_policies(stack, role)["members"]
    (statement,) = (each for each in document["Statement"] if each["Action"] == "ses:SendEmail")
    configuration_set = f"arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{SET}"
    same("as whom the notifier may send mail", statement["Resource"], [IDENTITY, configuration_set])
    statement["Resource"] = "*"
    permissions.put(stack, role, "members", document)


class Story:
    def __init__(self, stack, people):
        self.stack = stack
        self.people = people
        self.cognito = stack.cloud.client("cognito-idp")
        self.numbers = itertools.count(1)

    def notifies(self):
        # No process yet: what one knows of the pool, it asked when it was started.
        client = self.stack.cloud.client("lambda")
        environment = client.get_function_configuration(FunctionName=FUNCTION)["Environment"]
        environment["Variables"]["START"] = str(next(self.numbers))
        client.update_function_configuration(FunctionName=FUNCTION, Environment=environment)
        self._welcomes()
        self._finishes_a_grant()
        self._marks_a_bounce()

    def _welcomes(self):
        """Somebody accepted a moment ago."""
        now = int(time.time())
        address = self._invited("welcomed", {"at": now, "marks": {"accepted": now}})
        self.cognito.admin_set_user_password(
            UserPoolId=self.stack.pool, Username=address, Password=PASSWORD, Permanent=True
        )
        self._tell("Invitation Accepted", self._user(address))
        within(f"a welcome to {address}", lambda: len(self.stack.cloud.mails(address)) == 1)
        same(f"whether {address} is marked", "welcomed" in self._record(address)["marks"], True)

    def _finishes_a_grant(self):
        """Somebody signed up with a token, and ministack fires no hook that would grant."""
        address = self.people.sign_up("late")
        self._tell("Grant Failed", self._user(address))
        within(f"the groups of {address}", lambda: self._groups(address) == ["clients"])

    def _marks_a_bounce(self):
        """ministack does not tell what SES tells, so that the function gets the event as the rule would bring it."""
        address = self._invited("bounced", {"at": int(time.time())})
        bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]}
        detail = {"eventType": "Bounce", "bounce": bounce, "mail": {"destination": [address]}}
        event = {"source": "aws.ses", "detail-type": "Email Bounced", "account": ACCOUNT, "detail": detail}
        self.stack.invoke(FUNCTION, event)
        same(f"whether {address} is marked", "bounced" in self._record(address).get("marks", {}), True)
        self.stack.events.check("Invitation Bounced", self._user(address))

    def _tell(self, kind, user):
        """What a hook tells, as the account's root puts it."""
        (sub,) = (each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
        detail = {
            "version": 1,
            "id": uuid.uuid4().hex,
            "user_pool_id": self.stack.pool,
            "sub": sub,
            "moment": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        entry = {"Source": "invitations", "DetailType": kind, "Detail": json.dumps(detail)}
        answer = self.stack.cloud.client("events").put_events(
            Entries=[entry | {"EventBusName": self.stack.outputs["EventBusArn"]}]
        )
        same("the events that were not put", answer["FailedEntryCount"], 0)

    def _invited(self, name, record):
        address = f"{name}-{next(self.numbers)}@client.example"
        # To the byte as the tools write it: another text is no record.
        text = json.dumps(record, separators=(",", ":"))
        known = attributes(email=address, email_verified="true", **{"custom:invited": text})
        self.cognito.admin_create_user(
            UserPoolId=self.stack.pool, Username=address, MessageAction="SUPPRESS", UserAttributes=known
        )
        return address

    def _user(self, address):
        return self.cognito.admin_get_user(UserPoolId=self.stack.pool, Username=address)

    def _record(self, address):
        (record,) = (each["Value"] for each in self._user(address)["UserAttributes"] if each["Name"] == "custom:invited")
        return json.loads(record)

    def _groups(self, address):
        found = self.cognito.admin_list_groups_for_user(UserPoolId=self.stack.pool, Username=address)["Groups"]
        return sorted(group["GroupName"] for group in found)


def within(what, holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what}: not within {SECONDS} seconds")
        time.sleep(0.2)
