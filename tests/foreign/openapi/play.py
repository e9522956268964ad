"""Holds the administrators' API against its OpenAPI document, by schemathesis: whatever it makes up,
no answer is a 5xx, and each has a status, a type and a shape that the document names.

    play.py READY DOCUMENT

READY is the line that `invitations dev --json` prints. The requests are an administrator's, who has
signed in; people are there for them to be about. The seed is fixed, so that a failure comes again.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PASSWORD = "Chosen-horse-7"
NEW = [f"new-{number}@client.example" for number in range(25)]


def invited(name):
    return [f"{name}-{number}@client.example" for number in range(8)]


# Routes that need people whom no other route has deleted, confirmed, or made members: the requests
# come in another order each time.
OWN = {
    "POST /confirmUserSignUp": [f"signed-up-{number}@example.com" for number in range(8)],
    "POST /deleteUser": invited("deleted"),
    "DELETE /invitations/{username}": invited("revoked"),
    "POST /invitations/{username}/resend": invited("resent"),
}
SIGNED_UP = OWN["POST /confirmUserSignUp"]
INVITED = invited("invited")


def main(ready, document):
    ready = json.loads(ready)
    api = ready["admin_api"]
    authorization = f"Bearer {sign_in(ready, **api['administrator'])}"
    for emails in [INVITED, *(emails for emails in OWN.values() if emails is not SIGNED_UP)]:
        answer = requests.post(
            f"{api['endpoint']}/invitations/bulk",
            json={"invitations": [{"email": email, "groups": ["clients"]} for email in emails]},
            headers={"Authorization": authorization},
            timeout=60,
        )
        answer.raise_for_status()
    for email in SIGNED_UP:
        sign_up(ready, email)

    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder, "answers.json")
        code = play(document, api, authorization, answers)
        poor = told(json.loads(answers.read_text(encoding="utf-8"))) if answers.exists() else ["nothing was asked"]
    for route in poor:
        print(f"no success was seen, so that nothing is known of it: {route}")
    raise SystemExit(code or bool(poor))


def play(document, api, authorization, answers):
    """Lets schemathesis play, and answers its exit code; how often what was answered is in a file."""
    here = Path(__file__).parent
    people = [*INVITED, api["administrator"]["user_name"]]
    known = {
        "username": people,
        "email": [*people, *NEW],
        "groupname": ["clients", "beta", "members", "Admins"],
        "groups": [["clients"], ["beta", "members"], []],
        "attributes": [{"custom:tenant": "acme"}, {"given_name": "Ada", "family_name": "Lovelace"}],
        "password": [PASSWORD],
        "given_name": ["Ada", "Zoë"],
        "family_name": ["Lovelace", "Ó Briain"],
        "locale": ["en", "de-AT", "ar"],
        "brand": ["northwind"],
        "delivery_mediums": [["EMAIL"]],
        "expires_in_days": [30],
        "validation_data": [{"terms": "accepted"}],
        "client_metadata": [{"campaign": "spring"}],
        # A second expiry, a name of one's own and somebody else's address are refused.
        "expires_in_hours": [None],
        "user_name": [None],
        "force_alias_creation": [False],
    }
    environment = {
        **os.environ,
        "ANSWERS": str(answers),
        "KNOWN": json.dumps(known),
        "OWN": json.dumps(OWN),
        "PYTHONPATH": str(here),
        "SCHEMATHESIS_HOOKS": "hooks",
    }
    command = [
        Path(sys.executable).with_name("schemathesis"),
        *("--no-color", "run", Path(document).resolve(), "--url", api["endpoint"], "--header", f"Authorization: {authorization}"),
        *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--continue-on-failure"),
        *("--seed", "20261128", "--max-examples", "40", "--generation-database", "none", "--warnings", "off"),
    ]
    # It leaves a folder of its own wherever it runs.
    return subprocess.run(command, env=environment, cwd=answers.parent, check=False).returncode


def told(answers):
    """Prints how often each route answered what; the routes that never answered with success."""
    for route, statuses in answers.items():
        print(f"{route:42}", "  ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    return [route for route, statuses in answers.items() if not any(status < "300" for status in statuses)]


def sign_in(ready, user_name, password):
    """The access token of somebody who signs in with a password."""
    parameters = {"USERNAME": user_name, "PASSWORD": password}
    answer = cognito(ready, "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return answer["AuthenticationResult"]["AccessToken"]


def sign_up(ready, email):
    """Somebody signs up, and does not confirm."""
    cognito(
        ready,
        "SignUp",
        Username=email,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": email}],
        ValidationData=[{"Name": "terms", "Value": "accepted"}],
    )


def cognito(ready, operation, **request):
    answer = requests.post(
        f"{ready['endpoint']}/",
        data=json.dumps({"ClientId": ready["client_id"], **request}),
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        },
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json()


if __name__ == "__main__":
    main(*sys.argv[1:])
