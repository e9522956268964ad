"""Tokens proven with the keys that their pool publishes, by PyJWT.

From the shell, the groups that both tokens of a sign-in name, each on a line:
    proof.py ENDPOINT POOL CLIENT ID_TOKEN ACCESS_TOKEN
"""

import json
import sys
import urllib.request

import jwt


def groups(endpoint, pool, client, id_token, access_token):
    """The groups in both tokens, after signature, issuer, audience, kind and time."""
    issuer = published(endpoint, pool, "openid-configuration")["issuer"]
    person = claims(endpoint, pool, id_token, issuer=issuer, audience=client)
    access = claims(endpoint, pool, access_token, issuer=issuer)
    check("the kinds of the tokens", [person["token_use"], access["token_use"]], ["id", "access"])
    check("the client of the access token", access["client_id"], client)
    check("whose the access token is", access["sub"], person["sub"])
    named = sorted(person.get("cognito:groups", []))
    check("the groups of the access token", sorted(access.get("cognito:groups", [])), named)
    return named


def claims(endpoint, pool, token, **options):
    """The claims of a token whose signature verifies."""
    keys = jwt.PyJWKSet.from_dict(published(endpoint, pool, "jwks.json")).keys
    name = jwt.get_unverified_header(token)["kid"]
    key = next(key for key in keys if key.key_id == name)
    options.setdefault("options", {"verify_aud": "audience" in options})
    return jwt.decode(token, key, algorithms=["RS256"], **options)


def published(endpoint, pool, document):
    with urllib.request.urlopen(f"{endpoint}/{pool}/.well-known/{document}", timeout=10) as answer:
        return json.load(answer)


def check(what, found, expected):
    """Ends the script where what was found is not what is expected."""
    if found != expected:
        raise SystemExit(f"{what}: {found!r}, and not {expected!r}")


if __name__ == "__main__":
    print("\n".join(groups(*sys.argv[1:])))
