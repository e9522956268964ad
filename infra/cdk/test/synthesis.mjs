// What the tests have in common: a project of a user, and what the CDK makes of it.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, Stack } from "aws-cdk-lib";
import { Invitations } from "invitations-for-cognito-cdk";

export const HERE = fileURLToPath(new URL("..", import.meta.url));
export const read = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The binaries that the template packs. */
const BINARIES = Object.values(read(join(HERE, "template.json")).Resources)
  .filter(({ Type }) => Type === "AWS::Serverless::Function")
  .map(({ Properties }) => basename(Properties.CodeUri));

/** A folder of its own for the tests of a file, removed at their end. */
export const scratch = mkdtempSync(join(tmpdir(), "invitations-cdk-"));
process.once("exit", () => rmSync(scratch, { recursive: true }));

/** What somebody has: the functions of a release, and their configuration. The CDK does not look into a zip. */
export const project = join(scratch, "project");
mkdirSync(join(project, "functions"), { recursive: true });
for (const name of BINARIES) writeFileSync(join(project, "functions", `${name}.zip`), `stands in for ${name}`);
cpSync(join(HERE, "../invitations"), join(project, "invitations"), { recursive: true });

export const given = { functions: join(project, "functions"), configuration: join(project, "invitations") };

let synthesized = 0;

/** The folder into which an app is synthesized whose one stack is `northwind`. */
export function synthesize(construct) {
  const outdir = join(scratch, `out-${synthesized++}`);
  // What the CDK finds wrong with a template is an error here.
  const app = new App({ outdir, context: { "@aws-cdk/core:validateAgainstDefaultRules": true } });
  construct(new Stack(app, "northwind"));
  app.synth();
  return outdir;
}

/** The path of the template of an app whose one construct is made with `props`. */
export function templateOf(props) {
  const outdir = synthesize((stack) => new Invitations(stack, "Invitations", { ...given, ...props(stack) }));
  return join(outdir, "northwind.template.json");
}

/** Runs an example as the CDK's command does, in the user's project, and returns the folder of its templates. */
export function runExample(example, context = {}) {
  const outdir = join(scratch, `out-${synthesized++}`);
  execFileSync(process.execPath, [join(HERE, "build/examples", example)], {
    cwd: project,
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return outdir;
}

export const templatesIn = (outdir) =>
  readdirSync(outdir)
    .filter((name) => name.endsWith(".template.json"))
    .map((name) => join(outdir, name));
