"""An administrator, through the deployed API, and then with the role of its function in their own hands."""

import hashlib
import itertools
import json
import urllib.error
import urllib.parse
import urllib.request

from cloud import ACCOUNT
from people import PASSWORD, People, attributes
from proof import check
from pycognito.aws_srp import AWSSRP

ADMINISTRATOR = "admin@northwind.example"


class Administrator:
    def __init__(self, stack):
        self.stack = stack
        self.people = People(stack)
        self.numbers = itertools.count(1)
        self.cognito = stack.cloud.client("cognito-idp")
        self.role = stack.resources()["AdminApiRole"]
        # Nobody may assume the role but Lambda; for the test, the account may too. What it allows stays as it is.
        stack.cloud.client("iam").update_assume_role_policy(
            RoleName=self.role,
            PolicyDocument=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Principal": {"Service": "lambda.amazonaws.com", "AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                        }
                    ],
                }
            ),
        )
        self.token = self._sign_in()

    def works(self):
        """Everything that the function's role is for."""
        self._comes_cold()
        self._works_through_the_api()
        self._works_with_the_role()

    def _works_through_the_api(self):
        """Each route once, so that each permission of the function is used."""
        number = next(self.numbers)
        address = f"story-a-{number}@client.example"
        invitation = {"email": address, "given_name": "Ada", "groups": ["clients"]}
        self.ask("POST", "/invitations", invitation)
        invited = self.cognito.admin_get_user(UserPoolId=self.stack.pool, Username=address)
        self.stack.events.check("Invitation Created", invited)
        check(f"the groups of {address}", self.people.accept(address)[0], ["clients", "members"])

        # A member is told by mail of what is added.
        before = len(self.stack.cloud.mails(address))
        self.ask("POST", "/invitations", invitation | {"groups": ["beta"]})
        check(f"the mails to {address}", len(self.stack.cloud.mails(address)) - before, 1)

        user = self.ask("GET", "/getUser", username=address)["Username"]
        self.ask("POST", "/removeUserFromGroup", {"username": user, "groupname": "beta"})
        self.ask("POST", "/addUserToGroup", {"username": user, "groupname": "beta"})
        self.ask("POST", "/updateUserAttributes", {"username": user, "attributes": {"family_name": "Lovelace"}})
        self.ask("POST", "/setUserPassword", {"username": user, "password": PASSWORD, "permanent": True})
        self.ask("POST", "/signUserOut", {"username": user})
        self.ask("POST", "/disableUser", {"username": user})
        self.ask("POST", "/enableUser", {"username": user})
        self.ask("GET", "/listUsers")
        self.ask("GET", "/listGroups")
        self.ask("GET", "/listGroupsForUser", username=user)
        self.ask("GET", "/listUsersInGroup", groupname="clients")
        self.ask("GET", "/invitations")
        self.ask("POST", "/deleteUser", {"username": user})

        waiting = f"waiting-{number}@client.example"
        self._leave_unconfirmed(waiting)
        user = self.ask("GET", "/getUser", username=waiting)["Username"]
        self.ask("POST", "/confirmUserSignUp", {"username": user})

    def _works_with_the_role(self):
        """Story A by boto3, and a token signed by the key, with nothing but what the function may do."""
        credentials = self.credentials()
        own = self.stack.cloud.client("cognito-idp", credentials)
        pool, address = self.stack.pool, f"role-{next(self.numbers)}@client.example"
        own.admin_create_user(
            UserPoolId=pool,
            Username=address,
            TemporaryPassword="Url-safe_horse.7~a",
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=attributes(email=address, email_verified="true", given_name="Ada"),
        )
        own.admin_add_user_to_group(UserPoolId=pool, Username=address, GroupName="clients")
        check(f"the groups of {address}", self.people.accept(address)[0], ["clients", "members"])
        check("the status", own.admin_get_user(UserPoolId=pool, Username=address)["UserStatus"], "CONFIRMED")
        own.admin_delete_user(UserPoolId=pool, Username=address)

        kms = self.stack.cloud.client("kms", credentials)
        kms.get_public_key(KeyId=self.stack.key)
        kms.sign(
            KeyId=self.stack.key,
            Message=hashlib.sha256(b"an invitation").digest(),
            MessageType="DIGEST",
            SigningAlgorithm="ECDSA_SHA_256",
        )

    def credentials(self):
        """Of the function's own role."""
        arn = f"arn:aws:iam::{ACCOUNT}:role/{self.role}"
        assumed = self.stack.cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return {
            "aws_access_key_id": assumed["AccessKeyId"],
            "aws_secret_access_key": assumed["SecretAccessKey"],
            "aws_session_token": assumed["SessionToken"],
        }

    def check_who_gets_in(self):
        """Nobody without a token of the administrators' app client; and a member of no role, no further."""
        member = "member@client.example"
        self.people.invite(member)
        _, token = self.people.accept(member)
        for what, token in [("no token", None), ("what is no token", "e30.e30.e30"), ("the pages' token", token)]:
            try:
                self.ask("GET", "/listUsers", token=token)
            except RuntimeError as refusal:
                check(f"the answer to {what}", str(refusal).split()[2], "401")
            else:
                raise SystemExit(f"{what} opens the administrators' API")

    def ask(self, method, path, body=None, token="own", **query):
        """The answer of the deployed API, which has to be a good one."""
        token = self.token if token == "own" else token
        api = self.stack.resources()["HttpApi"]
        query = f"?{urllib.parse.urlencode(query)}" if query else ""
        request = urllib.request.Request(
            f"{self.stack.cloud.endpoint}/_aws/execute-api/{api}/$default{path}{query}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()[:300]}") from None

    def _sign_in(self):
        """The ID token of a member of the administrators' group, by SRP at the API's own app client."""
        pool = self.stack.pool
        self.cognito.admin_create_user(
            UserPoolId=pool,
            Username=ADMINISTRATOR,
            MessageAction="SUPPRESS",
            UserAttributes=attributes(email=ADMINISTRATOR, email_verified="true"),
        )
        self.cognito.admin_set_user_password(
            UserPoolId=pool, Username=ADMINISTRATOR, Password=PASSWORD, Permanent=True
        )
        self.cognito.admin_add_user_to_group(UserPoolId=pool, Username=ADMINISTRATOR, GroupName="staff")
        client = self.stack.outputs["AdministratorsClientId"]
        srp = AWSSRP(ADMINISTRATOR, PASSWORD, pool, client, client=self.cognito)
        return srp.authenticate_user()["AuthenticationResult"]["IdToken"]

    def _leave_unconfirmed(self, address):
        """Somebody who signed up before the hooks were there: pre-sign-up confirms whoever has a token."""
        triggers = self.cognito.describe_user_pool(UserPoolId=self.stack.pool)["UserPool"]["LambdaConfig"]
        self.cognito.update_user_pool(UserPoolId=self.stack.pool, LambdaConfig={})
        try:
            self.cognito.sign_up(
                ClientId=self.stack.outputs["PagesClientId"],
                Username=address,
                Password=PASSWORD,
                UserAttributes=attributes(email=address),
            )
        finally:
            self.cognito.update_user_pool(UserPoolId=self.stack.pool, LambdaConfig=triggers)

    def _comes_cold(self):
        """A new version, with no process yet: what a process knows of the pool, it asked when it was started."""
        self.stack.start_anew("admin-api")
