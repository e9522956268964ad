"""One scenario at one target: its calls are made, and what comes of each is kept."""

from dataclasses import dataclass, field

import jwt
from botocore.exceptions import BotoCoreError, ClientError
from normal import normal, text

PASSWORD = "Correct-horse-7"
TEMPORARY = "Temporary-horse-7"
FLOWS = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]
# How a server says that it does not have an operation, or a part of it, at all.
NOT_HAD = ("Unsupported", "InvalidAction", "500", "NotImplementedException")


class NotPlayed(Exception):
    """The server cannot be brought to where the scenario begins."""


@dataclass
class Outcome:
    """What came of a step: `kind` is "answer", the name of an exception, or "not played"."""

    kind: str
    content: dict = field(default_factory=dict)

    def as_members(self):
        return {"outcome": self.kind, "content": self.content}


NOT_PLAYED = Outcome("not played")


class Play:
    """What a scenario is written with."""

    def __init__(self, target, scenario, outcomes):
        self.target = target
        self._scenario = scenario
        self._outcomes = outcomes
        self.pool = self.client = None

    def call(self, step, operation, **request):
        """Makes a call and keeps its outcome under the name of the step. A request that needs
        what an earlier step was refused (None) is not made. Returns the answer, {} for none."""
        if any(value is None for value in _leaves(request)):
            self._keep(step, NOT_PLAYED)
            return {}
        try:
            answer = getattr(self.target.idp, _method(operation))(**request)
        except ClientError as refusal:
            self._keep(step, self._refusal(refusal))
            return {}
        except BotoCoreError as unreadable:
            self._keep(step, Outcome("unreadable", {"message": type(unreadable).__name__}))
            return {}
        self._keep(step, Outcome("answer", normal(answer, self.target.known)))
        return answer

    def prepare(self, operation, **request):
        """Makes a call that is no step: what it would show stands in a scenario of its own."""
        try:
            return getattr(self.target.idp, _method(operation))(**request)
        except (BotoCoreError, ClientError) as refusal:
            raise NotPlayed(f"{operation}: {refusal}") from refusal

    def note(self, step, facts):
        """Keeps what was found out other than by a call; None says that it could not be."""
        kept = NOT_PLAYED if facts is None else Outcome("answer", normal(facts, self.target.known))
        self._keep(step, kept)

    # ---- what most scenarios begin with

    def open_pool(self, **settings):
        """A pool of its own, with a client for all flows."""
        settings = {"PoolName": "differential", "AutoVerifiedAttributes": ["email"], **settings}
        self.pool = self.prepare("CreateUserPool", **settings)["UserPool"]["Id"]
        self.target.known[self.pool] = "<pool>"
        self.client = self.open_client()

    def open_client(self, **settings):
        settings = {"ClientName": "differential", "ExplicitAuthFlows": FLOWS, **settings}
        client = self.prepare("CreateUserPoolClient", UserPoolId=self.pool, **settings)
        identifier = client["UserPoolClient"]["ClientId"]
        self.target.known[identifier] = "<client>"
        return identifier

    def member(self, username, password=PASSWORD, **attributes):
        """A confirmed user with a password and a verified address."""
        self.invited(username, **attributes)
        self.prepare("AdminSetUserPassword", UserPoolId=self.pool, Username=username, Password=password, Permanent=True)
        return username

    def invited(self, username, **attributes):
        """A user that an administrator created and who has not been here."""
        attributes = {"email": address(username), "email_verified": "true", **attributes}
        self.prepare(
            "AdminCreateUser",
            UserPoolId=self.pool,
            Username=username,
            TemporaryPassword=TEMPORARY,
            MessageAction="SUPPRESS",
            UserAttributes=pairs(**attributes),
        )
        return username

    def newcomer(self, username, **attributes):
        """A user who signed up and has not confirmed it."""
        attributes = {"email": address(username), **attributes}
        self.prepare(
            "SignUp", ClientId=self.client, Username=username, Password=PASSWORD, UserAttributes=pairs(**attributes)
        )
        return username

    def tokens(self, username, password=PASSWORD, client=None):
        """The tokens of a sign-in with a password."""
        answer = self.prepare("InitiateAuth", **self.password_auth(username, password, client))
        return answer.get("AuthenticationResult", {})

    def password_auth(self, username, password=PASSWORD, client=None):
        return {
            "ClientId": client or self.client,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": username, "PASSWORD": password},
        }

    def code(self, username):
        return self.target.code(address(username))

    def sees(self, step, username):
        """The user as an administrator sees it."""
        return self.call(step, "AdminGetUser", UserPoolId=self.pool, Username=username)

    def claims(self, token):
        """The claims of a token whose signature verifies with the keys that the pool publishes."""
        keys = self.target.get(f"/{self.pool}/.well-known/jwks.json")
        if not token or not keys:
            return None
        identifier = jwt.get_unverified_header(token)["kid"]
        key = next(key for key in jwt.PyJWKSet.from_dict(keys).keys if key.key_id == identifier)
        return jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})

    # ---- inside

    def _refusal(self, refusal):
        error = refusal.response["Error"]
        if error["Code"] in NOT_HAD:
            return NOT_PLAYED
        status = refusal.response["ResponseMetadata"]["HTTPStatusCode"]
        message = text(error["Message"], self.target.known)
        return Outcome(error["Code"], {"message": message, "status": status})

    def _keep(self, step, outcome):
        name = f"{self._scenario} / {step}"
        if name in self._outcomes:
            raise ValueError(f"the step {name} stands twice")
        self._outcomes[name] = outcome


def address(username):
    """The address of a user whose username is not one."""
    return username if "@" in username else f"{username}@example.com"


def pairs(**attributes):
    """Attributes as the wire has them; `custom_x` means `custom:x`."""
    return [{"Name": name.replace("custom_", "custom:"), "Value": value} for name, value in attributes.items()]


def wrong(code):
    """A code that is well-formed and not `code`."""
    return None if code is None else ("000000" if code != "000000" else "000001")


def _method(operation):
    """The name of boto3's method: AdminGetUser -> admin_get_user."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).lstrip("_").replace("m_f_a", "mfa")


def _leaves(value):
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]
