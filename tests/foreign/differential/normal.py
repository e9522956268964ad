"""Answers made comparable: what is random or of its pool becomes a placeholder."""

import json
import re

# Members whose value says nothing beyond its presence.
OPAQUE = {
    "AccessToken": "<access token>",
    "IdToken": "<ID token>",
    "RefreshToken": "<refresh token>",
    "Session": "<session>",
    "ClientSecret": "<client secret>",
    "Id": "<pool>",
    "ClientId": "<client>",
    "SALT": "<salt>",
    "SECRET_BLOCK": "<secret block>",
    "SRP_B": "<B>",
    "PaginationToken": "<page>",
    "NextToken": "<page>",
    "CreationDate": "<time>",
    "LastModifiedDate": "<time>",
    "UserCreateDate": "<time>",
    "UserLastModifiedDate": "<time>",
}
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# Where a pool is, whose it is, and which.
POOL_ARN = re.compile(r"arn:aws:cognito-idp:[^:]+:[^:]+:userpool/\S+")
# An address as Cognito tells it; of nobody's, its letters are made up.
MASKED = re.compile(r"^\w\*\*\*@\w\*\*\*$")
# The units of a lifetime have the same names as the tokens.
UNITS = ("seconds", "minutes", "hours", "days")
# What names the items of a list.
NAMES = ("Username", "GroupName", "AttributeName")


def normal(answer, known):
    """`answer` without transport, with the values of `known` (value -> name) and UUIDs replaced."""
    return _value({k: v for k, v in answer.items() if k != "ResponseMetadata"}, known)


def text(value, known):
    """One string with the same replacements."""
    for actual, name in sorted(known.items(), key=lambda pair: -len(pair[0])):
        value = value.replace(actual, name)
    return POOL_ARN.sub("<ARN of the pool>", UUID.sub("<uuid>", value))


def members(value, path=""):
    """The scalars of an answer by their path, so that answers compare member by member. What is
    in a list is found under its name, so that one item more does not make the others differ."""
    if isinstance(value, dict) and value:
        return {p: v for key, item in value.items() for p, v in members(item, f"{path}.{key}").items()}
    if isinstance(value, list) and value:
        return {p: v for name, item in _named(value) for p, v in members(item, f"{path}[{name}]").items()}
    return {path.lstrip(".") or "(the answer)": value}


def _named(items):
    """The items of a list with a name for each: its own where all have one of their own, else its
    place. Words are their own names, and being there is all that they say."""
    if all(isinstance(item, str) for item in items):
        return [(item, "present") for item in items]
    for name in NAMES:
        names = [item.get(name) for item in items if isinstance(item, dict)]
        if len(set(names)) == len(items) and None not in names:
            return list(zip(names, items, strict=True))
    return list(enumerate(items))


def _value(value, known):
    if isinstance(value, dict):
        return {text(k, known): _member(k, v, known) for k, v in value.items()}
    if isinstance(value, list):
        return _list(value, known)
    return text(value, known) if isinstance(value, str) else value


def _member(name, value, known):
    if name in OPAQUE and value not in UNITS:
        return OPAQUE[name]
    if name == "Destination" and MASKED.match(value):
        return "<masked address>"
    if name in ("userAttributes", "requiredAttributes") and isinstance(value, str):
        return _value(json.loads(value), known)
    return _value(value, known)


def _list(items, known):
    """A list; one of attributes becomes a map."""
    if items and all(isinstance(item, dict) and set(item) == {"Name", "Value"} for item in items):
        return {item["Name"]: _value(item["Value"], known) for item in items}
    if items and all(isinstance(item, dict) and "AttributeDataType" in item for item in items):
        return {item["Name"]: _value({k: v for k, v in item.items() if k != "Name"}, known) for item in items}
    return [_value(item, known) for item in items]
