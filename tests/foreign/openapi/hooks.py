"""What schemathesis makes up, three times of four with values in it that mean something to the pool:
names that nobody has lead to one answer only. Values of another type stay as they are.

At the end, how often each route answered what is in the file ANSWERS.
"""

import atexit
import collections
import json
import os
import pathlib
import zlib

import schemathesis

KNOWN = json.loads(os.environ["KNOWN"])
OWN = json.loads(os.environ["OWN"])

answers = collections.defaultdict(collections.Counter)


def number(value):
    """The same number for the same value."""
    return zlib.crc32(json.dumps(value, sort_keys=True, default=str).encode())


def known(context, value):
    """The value, or the value with known ones in it."""
    return replaced(context, value) if number(value) % 4 else value


def replaced(context, value, name=None):
    choices = KNOWN.get(name, [])
    if name == "username":
        choices = OWN.get(context.operation.label, choices)
    if choices and (choices[0] is None or isinstance(value, type(choices[0]))):
        return choices[number(value) % len(choices)]
    if isinstance(value, dict):
        return {key: replaced(context, member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [replaced(context, member, name) for member in value]
    return value


@schemathesis.hook
def map_query(context, query):
    return known(context, query)


@schemathesis.hook
def map_path_parameters(context, parameters):
    return known(context, parameters)


@schemathesis.hook
def map_body(context, body):
    # Nothing has to be changed to send an invitation again, and few bodies that are made up are valid.
    if context.operation.label.endswith("/resend") and number(body) % 2:
        return {}
    return known(context, body)


@schemathesis.hook
def after_call(_context, case, response):
    # Other methods are tried, too.
    if case.method.upper() == case.operation.method.upper():
        answers[case.operation.label][response.status_code] += 1


@atexit.register
def tell():
    pathlib.Path(os.environ["ANSWERS"]).write_text(json.dumps(answers), encoding="utf-8")
