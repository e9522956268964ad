"""Plays one script of calls, through boto3, against our pool and those that nobody here wrote, and
holds each answer of ours that differs from all of them against differences.toml.

Exit status: 0 as listed; 1 a difference that is not listed, or one that is listed and gone, or a
step that our pool does not play; 2 a target that does not answer.
"""

import argparse
import pathlib
import sys

import botocore.exceptions
import scenarios
import table
from play import NotPlayed, Play
from target import Target
from verdicts import OURS, compare

OTHERS = ("ministack", "moto", "cognito-local")
TABLE = pathlib.Path(__file__).resolve().parent.parent / "differences.toml"


def main():
    arguments = parse()
    targets = [
        Target(name, getattr(arguments, name.replace("-", "_"))) for name in (OURS, *OTHERS)
    ]
    outcomes = {target.name: play_all(target, arguments.only) for target in targets}
    differences, counts = compare(outcomes)
    steps = len(outcomes[OURS])
    print(f"{steps} steps; ours are as " + ", ".join(f"{name}: {count}" for name, count in counts.items()))
    listed = table.read(TABLE)
    if arguments.only:
        listed = {row: reason for row, reason in listed.items() if row.step.startswith(arguments.only)}
    unlisted = [row for row in differences if row not in listed]
    gone = [row for row in listed if row not in differences]
    silent = [step for step, outcome in outcomes[OURS].items() if outcome.kind in ("not played", "unreadable")]
    report("differs from all and is not listed", map(table.row, unlisted))
    report("is listed and differs no more, or not so", map(table.row, gone))
    report("is not played by ours", silent)
    print(f"{len(differences)} members differ from all; {len(differences) - len(unlisted)} are listed")
    failures = len(unlisted) + len(gone) + len(silent)
    print(f"differential: {steps - failures if failures < steps else 0} passed, {failures} failed")
    return 1 if failures or not steps else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in (OURS, *OTHERS):
        parser.add_argument(f"--{name}", required=True, metavar="URL", help=f"where {name} answers")
    parser.add_argument("--only", default="", metavar="SCENARIO", help="play what begins with this")
    return parser.parse_args()


def play_all(target, only):
    """step -> Outcome of all scenarios at one target."""
    outcomes = {}
    for name, scenario in scenarios.ALL.items():
        if not name.startswith(only):
            continue
        try:
            scenario(Play(target, name, outcomes))
        except NotPlayed as reason:
            print(f"{target.name} does not play on in {name}: {reason}")
            if target.name == OURS:
                raise SystemExit(1) from reason
        except botocore.exceptions.EndpointConnectionError as unreachable:
            print(unreachable, file=sys.stderr)
            raise SystemExit(2) from unreachable
    return outcomes


def report(what, rows):
    for row in rows:
        print(f"{what}:\n{row}")


if __name__ == "__main__":
    sys.exit(main())
