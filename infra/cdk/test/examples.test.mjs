// The examples of the documents, synthesized as they stand there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HERE, read, runExample, templatesIn } from "./synthesis.mjs";

const resources = (template, type) => Object.values(template.Resources).filter(({ Type }) => Type === type);

test("the documents show the examples as they are", () => {
  const documents = ["README.md", "../../docs/how-to/aws-cdk-and-amplify.md"];
  const shown = documents.map((path) => [
    path,
    [...readFileSync(join(HERE, path), "utf8").matchAll(/^```ts\n(?:\/\/ (amplify\/\S+)\n)?(.*?)^```$/gms)],
  ]);
  for (const [path, blocks] of shown) {
    assert.ok(blocks.length > 0, `${path} shows code`);
    for (const [, name = "app.ts", code] of blocks) {
      assert.equal(code, readFileSync(join(HERE, "examples", name), "utf8"), `${path}: ${name}`);
    }
  }
  assert.deepEqual(
    shown[1][1].map(([, name]) => name),
    [undefined, "amplify/auth/resource.ts", "amplify/backend.ts"],
  );
});

test("an app of the CDK", () => {
  const outdir = runExample("app.js");
  const northwind = read(join(outdir, "northwind.template.json"));
  assert.equal(resources(northwind, "AWS::Cognito::UserPool").length, 1);
  assert.equal(resources(northwind, "AWS::Lambda::Function").length, 5);

  const fabrikam = read(join(outdir, "fabrikam.template.json"));
  assert.equal(resources(fabrikam, "AWS::Cognito::UserPool").length, 0);
  assert.equal(resources(fabrikam, "AWS::Lambda::Function").length, 1);
  const [command] = Object.values(fabrikam.Outputs).map(({ Value }) => Value);
  assert.equal(
    command,
    "invitations attach --user-pool-id eu-central-1_AbCdEfGhI --functions-prefix fabrikam --alias live --only pre-sign-up",
  );
});

test("a backend of Amplify", () => {
  const outdir = runExample("amplify/backend.js", {
    "amplify-backend-namespace": "app",
    "amplify-backend-name": "main",
    "amplify-backend-type": "sandbox",
  });
  const template = templatesIn(outdir)
    .map(read)
    .find((each) => resources(each, "AWS::Cognito::UserPool").length > 0);
  const [pool] = resources(template, "AWS::Cognito::UserPool");
  assert.deepEqual(Object.keys(pool.Properties.LambdaConfig).sort(), [
    ...["PostAuthentication", "PostConfirmation", "PreSignUp", "PreTokenGenerationConfig"],
  ]);
  assert.equal(pool.Properties.LambdaConfig.PreTokenGenerationConfig.LambdaVersion, "V2_0");
  for (const { Properties } of resources(template, "AWS::Lambda::Function")) {
    assert.ok(Properties.FunctionName.length <= 64, `${Properties.FunctionName} is longer than Lambda takes`);
  }
  const [client] = resources(template, "AWS::Cognito::UserPoolClient");
  assert.ok(client.Properties.WriteAttributes.includes("custom:invitation"));
  assert.ok(!client.Properties.WriteAttributes.includes("custom:brand"));
  // Once each, and by the pool alone.
  const permissions = resources(template, "AWS::Lambda::Permission");
  assert.equal(permissions.length, 5);
  for (const { Properties } of permissions) assert.ok(Properties.SourceAccount, "for this account alone");
});
