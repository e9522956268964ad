"""differences.toml: each answer of ours that differs from all others, and why AWS is on our side.

A reason is written once, with its sources, and has the differences that it explains:

    [reasons.masked-destination]
    because = "The destination of a code is told masked."
    sources = ["https://docs.aws.amazon.com/…"]
    differences = [
        { step = "…", member = "…", ours = "…", cognito-local = "…", ministack = "…", moto = "…" },
    ]
"""

import json
import tomllib

from verdicts import Difference


def read(path):
    """The listed differences and the reason of each."""
    with open(path, "rb") as file:
        reasons = tomllib.load(file).get("reasons", {})
    listed = {}
    for name, reason in reasons.items():
        for key in ("because", "sources"):
            if not reason.get(key):
                raise ValueError(f"{path}: the reason {name} has no {key}")
        for row in reason["differences"]:
            difference = _difference(row)
            if difference in listed:
                raise ValueError(f"{path}: {difference.step}, {difference.member} is listed twice")
            listed[difference] = name
    return listed


def row(difference):
    """A difference as a line of the table."""
    cells = {"step": difference.step, "member": difference.member, "ours": difference.ours}
    cells.update(difference.theirs)
    return "    { " + ", ".join(f"{key} = {_quoted(value)}" for key, value in cells.items()) + " },"


def _difference(row):
    theirs = {name: value for name, value in row.items() if name not in ("step", "member", "ours")}
    return Difference(row["step"], row["member"], row["ours"], tuple(sorted(theirs.items())))


def _quoted(value):
    """A basic string of TOML; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False)
