"""Templates as CloudFormation would carry them out: SAM's resources translated by AWS's own translator, conditions
decided, parameters put in, references written as text.

Reads a list of {"template", "parameters", "sam"} from standard input, where "template" is a path, and writes a list of
maps of resources. It shares no code with the construct, which decides conditions too.
"""

import json
import re
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

NOTHING = object()


class Policies:
    """No resource of the template names a policy of AWS in SAM's way."""

    def load(self):
        return {}


class Resolver:
    def __init__(self, template, parameters):
        self.template = template
        self.values = {name: given.get("Default") for name, given in template.get("Parameters", {}).items()} | parameters

    def resources(self):
        return {
            name: {key: self.value(value) for key, value in resource.items() if key != "Condition"}
            for name, resource in self.template["Resources"].items()
            if "Condition" not in resource or self.holds(resource["Condition"])
        }

    def holds(self, condition):
        return self.value(self.template["Conditions"][condition])

    def value(self, node):
        if isinstance(node, list):
            return [value for value in map(self.value, node) if value is not NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            (name, given), = node.items()
            function = getattr(self, name.replace("Fn::", "").lower(), None) if self.is_function(name, given) else None
            if function:
                return function(given)
            assert not name.startswith("Fn::"), name
        members = {key: self.value(value) for key, value in node.items()}
        return {key: value for key, value in members.items() if value is not NOTHING}

    @staticmethod
    def is_function(name, given):
        return name == "Ref" or name.startswith("Fn::") or (name == "Condition" and isinstance(given, str))

    def ref(self, name):
        if name == "AWS::NoValue":
            return NOTHING
        return self.values.get(name, f"<{name}>")

    def condition(self, name):
        return self.holds(name)

    def getatt(self, given):
        target, attribute = given if isinstance(given, list) else given.split(".", 1)
        return f"<{target}.{attribute}>"

    def sub(self, given):
        text, named = given if isinstance(given, list) else (given, {})

        def replace(found):
            if found[1].startswith("!"):
                return "${" + found[1][1:] + "}"
            if found[1] in named:
                return str(self.value(named[found[1]]))
            return self.getatt(found[1]) if "." in found[1] else str(self.ref(found[1]))

        return re.sub(r"\$\{([^}]+)\}", replace, text)

    def join(self, given):
        return given[0].join(str(value) for value in self.value(given[1]))

    def split(self, given):
        return self.value(given[1]).split(given[0])

    def select(self, given):
        return self.value(given[1])[int(given[0])]

    def findinmap(self, given):
        mapping, first, second = (self.value(each) for each in given)
        return self.template["Mappings"][mapping][first][second]

    def equals(self, given):
        first, second = (str(self.value(each)) for each in given)
        return first == second

    def contains(self, given):
        return str(self.value(given[1])) in [str(self.value(each)) for each in given[0]]

    def translate_if(self, given):
        return self.value(given[1] if self.holds(given[0]) else given[2])

    def all_of(self, given):
        return all(self.value(each) for each in given)

    def any_of(self, given):
        return any(self.value(each) for each in given)

    def none_of(self, given):
        return not self.value(given[0])


# Words of Python, so that they cannot be written as methods.
for word, method in {"if": "translate_if", "and": "all_of", "or": "any_of", "not": "none_of"}.items():
    setattr(Resolver, word, getattr(Resolver, method))


def translate(template, parameters):
    for resource in template["Resources"].values():
        for place in ("CodeUri", "ContentUri"):
            if place in resource.get("Properties", {}):
                resource["Properties"][place] = {"Bucket": "bucket", "Key": "key"}
    defaults = {name: given["Default"] for name, given in template["Parameters"].items()}
    return transform(template, defaults | parameters, Policies())


def resolve(template, parameters, sam):
    with open(template, encoding="utf-8") as file:
        read = yaml_parse(file.read())
    return Resolver(translate(read, parameters) if sam else read, parameters).resources()


print(json.dumps([resolve(**each) for each in json.load(sys.stdin)]))
