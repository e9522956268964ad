"""The pools that are compared: where each answers, and where its codes arrive."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request

import boto3
from botocore.config import Config
from pycognito.aws_srp import AWSSRP

# The region of pools and signatures; cognito-local has pools of its own region whatever is asked.
REGION = "eu-central-1"
CODE = re.compile(r"\b\d{6}\b")
# What cognito-local was started with as its code for everything; see ../run.
COGNITO_LOCAL_CODE = "135790"


class Target:
    """One server that speaks Cognito's protocol."""

    def __init__(self, name, endpoint):
        self.name = name
        self.endpoint = endpoint.rstrip("/")
        self.idp = boto3.client(
            "cognito-idp",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            # The servers say no, not the client; and each call is made once.
            config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
        )
        self.known = {}

    def code(self, address):
        """The newest code that was sent to `address`, or None."""
        if self.name == "cognito-local":
            return COGNITO_LOCAL_CODE
        if self.name == "moto":
            # It sends none, and takes every code.
            return None
        for words in reversed(self._messages(address)):
            if found := CODE.search(words):
                return found.group()
        return None

    def get(self, path):
        """The JSON document at `path`, or None where there is none."""
        try:
            with urllib.request.urlopen(self.endpoint + path, timeout=10) as answer:
                return json.load(answer)
        except (urllib.error.HTTPError, ValueError):
            return None

    def raw(self, operation, body):
        """A call that boto3 would not make: the HTTP status and the body."""
        request = urllib.request.Request(
            self.endpoint + "/",
            data=body,
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def srp(self, username, password, pool_id, client_id):
        """The client's half of the SRP exchange, by pycognito."""
        return AWSSRP(username, password, pool_id, client_id, client=self.idp)

    def _messages(self, address):
        """The texts of all messages to `address`, oldest first."""
        if self.name == "ministack":
            accounts = self.get("/_ministack/ses/messages")["messages"]
            return [
                f"{mail['BodyText'] or ''} {mail['BodyHtml'] or ''}"
                for mails in accounts.values()
                for mail in mails
                if address in mail["To"]
            ]
        query = urllib.parse.urlencode({"to": address})
        return [message["html"] or message["text"] for message in self.get(f"/_local/messages?{query}")["messages"]]
