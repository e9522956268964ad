"""Deploys infra/template.yaml, sweeper.yaml, notifier.yaml and chain.yaml onto ministack, invites people there, and takes each permission away.

    deployment ENDPOINT INVITATIONS BINARIES FOLDER

INVITATIONS is the command, BINARIES the folder of the functions' build, FOLDER an empty one to
work in. The emulator has to run with AUTH=true, so that a function can do what its role allows and
no more, and with AWS_ENDPOINT_URL, so that it calls the emulator.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "clients"))

import beside  # noqa: E402
import brands  # noqa: E402
import chain  # noqa: E402
import events  # noqa: E402
import going_back  # noqa: E402
import fixing  # noqa: E402
import notifier  # noqa: E402
import permissions  # noqa: E402
import stages  # noqa: E402
import subsets  # noqa: E402
import sweeper  # noqa: E402
import wiring  # noqa: E402
from administrator import Administrator  # noqa: E402
from cloud import Cloud  # noqa: E402
from people import People  # noqa: E402
from stack import REPOSITORY, Stack  # noqa: E402


def main(endpoint, invitations, binaries, folder):
    subsets.check((REPOSITORY / "infra" / "template.yaml").read_text())
    cloud = Cloud(endpoint)
    stack = Stack(cloud, pathlib.Path(invitations), pathlib.Path(binaries), pathlib.Path(folder))
    stack.deploy()
    stack.name_the_pool()
    first = stack.versions()
    stack.deploy()
    wiring.check_upgrade(stack, first)
    wiring.check(stack)
    fixing.fix(stack)
    stack.events = events.Events(stack)

    administrator = Administrator(stack)
    people = People(stack)
    stories = {
        "PostConfirmationRole": people.redeem_an_invitation,
        "PostAuthenticationRole": people.sign_in_for_the_first_time,
        "AdminApiRole": administrator.works,
    }
    for story in stories.values():
        story()
    print("ministack: invited people came, through the API's every route, with its role, by a token, and by a hook")
    administrator.check_who_gets_in()
    permissions.check_own_pool_alone(stack, administrator)
    permissions.check_each_is_needed(stack, stories)
    sweeper.check(stack)
    notifier.check(stack, people)
    beside.check(stack)
    stages.check(stack)
    brands.check(stack)
    chain.check(stack)
    going_back.check(stack)


if __name__ == "__main__":
    main(*sys.argv[1:])
