"""What schemathesis makes up, changed so that three of four names are ones that the pool knows: names
that nobody has lead to one answer only. Values of another type stay as they are.

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
SIGNED_UP = json.loads(os.environ["SIGNED_UP"])

answers = collections.defaultdict(collections.Counter)


def known(context, value, name=None):
    """The value with known names in it: the same ones whenever it is made up."""
    number = zlib.crc32(json.dumps(value, sort_keys=True, default=str).encode())
    choices = KNOWN.get(name, [])
    # Only who has signed up can be confirmed.
    if name == "username" and context.operation.path == "/confirmUserSignUp":
        choices = SIGNED_UP
    if number % 4 and choices and isinstance(value, type(choices[0])):
        return choices[number // 4 % len(choices)]
    if isinstance(value, dict):
        return {key: known(context, member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [known(context, member, name) for member in value]
    return value


@schemathesis.hook
def map_query(context, query):
    return known(context, query)


@schemathesis.hook
def map_path_parameters(context, parameters):
    return known(context, parameters)


@schemathesis.hook
def map_body(context, body):
    return known(context, body)


@schemathesis.hook
def after_call(_context, case, response):
    # Other methods are tried, too.
    if case.method.upper() == case.operation.method.upper():
        answers[case.operation.label][response.status_code] += 1


@atexit.register
def tell():
    pathlib.Path(os.environ["ANSWERS"]).write_text(json.dumps(answers), encoding="utf-8")
