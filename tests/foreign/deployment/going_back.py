"""The commands of docs/how-to/go-back.md that go back to the version before."""

import sys
from pathlib import Path

from proof import check as same
from stack import NAME, REPOSITORY

HOOKS = ["pre-sign-up", "custom-message", "post-confirmation", "post-authentication", "pre-token-generation"]
# Lambda answers with 50 versions at a time.
VERSIONS = 200


def check(stack):
    client = stack.cloud.client("lambda")
    for hook in HOOKS:
        publish(client, f"{NAME}-{hook}", VERSIONS if hook == "pre-sign-up" else 3)
    before = {hook: versions(client, f"{NAME}-{hook}")[-2] for hook in HOOKS}
    newest = {hook: versions(client, f"{NAME}-{hook}")[-1] for hook in HOOKS}
    for hook in HOOKS:
        client.update_alias(FunctionName=f"{NAME}-{hook}", Name="live", FunctionVersion=str(newest[hook]))

    aws = Path(sys.executable).parent
    stack.cloud.run("bash", "-euc", f"PATH={aws}:$PATH; STACK={NAME}\n{documented()}")
    live = {hook: int(found) for hook, found in stack.versions().items() if hook in HOOKS}
    same("the versions after going back", live, before)
    for hook in HOOKS:
        client.update_alias(FunctionName=f"{NAME}-{hook}", Name="live", FunctionVersion=str(newest[hook]))
    print(f"ministack: the documented commands went back one version, of up to {VERSIONS}")


def documented():
    """The commands as they stand there."""
    text = (REPOSITORY / "docs" / "how-to" / "go-back.md").read_text()
    return text.split("```sh\n", 1)[1].split("```", 1)[0]


def publish(client, name, count):
    """Publishes versions until there are `count`. One that changes nothing would be no version."""
    for number in range(len(versions(client, name)), count):
        client.update_function_configuration(FunctionName=name, Description=f"change {number}")
        client.publish_version(FunctionName=name)


def versions(client, name):
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    found = [version["Version"] for page in pages for version in page["Versions"]]
    return sorted(int(version) for version in found if version != "$LATEST")
