"""The emulator, as boto3 and the AWS CLI see it."""

import json
import os
import pathlib
import subprocess
import sys
import urllib.request

import boto3

REGION = "eu-central-1"
ACCOUNT = "000000000000"
ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


class Cloud:
    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, service, credentials=None):
        """A client of `service` as the account's root, or with the credentials of a role."""
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **(credentials or ROOT))

    def run(self, *command, credentials=None):
        """What a command prints, run with credentials as boto3 takes them; it has to succeed."""
        variables = {name.upper(): value for name, value in (credentials or ROOT).items()}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment = inherited | variables | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        command = [str(part) for part in command]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[:3])}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def aws(self, *arguments):
        return self.run(pathlib.Path(sys.executable).parent / "aws", *arguments)

    def mails(self, address):
        """The mails that have come to `address`, the newest last."""
        with urllib.request.urlopen(f"{self.endpoint}/_ministack/ses/messages", timeout=10) as answer:
            accounts = json.load(answer)["messages"]
        return [mail for mails in accounts.values() for mail in mails if address in mail["To"]]
