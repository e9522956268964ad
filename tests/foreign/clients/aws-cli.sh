#!/usr/bin/env bash
# The stories of the design, played with the AWS CLI against `invitations dev`.
#   aws-cli.sh ENDPOINT POOL CLIENT INVITATIONS KEY
# `aws` and a `python` with pyjwt are the first on the PATH. INVITATIONS is the command, KEY the
# private key that its settings trust.
set -euo pipefail

endpoint=$1 pool=$2 client=$3 invitations=$4 key=$5
here=$(cd "$(dirname "$0")" && pwd)
new_password=Chosen-horse-7
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=eu-central-1 AWS_PAGER=

cognito() { aws --endpoint-url "$endpoint" --output text cognito-idp "$@"; }
link() { python "$here/inbox.py" "$endpoint" "$@"; }

sign_in() { # USERNAME PASSWORD [aws options]
    cognito initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \
        --auth-parameters "USERNAME=$1,PASSWORD=$2" "${@:3}"
}
tokens=(--query 'AuthenticationResult.[IdToken,AccessToken]')

signed_in() { # ADDRESS EXPECTED ID_TOKEN ACCESS_TOKEN
    local groups
    groups=$(python "$here/proof.py" "$endpoint" "$pool" "$client" "$3" "$4" | paste -sd' ')
    if [ "$groups" != "$2" ]; then
        echo "$1 is in «$groups» and should be in «$2»"
        exit 1
    fi
    echo "aws: $1 signed in; the first token names $groups"
}

an_administrator_creates_the_user() {
    local address=story-a.cli@client.example username password session challenge
    cognito admin-create-user --user-pool-id "$pool" --username "$address" \
        --temporary-password Url-safe_horse.7~a --desired-delivery-mediums EMAIL \
        --user-attributes "Name=email,Value=$address" Name=email_verified,Value=true \
        Name=given_name,Value=Ada Name=family_name,Value=Shell >/dev/null
    cognito admin-add-user-to-group --user-pool-id "$pool" --username "$address" --group-name clients
    { read -r username; read -r password; } < <(link "$address" accept)
    read -r challenge session < <(sign_in "$username" "$password" --query '[ChallengeName,Session]')
    [ "$challenge" = NEW_PASSWORD_REQUIRED ]
    # shellcheck disable=SC2046 # two tokens, two words
    signed_in "$address" "clients members" $(cognito respond-to-auth-challenge --client-id "$client" \
        --challenge-name NEW_PASSWORD_REQUIRED --session "$session" \
        --challenge-responses "USERNAME=$username,NEW_PASSWORD=$new_password" "${tokens[@]}")
}

a_person_signs_up_with_an_invitation() {
    local address=story-b.cli@client.example token confirmed
    token=$("$invitations" issue --key "$key" --user-pool-id "$pool" --email "$address" --group clients)
    confirmed=$(cognito sign-up --client-id "$client" --username "$address" --password "$new_password" \
        --user-attributes "Name=email,Value=$address" "Name=custom:invitation,Value=$token" \
        --validation-data "Name=invitation,Value=$token" Name=terms,Value=accepted --query UserConfirmed)
    [ "$confirmed" = True ]
    # shellcheck disable=SC2046
    signed_in "$address" "clients members" $(sign_in "$address" "$new_password" "${tokens[@]}")
}

a_person_signs_up_without_one() {
    local address=story-c.cli@example.com username code
    cognito sign-up --client-id "$client" --username "$address" --password "$new_password" \
        --user-attributes "Name=email,Value=$address" --validation-data Name=terms,Value=accepted >/dev/null
    { read -r username; read -r code; } < <(link "$address" confirm)
    cognito confirm-sign-up --client-id "$client" --username "$username" --confirmation-code "$code"
    # shellcheck disable=SC2046
    signed_in "$address" "members staff" $(sign_in "$address" "$new_password" "${tokens[@]}")
}

an_administrator_creates_the_user
a_person_signs_up_with_an_invitation
a_person_signs_up_without_one
