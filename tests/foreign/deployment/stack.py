"""The template, packaged and deployed as a team does it, from a copy of what they would have."""

import io
import itertools
import json
import shutil
import urllib.request
import zipfile
from pathlib import Path

import yaml

from template import for_the_emulator, read

REPOSITORY = Path(__file__).resolve().parents[3]
NAME = "northwind"
BUCKET = "artifacts"
FUNCTIONS = [
    "pre-sign-up",
    "custom-message",
    "post-confirmation",
    "post-authentication",
    "pre-token-generation",
    "admin-api",
]
IN_LAMBDA = "/opt/invitations/invitations.toml"


class Stack:
    def __init__(self, cloud, invitations, binaries, folder):
        self.cloud = cloud
        self.invitations = invitations
        self.folder = folder
        # Where Lambda would unpack the layer. ministack hands layers to Python and Node alone, so
        # that the test unpacks what it uploaded, and the functions are told where.
        self.opt = folder / "opt"
        self.outputs = {}
        self.starts = itertools.count(1)
        # What the functions tell, once somebody listens.
        self.events = None
        self.cloud.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        self.cloud.client("sesv2").create_email_identity(EmailIdentity="northwind.example")
        self._lay_out(binaries)
        told = self.invitation_command("keygen", "--kms", "--alias", "invitations", "--kid", "test", "--json")
        self.key = json.loads(told)["arn"]

    def _lay_out(self, binaries):
        """The folders that the template packs."""
        infra = self.folder / "infra"
        shutil.copytree(REPOSITORY / "infra" / "layer", infra / "layer", symlinks=True)
        shutil.copytree(REPOSITORY / "infra" / "invitations", infra / "invitations")
        self.settings = infra / "invitations" / "invitations.toml"
        shutil.copy(Path(__file__).with_name("invitations.toml"), self.settings)
        for name in ["template.yaml", "sweeper.yaml", "notifier.yaml"]:
            template = (REPOSITORY / "infra" / name).read_text()
            assert template.count(IN_LAMBDA) == 1, f"{name} names {IN_LAMBDA} once"
            template = template.replace(IN_LAMBDA, str(self.opt / "invitations" / "invitations.toml"))
            (infra / name).write_text(template)
        for name in ["chain.yaml", "events-to-others.yaml"]:
            shutil.copy(REPOSITORY / "infra" / name, infra)
        for function in [*FUNCTIONS, "trigger-chain", "sweeper", "notifier"]:
            package = self.folder / "target" / "lambda" / function
            package.mkdir(parents=True)
            shutil.copy(binaries / function, package / "bootstrap")

    def deploy(self, name=NAME, opt=None, **parameters):
        """Deploys template.yaml, and reads what the stack says of itself. `opt` is where Lambda would unpack a layer
        that ConfigurationLayerArn names."""
        identity = "arn:aws:ses:eu-central-1:000000000000:identity/northwind.example"
        parameters = {
            "AdministratorsApi": "true",
            "InvitationKeyArn": self.key,
            "SesIdentityArn": identity,
            "SenderAddress": "Northwind <accounts@northwind.example>",
            "PagesDomain": "accounts.northwind.example",
            "PagesCertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1",
            "LoginDomain": f"{name}-login",
            "CallbackUrls": "https://app.northwind.example/",
            "AdministratorsApiAccessLog": "true",
            "MakeEventBus": "true",
        } | parameters
        outputs = self.deploy_template("template.yaml", name, opt or self.opt, parameters)
        if name == NAME:
            self.outputs = outputs
            self._unpack_the_layer()
        return outputs

    def deploy_template(self, file, name, opt, parameters):
        """Packs one of the templates, deploys it, and returns its outputs."""
        packaged = self.folder / "packaged.yaml"
        self.cloud.aws(
            *("cloudformation", "package", "--s3-bucket", BUCKET),
            *("--template-file", self.folder / "infra" / file, "--output-template-file", packaged),
        )
        template = packaged.read_text().replace("/opt/stage/", f"{opt}/stage/")
        template = for_the_emulator(read(template), parameters)
        packaged.write_text(yaml.safe_dump(template, sort_keys=False))
        self.cloud.aws(
            *("cloudformation", "deploy", "--stack-name", name, "--template-file", packaged, "--s3-bucket", BUCKET),
            *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
            *("--parameter-overrides", *(f"{key}={value}" for key, value in parameters.items())),
        )
        told = self.cloud.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in told.get("Outputs", [])}

    def _unpack_the_layer(self):
        client = self.cloud.client("lambda")
        layer = client.get_function(FunctionName=self.outputs["PreSignUpArn"])["Configuration"]["Layers"][0]["Arn"]
        location = client.get_layer_version_by_arn(Arn=layer)["Content"]["Location"]
        with urllib.request.urlopen(location, timeout=30) as answer:
            packed = zipfile.ZipFile(io.BytesIO(answer.read()))
        assert not [name for name in packed.namelist() if name.endswith(".pem")], "no key is in the layer"
        shutil.rmtree(self.opt, ignore_errors=True)
        packed.extractall(self.opt)

    def name_the_pool(self):
        """What a team adds to the settings once the first deployment has told the pool's id."""
        with self.settings.open("a") as settings:
            settings.write(f"""
[admin_api]
user_pool_id = "{self.pool}"

[[admin_api.roles]]
members = ["staff"]
verbs = ["*"]
groups = ["clients", "beta", "members"]
attributes = ["*", "email_verified"]
""")

    def resources(self, name=NAME):
        """Logical to physical ids."""
        pages = self.cloud.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }

    def versions(self):
        """The version behind each function's alias."""
        client = self.cloud.client("lambda")
        return {
            function: client.get_alias(FunctionName=f"{NAME}-{function}", Name="live")["FunctionVersion"]
            for function in FUNCTIONS
        }

    def start_anew(self, function):
        """Moves the alias to a new version, which has no process yet."""
        client, name = self.cloud.client("lambda"), f"{NAME}-{function}"
        client.update_function_configuration(FunctionName=name, Description=f"start {next(self.starts)}")
        version = client.publish_version(FunctionName=name)["Version"]
        client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)

    def invoke(self, arn, event):
        """A function's answer, where the emulator does not fire the hook by itself."""
        answer = self.cloud.client("lambda").invoke(FunctionName=arn, Payload=json.dumps(event))
        payload = json.load(answer["Payload"])
        if "FunctionError" in answer:
            raise RuntimeError(f"{arn}: {payload}")
        return payload

    def invitation_command(self, *arguments, credentials=None):
        return self.cloud.run(
            *(self.invitations, *arguments, "--config", self.settings, "--endpoint-url", self.cloud.endpoint),
            credentials=credentials,
        )

    @property
    def pool(self):
        return self.outputs["UserPoolId"]
