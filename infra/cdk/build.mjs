// Makes of ../template.yaml what the construct reads: template.json, and the types of the parameters. Neither is kept
// in the repository, so that there is one template.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

const here = (path) => new URL(path, import.meta.url);

/** CloudFormation's short forms: `!Ref X` is `{ Ref: X }`. */
const functions = [
  ...["And", "Contains", "EachMemberIn", "Equals", "FindInMap", "GetAtt", "If", "Join"],
  ...["Not", "Or", "Select", "Split", "Sub"],
];
const customTags = ["Ref", "Condition", ...functions].flatMap((name) => {
  const key = functions.includes(name) ? `Fn::${name}` : name;
  return [
    { tag: `!${name}`, resolve: (text) => ({ [key]: name === "GetAtt" ? text.split(".") : text }) },
    { tag: `!${name}`, collection: "seq", resolve: (items) => ({ [key]: items.toJSON() }) },
  ];
});

const document = parseDocument(readFileSync(here("../template.yaml"), "utf8"), { customTags });
// A tag that is not known is a warning, and would become plain text.
for (const problem of [...document.errors, ...document.warnings]) throw problem;
const template = document.toJSON();
delete template.Metadata;
delete template.Outputs;

/** What the construct asks for in a form of its own. */
const own = ["ExistingUserPoolId", "ConfigurationLayerArn", "Hooks"];

const typeOf = ({ Type, AllowedValues, Description }) => {
  if (Type === "Number") return AllowedValues ? AllowedValues.join(" | ") : "number";
  if (AllowedValues?.join() === "true,false") return "boolean";
  if (AllowedValues) return AllowedValues.map((value) => JSON.stringify(value)).join(" | ");
  return /separated by commas/.test(Description) ? "string[]" : "string";
};

const comment = ({ Description, Default }) => {
  const lines = [Description.trim(), ...(Default === "" ? [] : ["", `@default ${Default}`])];
  return `  /**\n${lines.map((line) => `   *${line && ` ${line}`}\n`).join("")}   */\n`;
};

const parameters = Object.entries(template.Parameters)
  .filter(([name]) => !own.includes(name))
  .map(([name, parameter]) => {
    const property = name[0].toLowerCase() + name.slice(1);
    return `${comment(parameter)}  readonly ${property}?: ${typeOf(parameter)};\n`;
  });

const hooks = template.Parameters.Hooks.Default.split(",").map((hook) => JSON.stringify(hook));

writeFileSync(here("template.json"), JSON.stringify(template));
writeFileSync(
  here("src/parameters.ts"),
  `// Made of infra/template.yaml by build.mjs.

/** The hooks of a user pool. */
export const HOOKS = [${hooks.join(", ")}] as const;

/** A hook of a user pool. */
export type Hook = (typeof HOOKS)[number];

/** The parameters of the template. */
export interface TemplateParameters {
${parameters.join("\n")}}
`,
);
copyFileSync(here("../../LICENSE"), here("LICENSE"));
