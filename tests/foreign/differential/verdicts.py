"""Each answer of ours beside those of the others."""

from dataclasses import dataclass

from normal import members
from play import NOT_PLAYED

OURS = "ours"
ABSENT = "(absent)"


@dataclass(frozen=True)
class Difference:
    """A member of an answer of ours that none of the others has as we have it. `theirs` tells
    of each other what it has instead, or that it plays no part in this step."""

    step: str
    member: str
    ours: str
    theirs: tuple


def compare(outcomes):
    """The differences, and how many answers are as all, some or none of the others have them.
    `outcomes` is target -> step -> Outcome, with the target OURS among them."""
    others = [name for name in outcomes if name != OURS]
    counts = {"all": 0, "some": 0, "each member as one of them": 0, "none": 0}
    differences = []
    for step, ours in outcomes[OURS].items():
        theirs = {name: outcomes[name].get(step, NOT_PLAYED) for name in others}
        alike = [name for name in others if theirs[name] == ours]
        if alike:
            counts["all" if len(alike) == len(others) else "some"] += 1
            continue
        found = _differences(step, ours, theirs)
        differences += found
        counts["none" if found else "each member as one of them"] += 1
    return differences, counts


def _differences(step, ours, theirs):
    alike = {name: theirs[name] for name in theirs if theirs[name].kind == ours.kind}
    if not alike:
        outcomes = tuple((name, _brief(outcome)) for name, outcome in sorted(theirs.items()))
        return [Difference(step, "(outcome)", _brief(ours), outcomes)]
    mine = members(ours.content)
    their_members = {name: members(outcome.content) for name, outcome in alike.items()}
    paths = sorted(set(mine).union(*their_members.values()))
    return [
        Difference(
            step,
            path,
            _word(mine.get(path, ABSENT)),
            tuple(
                (name, _word(their_members[name].get(path, ABSENT)) if name in alike else _brief(theirs[name]))
                for name in sorted(theirs)
            ),
        )
        for path in paths
        if all(has.get(path, ABSENT) != mine.get(path, ABSENT) for has in their_members.values())
    ]


def _brief(outcome):
    """An outcome in a line: of a refusal its text as well, of an answer that there is one."""
    return f"{outcome.kind}: {outcome.content['message']}" if "message" in outcome.content else outcome.kind


def _word(value):
    return value if isinstance(value, str) else repr(value)
