"""Invited people, and the hooks that the emulator does not fire for them.

ministack fires pre-sign-up, the custom message of AdminCreateUser, and pre-token-generation. Post-confirmation and
post-authentication are invoked by the test, with the event that Cognito would send.
"""

import contextlib
import itertools
import re
import sys

from inbox import last_link
from proof import check, claims

PASSWORD = "Chosen-horse-7"


class People:
    def __init__(self, stack):
        self.stack = stack
        self.cognito = stack.cloud.client("cognito-idp")
        self.pages = stack.outputs["PagesClientId"]
        self.numbers = itertools.count(1)

    def redeem_an_invitation(self):
        """Signs up with a token: post-confirmation grants what it says, and tells of it; without a bus, it mails."""
        address = self._redeem()
        check(f"the mails to {address}", len(self.stack.cloud.mails(address)), 0)
        self.stack.events.check("Invitation Accepted", self._described(address))
        with self._without_a_bus():
            address = self._redeem()
            check(f"the mails to {address}", len(self.stack.cloud.mails(address)), 1)

    def _redeem(self):
        address = self.sign_up("redeem")
        user = self._read(address)
        check(f"the status of {address}", user["UserStatus"], "CONFIRMED")
        self._fire("PostConfirmationArn", "PostConfirmation_ConfirmSignUp", user)
        self._has(address, ["clients"], given_name="Ada")
        return address

    @contextlib.contextmanager
    def _without_a_bus(self):
        """Processes of post-confirmation that begin here find no [events] in the settings."""
        settings = self.stack.opt / "invitations" / "invitations.toml"
        text = settings.read_text()
        without = re.sub(r"\[events\]\nbus = .*\n", "", text)
        check("the settings without a bus are others", without == text, False)
        settings.write_text(without)
        try:
            self.stack.start_anew("post-confirmation")
            yield
        finally:
            settings.write_text(text)
            self.stack.start_anew("post-confirmation")

    def sign_in_for_the_first_time(self):
        """Post-authentication gives an admin-created user the policy's groups, and finishes a grant."""
        address = self._address("first")
        self.cognito.admin_create_user(
            UserPoolId=self.stack.pool,
            Username=address,
            MessageAction="SUPPRESS",
            UserAttributes=attributes(email=address, email_verified="true"),
        )
        user = self._read(address)
        self._fire("PostAuthenticationArn", "PostAuthentication_Authentication", user)
        self._has(address, ["members"])
        self.stack.events.check("Invitation Accepted", self._described(address))

        address = self.sign_up("unfinished")
        user = self._read(address)
        self._fire("PostAuthenticationArn", "PostAuthentication_Authentication", user)
        self._has(address, ["clients"], given_name="Ada")

    def accept(self, address):
        """Follows the mailed link as the page does; the groups in the first token, and the token."""
        mails = self.stack.cloud.mails(address)
        username, password = last_link(mails[-1]["BodyHtml"], "accept") if mails else sys.exit(f"no mail to {address}")
        challenge = self.cognito.initiate_auth(
            ClientId=self.pages,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        answer = self.cognito.respond_to_auth_challenge(
            ClientId=self.pages,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": PASSWORD},
        )
        token = answer["AuthenticationResult"]["IdToken"]
        return sorted(claims(self.stack.cloud.endpoint, self.stack.pool, token)["cognito:groups"]), token

    def invite(self, address):
        """As an administrator does in the console."""
        self.cognito.admin_create_user(
            UserPoolId=self.stack.pool,
            Username=address,
            TemporaryPassword="Url-safe_horse.7~a",
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=attributes(email=address, email_verified="true"),
        )

    def sign_up(self, name):
        """Somebody signs up with a token."""
        address = self._address(name)
        token = self.stack.invitation_command(
            *("issue", "--kms-key", self.stack.key, "--user-pool-id", self.stack.pool, "--email", address),
            *("--group", "clients", "--attribute", "given_name=Ada"),
        ).strip()
        self.cognito.sign_up(
            ClientId=self.pages,
            Username=address,
            Password=PASSWORD,
            UserAttributes=attributes(email=address, **{"custom:invitation": token}),
        )
        return address

    def _address(self, name):
        return f"{name}-{next(self.numbers)}@client.example"

    def _described(self, address):
        return self.cognito.admin_get_user(UserPoolId=self.stack.pool, Username=address)

    def _read(self, address):
        user = self._described(address)
        user["Attributes"] = {each["Name"]: each["Value"] for each in user.pop("UserAttributes")}
        return user

    def _fire(self, output, source, user):
        event = {
            "version": "1",
            "region": "eu-central-1",
            "userPoolId": self.stack.pool,
            "userName": user["Username"],
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": self.pages},
            "triggerSource": source,
            "request": {"userAttributes": {**user["Attributes"], "cognito:user_status": user["UserStatus"]}},
            "response": {},
        }
        answer = self.stack.invoke(self.stack.outputs[output], event)
        check(f"what {source} echoes", answer, event)

    def _has(self, address, groups, **expected):
        found = self.cognito.admin_list_groups_for_user(UserPoolId=self.stack.pool, Username=address)["Groups"]
        check(f"the groups of {address}", sorted(group["GroupName"] for group in found), groups)
        known = self._read(address)["Attributes"]
        check(f"the attributes of {address}", {name: known.get(name) for name in expected}, expected)
        check(f"the invitation of {address} is spent", known.get("custom:invitation") or None, None)


def attributes(**values):
    return [{"Name": name, "Value": value} for name, value in values.items()]
