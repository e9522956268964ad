"""infra/template.yaml as CloudFormation reads it: what the conditions come to, and what is made."""

import itertools

import yaml

HOOKS = ["pre-sign-up", "custom-message", "post-confirmation", "post-authentication", "pre-token-generation"]
NOTHING = object()


class _Loader(yaml.SafeLoader):
    """Reads the short forms of the functions, too."""


def _function(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt":
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)


def read(text):
    return yaml.load(text, Loader=_Loader)


class Evaluated:
    """A template with the values of its parameters; those of no value have their default."""

    def __init__(self, template, parameters):
        self.template = template
        self.parameters = {name: parameter.get("Default", "") for name, parameter in template["Parameters"].items()} | parameters
        self.conditions = {}
        for name in template["Conditions"]:
            self._condition(name)
        self.resources = {
            name: self.value(resource)
            for name, resource in template["Resources"].items()
            if self.conditions.get(resource.get("Condition"), True)
        }
        self.outputs = {
            name: self.value(output)
            for name, output in template.get("Outputs", {}).items()
            if self.conditions.get(output.get("Condition"), True)
        }

    def _condition(self, name):
        if name not in self.conditions:
            self.conditions[name] = self._holds(self.template["Conditions"][name])
        return self.conditions[name]

    def _holds(self, expression):
        ((function, argument),) = expression.items()
        if function == "Condition":
            return self._condition(argument)
        if function == "Fn::Equals":
            left, right = map(self.value, argument)
            return str(left) == str(right)
        holds = [self._holds(part) for part in argument]
        return {"Fn::And": all(holds), "Fn::Or": any(holds), "Fn::Not": not holds[0]}[function]

    def value(self, value):
        """`value` without what its conditions leave out, and with the values of parameters and texts."""
        if isinstance(value, list):
            return [part for part in map(self.value, value) if part is not NOTHING]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((function, argument),) = value.items()
            if function == "Ref" and argument == "AWS::NoValue":
                return NOTHING
            if function == "Ref" and argument in self.parameters:
                return self.parameters[argument]
            if function == "Fn::If":
                return self.value(argument[1] if self.conditions[argument[0]] else argument[2])
            if function == "Fn::Split":
                return str(self.value(argument[1])).split(argument[0])
            if function == "Fn::Select":
                return self.value(argument[1])[int(argument[0])]
            if function == "Fn::Join":
                parts = self.value(argument[1])
                joined = argument[0].join(map(_text, parts))
                return {"Fn::Sub": joined} if any(isinstance(part, dict) for part in parts) else joined
            if function == "Fn::Sub" and isinstance(argument, list):
                text, variables = argument
                for name, part in variables.items():
                    text = text.replace(f"${{{name}}}", _text(self.value(part)))
                return {"Fn::Sub": text}
            if function == "Fn::Sub":
                return value
        parts = {name: self.value(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part is not NOTHING}


def _text(part):
    """What stands in a text for a value that only the deployed stack knows, or the value."""
    if not isinstance(part, dict):
        return str(part)
    ((function, argument),) = part.items()
    return argument if function == "Fn::Sub" else f"${{{'.'.join(argument) if isinstance(argument, list) else argument}}}"


def subsets():
    """Every way to choose from the hooks."""
    for count in range(1, len(HOOKS) + 1):
        yield from itertools.combinations(HOOKS, count)


def for_the_emulator(template, parameters):
    """What ministack 1.5.33 can do of a packaged template. It refuses an alarm with an expression and knows no
    CodeDeploy; it hands SAM the defaults of parameters and no other values, so that a default says that none is to be
    used; and in a condition it compares the values of parameters alone, so that texts are put together here."""
    evaluated = Evaluated(template, parameters)
    for expression in template["Conditions"].values():
        _put_together(expression, evaluated)
    if "DeploymentPreference" in template["Parameters"]:
        template["Parameters"]["DeploymentPreference"]["Default"] = "AllAtOnce"
    resources = template["Resources"]
    for name in [name for name, resource in resources.items() if "Metrics" in resource.get("Properties", {})]:
        del resources[name]
    return template


def _put_together(expression, evaluated):
    if isinstance(expression, dict) and "Fn::Equals" in expression:
        sides = expression["Fn::Equals"]
        if any(isinstance(side, dict) and "Fn::Join" in side for side in sides):
            expression["Fn::Equals"] = [evaluated.value(side) for side in sides]
    elif isinstance(expression, (dict, list)):
        for part in expression.values() if isinstance(expression, dict) else expression:
            _put_together(part, evaluated)
