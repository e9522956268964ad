import { Token } from "aws-cdk-lib";

/** A part of a CloudFormation template. */
export type Node = any;

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Record<string, Node>;
}

/** A CloudFormation template. */
export interface Source {
  readonly Parameters: Record<string, Node>;
  readonly Rules?: Record<string, Node>;
  readonly Mappings?: Record<string, Node>;
  readonly Conditions: Record<string, Node>;
  readonly Globals: { readonly Function: Record<string, Node> };
  readonly Resources: Record<string, Resource>;
}

/** Stands for a property that is left out. */
const NOTHING = Symbol("AWS::NoValue");

/**
 * A template whose parameters have values. Conditions and rules are decided here and not by CloudFormation, so that a
 * stack has the resources that it needs and no others, and a wrong value is refused before anything is deployed.
 */
export class Template {
  /** The resources whose condition holds, without anything that depends on a condition. */
  readonly resources: Record<string, Resource>;

  private readonly decided = new Map<string, boolean>();

  /**
   * @param values of the parameters, and of `AWS::StackName`. A token is a value that is known later: it is taken for
   *   one that is not empty, and is the same as no other.
   */
  constructor(
    private readonly source: Source,
    private readonly values: Record<string, string | number>,
  ) {
    for (const [name, parameter] of Object.entries(source.Parameters)) checkValue(name, parameter, values[name]);
    for (const rule of Object.values(source.Rules ?? {})) this.check(rule);
    this.resources = Object.fromEntries(
      Object.entries(source.Resources)
        .filter(([, resource]) => resource.Condition === undefined || this.holds(resource.Condition))
        .map(([name, { Condition: _, ...resource }]) => [name, this.evaluate(resource)]),
    );
  }

  /** `node` with all that can be known before the deployment put in its place. */
  evaluate(node: Node): Node {
    if (Array.isArray(node)) return node.map((item) => this.evaluate(item)).filter((item) => item !== NOTHING);
    if (node === null || typeof node !== "object") return node;
    const [key, ...others] = Object.keys(node);
    if (others.length === 0 && key !== undefined) {
      const known = this.call(key, node[key]);
      if (known !== undefined) return known;
    }
    return Object.fromEntries(
      Object.entries(node)
        .map(([name, value]) => [name, this.evaluate(value)] as const)
        .filter(([, value]) => value !== NOTHING),
    );
  }

  /** The value of a function of CloudFormation, or undefined where CloudFormation has to say it. */
  private call(name: string, given: Node): Node {
    const items = () => this.evaluate(given);
    switch (name) {
      case "Ref":
        return given === "AWS::NoValue" ? NOTHING : this.known(given);
      case "Condition":
        return typeof given === "string" ? this.holds(given) : undefined;
      case "Fn::If":
        return this.evaluate(this.holds(given[0]) ? given[1] : given[2]);
      case "Fn::Equals":
        return allKnown(items()) && String(items()[0]) === String(items()[1]);
      case "Fn::And":
        return items().every(decided);
      case "Fn::Or":
        return items().some(decided);
      case "Fn::Not":
        return !decided(items()[0]);
      case "Fn::Contains":
        return items()[0].map(String).includes(String(items()[1]));
      case "Fn::EachMemberIn":
        return items()[0].every((item: Node) => items()[1].map(String).includes(String(item)));
      case "Fn::FindInMap":
        return this.findInMap(items());
      case "Fn::Join":
        return allKnown(items()[1]) ? items()[1].join(items()[0]) : undefined;
      case "Fn::Split":
        return allKnown([items()[1]]) ? items()[1].split(items()[0]) : undefined;
      case "Fn::Select":
        return allKnown(items()[1]) ? items()[1][items()[0]] : undefined;
      case "Fn::Sub":
        return this.substitute(given);
      default:
        return undefined;
    }
  }

  private known(parameter: string): string | number | undefined {
    const value = this.values[parameter];
    return Token.isUnresolved(value) ? undefined : value;
  }

  private holds(condition: string): boolean {
    const before = this.decided.get(condition);
    if (before !== undefined) return before;
    const found = decided(this.evaluate(this.source.Conditions[condition]));
    this.decided.set(condition, found);
    return found;
  }

  private findInMap([map, first, second]: string[]): Node {
    const found = this.source.Mappings?.[map!]?.[first!]?.[second!];
    if (found === undefined) throw new Error(`no value ${first}, ${second} in the mapping ${map}`);
    return found;
  }

  /** A text whose every part is known. */
  private substitute(given: Node): string | undefined {
    const [text, named] = typeof given === "string" ? [given, {}] : [given[0], this.evaluate(given[1])];
    let complete = true;
    const replaced = text.replace(/\$\{(!?)([^}]+)\}/g, (_: string, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = named[name] ?? this.known(name);
      complete &&= typeof value === "string" || typeof value === "number";
      return value;
    });
    return complete ? replaced : undefined;
  }

  private check({ RuleCondition, Assertions }: Node): void {
    if (RuleCondition !== undefined && !decided(this.evaluate(RuleCondition))) return;
    for (const { Assert, AssertDescription } of Assertions) {
      if (!decided(this.evaluate(Assert))) throw new Error(AssertDescription);
    }
  }
}

function decided(value: Node): boolean {
  if (typeof value !== "boolean") throw new Error(`cannot be decided before the deployment: ${JSON.stringify(value)}`);
  return value;
}

function allKnown(values: Node): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === "string" || typeof value === "number");
}

/** Refuses what CloudFormation would refuse. */
function checkValue(name: string, parameter: Node, value: string | number | undefined): void {
  if (value === undefined) throw new Error(`${name} has no value`);
  if (Token.isUnresolved(value)) return;
  const { AllowedValues, AllowedPattern, MinValue, MaxValue, ConstraintDescription } = parameter;
  const fits =
    (AllowedValues === undefined || AllowedValues.map(String).includes(String(value))) &&
    (AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(String(value))) &&
    (MinValue === undefined || Number(value) >= MinValue) &&
    (MaxValue === undefined || Number(value) <= MaxValue);
  if (fits) return;
  throw new Error(`${name} cannot be ${JSON.stringify(value)}${ConstraintDescription ? `: it ${ConstraintDescription}` : ""}`);
}
