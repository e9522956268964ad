"""What the functions tell. infra/events-to-others.yaml, deployed beside the stack, brings every event to a queue."""

import json
import time

from proof import check as same

# How long an event may take.
SECONDS = 5


class Events:
    def __init__(self, stack):
        outputs = stack.deploy_template(
            "events-to-others.yaml", "events", stack.opt, {"EventBusArn": stack.outputs["EventBusArn"]}
        )
        self.queue = outputs["QueueUrl"]
        self.sqs = stack.cloud.client("sqs")
        self.heard = set()

    def check(self, kind, user):
        """An event of this kind is told about this user, as boto3 describes one."""
        (sub,) = (each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
        deadline = time.monotonic() + SECONDS
        while (kind, sub) not in self.heard and time.monotonic() < deadline:
            self._listen()
        same(f"whether '{kind}' was told of {sub}", (kind, sub) in self.heard, True)

    def _listen(self):
        answer = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            event = json.loads(message["Body"])
            same("the source of an event", event["source"], "invitations")
            self.heard.add((event["detail-type"], event["detail"]["sub"]))
            self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
