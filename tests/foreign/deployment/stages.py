"""One template several times in one account: other hooks, other settings, another pool each."""

import io
import re
import zipfile

from proof import check as same
from template import HOOKS

# Each stage lets in another domain.
STAGES = {"trial": "example.org", "real": "example.com"}
TRIGGERS = {"pre-sign-up": "PreSignUp", "custom-message": "CustomMessage"}
# What a stack of one hook is made of, alarms and dashboard aside.
OF_ONE_HOOK = {
    "ConfigurationLayer",
    "PreSignUp",
    "PreSignUpAliaslive",
    "PreSignUpLogs",
    "PreSignUpPermission",
    "PreSignUpRole",
    "PreSignUpVersion",
}
NOTHING_ELSE = {
    "AdministratorsApi": "false",
    "AdministratorsApiAccessLog": "false",
    "InvitationKeyArn": "",
    "LoginDomain": "",
    "MakeEventBus": "false",
    "PagesDomain": "",
    "SesIdentityArn": "",
}


def check(stack):
    stages = {name: Stage(stack, name, domain) for name, domain in STAGES.items()}
    for stage in stages.values():
        stage.check_what_was_made()
        stage.attach(stage.name)
    trial, real = stages.values()
    for stage, others in [(trial, real.domain), (real, trial.domain)]:
        same(f"who is refused at {stage.name}", stage.refuses(f"ada@{others}") is None, False)
        same(f"who is admitted at {stage.name}", stage.refuses(f"ada@{stage.domain}"), None)
    print("ministack: two stacks of one hook, each with a pool and settings of its own, let in another domain each")

    refused = trial.attach(real.name, fails=True)
    assert "function-of-another-pool" in refused, refused
    for stage in stages.values():
        stage.detach()
        same(f"who is refused at {stage.name} without the hook", stage.refuses("eve@elsewhere.example"), None)
    print("ministack: a pool is not attached to the functions of another; detach left both pools as they were")
    check_a_new_pool(stack)


class Stage:
    def __init__(self, stack, name, domain, hooks=("pre-sign-up",), options=(), pool=None, more_settings=""):
        """`options` go to init, beside the hooks and the domain; `pool` are settings of the pool, and `more_settings`
        what a team adds to those that init writes."""
        self.stack = stack
        self.name = name
        self.domain = domain
        self.hooks = hooks
        self.cognito = stack.cloud.client("cognito-idp")
        self.pool = self.cognito.create_user_pool(
            PoolName=name,
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            **(pool or {}),
        )["UserPool"]["Id"]
        # Without a list of what it writes: a list would be a change that nobody asked for.
        client = self.cognito.create_user_pool_client(UserPoolId=self.pool, ClientName="theirs")
        self.client = client["UserPoolClient"]["ClientId"]
        self.before = self.described()
        self.folder = stack.folder / name
        self.settings = self.folder / "stage" / "invitations.toml"
        chosen = [part for hook in hooks for part in ("--hook", hook)]
        self._run("init", *chosen, "--allow-domain", domain, *options, "--out", self.settings.parent)
        self.settings.write_text(self.settings.read_text() + more_settings)
        self.layer = self._publish_the_layer()
        stack.deploy(
            name,
            opt=self.folder,
            Hooks=", ".join(hooks),
            ExistingUserPoolId=self.pool,
            ConfigurationLayerArn=self.layer,
            **NOTHING_ELSE,
        )
        same(f"the pool {name} beside a new stack", self.described(), self.before)

    def _publish_the_layer(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in self.settings.parent.rglob("*"):
                archive.write(file, file.relative_to(self.folder))
        layer = self.stack.cloud.client("lambda").publish_layer_version(
            LayerName=f"{self.name}-configuration", Content={"ZipFile": packed.getvalue()}
        )
        return layer["LayerVersionArn"]

    def _run(self, verb, *arguments, fails=False):
        command = (self.stack.invitations, verb, *arguments, "--endpoint-url", self.stack.cloud.endpoint)
        try:
            output = self.stack.cloud.run(*command)
        except RuntimeError as refused:
            if not fails:
                raise
            return str(refused)
        assert not fails, f"{verb} was not refused: {output}"
        return output

    def check_what_was_made(self):
        made = self.stack.resources(self.name)
        # SAM writes a hash behind the name of a version and of a layer.
        made = {re.sub(r"(Version|Layer)[0-9a-f]{10}$", r"\1", name) for name in made}
        made = {name for name in made if not name.endswith(("Alarm", "Filter", "Dashboard"))}
        same(f"what {self.name} is made of", made, OF_ONE_HOOK)
        functions = self.stack.cloud.client("lambda").list_functions()["Functions"]
        functions = [each["FunctionName"] for each in functions if each["FunctionName"].startswith(f"{self.name}-")]
        same(f"the functions of {self.name}", functions, [f"{self.name}-pre-sign-up"])
        alarms = self.stack.cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{self.name}-")["MetricAlarms"]
        watched = [alarm["AlarmName"] for alarm in alarms for hook in HOOKS[1:] if hook in str(alarm.get("Dimensions"))]
        same(f"alarms of {self.name} on hooks that are not there", watched, [])

    def described(self):
        """The pool and its app client, without what no setting is."""
        pool = self.cognito.describe_user_pool(UserPoolId=self.pool)["UserPool"]
        client = self.cognito.describe_user_pool_client(UserPoolId=self.pool, ClientId=self.client)["UserPoolClient"]
        # Cognito tells the age of an invitation twice, and takes the newer of the two alone.
        pool["AdminCreateUserConfig"].pop("UnusedAccountValidityDays", None)
        for described in (pool, client):
            described.pop("LastModifiedDate")
            described.pop("EstimatedNumberOfUsers", None)
        return [{name: described[name] for name in described if described[name] not in ({}, [], None)} for described in (pool, client)]

    def attach(self, prefix, *options, fails=False):
        output = self._run(
            *("attach", "--user-pool-id", self.pool, "--functions-prefix", prefix, "--alias", "live"),
            *("--only", ",".join(self.hooks), *options, "--config", self.settings, "--yes"),
            fails=fails,
        )
        if not fails:
            (pool, client), (pool_before, client_before) = self.described(), self.before
            same(f"the triggers of {self.name}", list(pool.pop("LambdaConfig")), [TRIGGERS[hook] for hook in self.hooks])
            others = {name: value for name, value in pool_before.items() if name != "LambdaConfig"}
            same(f"what attach changed of {self.name}", [pool, client], [others, client_before])
        return output

    def detach(self):
        self._run("detach", "--user-pool-id", self.pool, "--config", self.settings, "--yes")
        same(f"the pool {self.name} after detach", self.described(), self.before)

    def sign_up(self, address):
        attributes = [{"Name": "email", "Value": address}]
        return self.cognito.sign_up(
            ClientId=self.client, Username=address, Password="Chosen-horse-7", UserAttributes=attributes
        )

    def refuses(self, address):
        """What somebody reads who is refused; None for who is admitted."""
        try:
            self.sign_up(address)
        except self.cognito.exceptions.UserLambdaValidationException as refusal:
            return refusal.response["Error"]["Message"]
        return None


def check_a_new_pool(stack):
    """With a pool of its own, its triggers are those of the hooks, and no others."""
    outputs = stack.deploy("two", Hooks="pre-sign-up, post-confirmation", **NOTHING_ELSE)
    pool = stack.cloud.client("cognito-idp").describe_user_pool(UserPoolId=outputs["UserPoolId"])["UserPool"]
    triggers = sorted(name for name, value in pool["LambdaConfig"].items() if value)
    same("the triggers of a new pool", triggers, ["PostConfirmation", "PreSignUp"])
    functions = sorted(name for name in outputs if name.removesuffix("Arn") != name)
    same("the functions in the outputs", functions, ["PostConfirmationArn", "PreSignUpArn"])
    print("ministack: a new pool has the triggers of the hooks that were asked for")
