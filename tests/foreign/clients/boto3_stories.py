"""The stories of the design, played with boto3 against `invitations dev`.

    boto3_stories.py ENDPOINT POOL CLIENT INVITATIONS KEY

INVITATIONS is the command, KEY the private key that its settings trust. Which groups follow is
said by infra/invitations/invitations.toml.
"""

import subprocess
import sys

import boto3
import proof
from inbox import link

NEW_PASSWORD = "Chosen-horse-7"


def main(endpoint, pool, client, invitations, key):
    idp = boto3.client(
        "cognito-idp",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )

    def signed_in(answer, address, expected):
        tokens = answer["AuthenticationResult"]
        groups = proof.groups(endpoint, pool, client, tokens["IdToken"], tokens["AccessToken"])
        proof.check(f"the groups of {address}", groups, expected)
        print(f"boto3: {address} signed in; the first token names {', '.join(groups)}")

    def sign_in(username, password):
        return idp.initiate_auth(
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )

    def an_administrator_creates_the_user():
        address = "story-a.boto3@client.example"
        idp.admin_create_user(
            UserPoolId=pool,
            Username=address,
            TemporaryPassword="Url-safe_horse.7~a",
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=attributes(email=address, email_verified="true", given_name="Ada", family_name="Boto"),
        )
        idp.admin_add_user_to_group(UserPoolId=pool, Username=address, GroupName="clients")
        username, password = link(endpoint, address, "accept")
        challenge = sign_in(username, password)
        proof.check("the challenge", challenge.get("ChallengeName"), "NEW_PASSWORD_REQUIRED")
        answer = idp.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": username, "NEW_PASSWORD": NEW_PASSWORD},
        )
        signed_in(answer, address, ["clients", "members"])

    def a_person_signs_up_with_an_invitation():
        address = "story-b.boto3@client.example"
        token = issue(invitations, key, pool, address)
        signed_up = idp.sign_up(
            ClientId=client,
            Username=address,
            Password=NEW_PASSWORD,
            UserAttributes=attributes(email=address, **{"custom:invitation": token}),
            ValidationData=attributes(invitation=token, terms="accepted"),
        )
        proof.check("confirmed by the invitation", signed_up["UserConfirmed"], True)
        signed_in(sign_in(address, NEW_PASSWORD), address, ["clients", "members"])

    def a_person_signs_up_without_one():
        address = "story-c.boto3@example.com"
        idp.sign_up(
            ClientId=client,
            Username=address,
            Password=NEW_PASSWORD,
            UserAttributes=attributes(email=address),
            ValidationData=attributes(terms="accepted"),
        )
        username, code = link(endpoint, address, "confirm")
        idp.confirm_sign_up(ClientId=client, Username=username, ConfirmationCode=code)
        signed_in(sign_in(address, NEW_PASSWORD), address, ["members", "staff"])

    def a_stranger_is_turned_away():
        address = "stranger.boto3@elsewhere.example"
        try:
            idp.sign_up(
                ClientId=client,
                Username=address,
                Password=NEW_PASSWORD,
                UserAttributes=attributes(email=address),
                ValidationData=attributes(terms="accepted"),
            )
        except idp.exceptions.UserLambdaValidationException as refusal:
            print(f"boto3: {address} is turned away: {refusal.response['Error']['Message']}")
        else:
            raise SystemExit(f"{address} has no invitation, and signed up")

    an_administrator_creates_the_user()
    a_person_signs_up_with_an_invitation()
    a_person_signs_up_without_one()
    a_stranger_is_turned_away()


def attributes(**values):
    return [{"Name": name, "Value": value} for name, value in values.items()]


def issue(invitations, key, pool, address):
    """A token for the group of clients, as a back end would issue it."""
    command = [invitations, "issue", "--key", key, "--user-pool-id", pool, "--email", address, "--group", "clients"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
