"""Of every subset of the hooks, what the template makes is what that subset needs, and nothing else."""

import itertools
import json
import re

from proof import check as same
from template import HOOKS, Evaluated, read, subsets

# What is of no hook at all, or of several.
SHARED = {"ErrorsAlarm", "InternalErrorsAlarm", "NotConfiguredAlarm", "SlowAlarm", "ThrottlesAlarm"}


def check(text):
    template = read(text)
    values = {
        "ExistingUserPoolId": ["", "eu-central-1_Theirs"],
        "LogLevel": ["INFO", "WARN"],
        "SesIdentityArn": ["", "arn:aws:ses:eu-central-1:000000000000:identity/northwind.example"],
        "Monitoring": ["true", "false"],
        "MakeEventBus": ["true", "false"],
    }
    choices = [dict(zip(values, choice)) for choice in itertools.product(*values.values())]
    for hooks in subsets():
        for choice in choices:
            _check_one(Evaluated(template, choice | {"Hooks": ",".join(hooks)}), hooks)
        _check_one(Evaluated(template, {"Hooks": ", ".join(hooks)}), hooks)
    print(f"each of the {2 ** len(HOOKS) - 1} subsets of the hooks is made alone, in {len(choices)} kinds of stacks")


def _check_one(made, hooks):
    stack = f"{', '.join(hooks)} with {made.parameters}"
    present, absent = [[_name(hook) for hook in HOOKS if (hook in hooks) is is_chosen] for is_chosen in (True, False)]
    for name in present:
        for part in ["", "Logs", "Role", "Permission"]:
            assert name + part in made.resources, f"{name}{part} is not made of {stack}"
        assert f"{name}Arn" in made.outputs, f"{name}Arn is no output of {stack}"
    # No name of a function that is not there: not as a resource, not in an alarm, not on the dashboard.
    whole = json.dumps([made.resources, made.outputs])
    for name in absent:
        found = re.search(rf"\b{name}(Logs|Role|Policy|Permission|Arn|Alias)?\b", whole)
        # It is a word of the dashboard's, of a trigger and of a metric, too.
        assert not found, f"{found and whole[found.start() - 60:found.end() + 60]} is made of {stack}"
    _check_references(made, stack)
    _check_watching(made, hooks, stack)
    same(f"whether {stack} has a bus", "EventBus" in made.resources, made.parameters["MakeEventBus"] == "true")
    same(f"whether {stack} tells of its bus", "EventBusArn" in made.outputs, made.parameters["MakeEventBus"] == "true")
    if not made.parameters["ExistingUserPoolId"]:
        triggers = set(made.resources["UserPool"]["Properties"]["LambdaConfig"])
        expected = {"PreTokenGenerationConfig" if name == "PreTokenGeneration" else name for name in present}
        if not made.parameters["SesIdentityArn"]:
            expected.discard("CustomMessage")
        same(f"the triggers of {stack}", triggers, expected)


def _name(hook):
    return "".join(word.capitalize() for word in hook.split("-"))


def _check_references(made, stack):
    """Whatever is referred to is made, or is a parameter."""
    known = set(made.resources) | set(made.parameters)

    def visit(value):
        if isinstance(value, list):
            for part in value:
                visit(part)
        elif isinstance(value, dict):
            for name, part in value.items():
                if name == "Ref":
                    names = [part]
                elif name == "Fn::GetAtt":
                    names = [part[0]]
                elif name == "Fn::Sub":
                    names = re.findall(r"\$\{([^!}]+)\}", part)
                else:
                    visit(part)
                    continue
                for name in names:
                    name = name.split(".")[0]
                    assert name in known or name.startswith("AWS::"), f"{name} is not made of {stack}"

    visit([made.resources, made.outputs])


def _check_watching(made, hooks, stack):
    alarms = {name: resource["Properties"] for name, resource in made.resources.items() if name.endswith("Alarm")}
    if made.parameters["Monitoring"] == "false":
        same(f"the alarms of {stack}", alarms, {})
        return
    silent = made.parameters["LogLevel"] == "WARN" and hooks == ("pre-sign-up",)
    expected = SHARED - ({"ErrorsAlarm"} if silent else set())
    assert expected <= set(alarms), f"{expected - set(alarms)} are missing of {stack}"
    assert not silent or "ErrorsAlarm" not in alarms
    puts_events = made.parameters["MakeEventBus"] == "true" and bool({"post-confirmation", "post-authentication"} & set(hooks))
    same(f"whether {stack} watches its events", "EventFailuresAlarm" in alarms, puts_events)
    for name, alarm in alarms.items():
        if "Metrics" not in alarm:
            continue
        whole, *metrics = alarm["Metrics"]
        ids = {metric["Id"] for metric in metrics}
        assert ids, f"{name} watches nothing of {stack}"
        expression = whole["Expression"]
        expression = expression["Fn::Sub"] if isinstance(expression, dict) else expression
        used = set(re.findall(r"\b[a-z]+[0-9]?\b(?!\()", expression))
        assert used <= ids, f"{name} computes with {used - ids} of {stack}"
    board = made.resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(board)["widgets"]
    titles = {widget["properties"]["title"] for widget in widgets}
    same(f"whether {stack} shows sign-ups", "Sign-ups and invitations" in titles, "pre-sign-up" in hooks)
    same(f"whether {stack} shows messages", "Messages" in titles, bool({"custom-message", "post-confirmation"} & set(hooks)))
