// The construct makes what infra/template.yaml makes: resource by resource, for every subset of the hooks. The
// template's side is translated by AWS's own SAM translator, and decided by resolve.py.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { HOOKS } from "invitations-for-cognito-cdk";
import { HERE, runExample, templateOf, templatesIn } from "./synthesis.mjs";

const tools = process.env.TEMPLATE_TOOLS;
const skip = tools ? false : "TEMPLATE_TOOLS names no folder of programs made of .ci/requirements.txt";
const REGION = "eu-central-1";
const arn = (service, resource) => `arn:aws:${service}:${REGION}:111122223333:${resource}`;

/** By their names: the properties of the construct. */
const cases = { "what is made when nothing is said": {} };
for (let bits = 1; bits < 2 ** HOOKS.length - 1; bits++) {
  const hooks = HOOKS.filter((_, index) => bits & (1 << index));
  cases[hooks.join()] = { hooks };
}
cases["every part"] = {
  administratorsApi: true,
  administratorsApiAccessLog: true,
  administratorsApiReservedConcurrency: 2,
  alarmTopicArn: arn("sns", "alarms"),
  allowAdminCreateUserOnly: true,
  architecture: "x86_64",
  callbackUrls: ["https://app.northwind.example/", "https://app.northwind.example/two"],
  eventBusArn: arn("events", "event-bus/invitations"),
  hooksReservedConcurrency: 5,
  invitationKeyArn: arn("kms", "key/1a2b3c4d-0000-4000-8000-000000000001"),
  logKeyArn: arn("kms", "key/1a2b3c4d-0000-4000-8000-000000000002"),
  loginCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
  loginDomain: "login.northwind.example",
  logRetentionDays: 90,
  memorySize: 512,
  mfa: "OPTIONAL",
  pagesCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/2",
  pagesDomain: "accounts.northwind.example",
  pagesEndpoint: "https://api.northwind.example",
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary",
  runbookUrl: "https://wiki.northwind.example/runbook",
  senderAddress: "Northwind <accounts@northwind.example>",
  sesConfigurationSet: "northwind",
  sesIdentityArn: arn("ses", "identity/northwind.example"),
  temporaryPasswordValidityDays: 3,
  tracing: "Active",
  userPoolIssuer: "UPDATED",
  userPoolTier: "LITE",
};
cases["an event bus of its own"] = { makeEventBus: true, administratorsApi: true };
cases["no metrics, no CodeDeploy"] = { logLevel: "WARN", deploymentPreference: "AllAtOnce" };
cases["no alarms"] = { monitoring: false, administratorsApi: true };
cases["beside an existing pool"] = { userPool: "eu-central-1_AbCdEfGhI" };
cases["an API beside an existing pool"] = {
  administratorsApi: true,
  administratorsClientIds: ["1h57kf5cpq17m0eml12EXAMPLE", "2h57kf5cpq17m0eml12EXAMPLE"],
  hooks: ["pre-sign-up", "post-confirmation"],
  sesIdentityArn: arn("ses", "identity/northwind.example"),
  userPool: "eu-central-1_AbCdEfGhI",
};

/** The same as parameters of the template. */
function parametersOf({ userPool, ...props }) {
  const named = Object.entries(props).map(([name, value]) => [
    name[0].toUpperCase() + name.slice(1),
    typeof value === "number" ? value : String(value),
  ]);
  const pool = userPool ? { ExistingUserPoolId: userPool } : {};
  return { "AWS::StackName": "northwind", ...Object.fromEntries(named), ...pool };
}

/** The resources of each template, with references written as text. */
function resolve(requests) {
  const printed = execFileSync(join(tools, "python"), [join(HERE, "test/resolve.py")], {
    env: { ...process.env, AWS_DEFAULT_REGION: REGION },
    input: JSON.stringify(requests),
    maxBuffer: 2 ** 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(printed);
}

/** What a resource is called, without the digests that SAM and the CDK write into it. */
function plainName(name) {
  return name
    .replace(/^Invitations(?:Template)?(\w+?)[0-9A-F]{8}(\w*)$/, (_, plain, digest) =>
      plain.endsWith("CurrentVersion") ? plain.replace("Current", "") : plain + digest,
    )
    .replace(/Version[0-9a-f]{10}$/, "Version")
    .replace(/Layer[0-9a-f]{10}$/, "Layer")
    .replace(/(Live|Aliaslive)$/, "Alias")
    .replace(/^(Deployments|ServerlessDeploymentApplication)$/, "DeploymentApplication");
}

/** Resources by their plain names, without what the CDK and SAM do in ways of their own. */
function plain(resources) {
  const text = JSON.stringify(resources).replace(/<(\w+)([.>])/g, (_, name, end) => `<${plainName(name)}${end}`);
  return Object.fromEntries(
    Object.entries(JSON.parse(text)).map(([name, { Type, DeletionPolicy, UpdateReplacePolicy, UpdatePolicy, Properties }]) => {
      const properties = sorted(Properties);
      for (const place of ["Code", "Content"]) {
        if (properties[place]?.S3Key) properties[place] = "an upload";
      }
      if (properties.Tags?.every(({ Key }) => Key === "lambda:createdBy")) delete properties.Tags;
      const kept = { Type, DeletionPolicy, UpdateReplacePolicy, UpdatePolicy, Properties: properties };
      // SAM hands the policy that the versions need to the function and its alias, too.
      if (["AWS::Lambda::Function", "AWS::Lambda::Alias"].includes(Type)) delete kept.UpdateReplacePolicy;
      // The CDK says both of a layer.
      if (Type === "AWS::Lambda::LayerVersion") delete kept.UpdateReplacePolicy;
      return [plainName(name), kept];
    }),
  );
}

function sorted(node) {
  if (Array.isArray(node)) return node.map(sorted);
  if (node === null || typeof node !== "object") {
    // CloudFormation takes a number or a flag as text, too.
    return typeof node === "number" || typeof node === "boolean" ? String(node) : node;
  }
  const members = Object.keys(node).sort().map((key) => [key, sorted(node[key])]);
  const result = Object.fromEntries(members);
  if (result.Events?.every?.((event) => event.startsWith?.("DEPLOYMENT_"))) result.Events.sort();
  return result;
}

test("the same resources as the template's, with the same properties", { skip }, async (t) => {
  const names = Object.keys(cases);
  const made = names.map((name) => {
    const { userPool, ...props } = cases[name];
    return templateOf((stack) => ({
      ...props,
      ...(userPool && { userPool: UserPool.fromUserPoolId(stack, "Existing", userPool) }),
    }));
  });
  const ours = resolve(made.map((template) => ({ template, parameters: {}, sam: false }))).map(plain);
  const theirs = resolve(
    names.map((name) => ({ template: join(HERE, "../template.yaml"), parameters: parametersOf(cases[name]), sam: true })),
  ).map(plain);
  for (const [index, name] of names.entries()) {
    await t.test(name, () => {
      assert.deepEqual(Object.keys(ours[index]).sort(), Object.keys(theirs[index]).sort());
      for (const [resource, expected] of Object.entries(theirs[index])) {
        assert.deepEqual(ours[index][resource], expected, resource);
      }
    });
  }
  // So that a mistake of plain() cannot make everything the same.
  const roles = Object.values(theirs[names.indexOf("every part")]).filter(({ Type }) => Type === "AWS::IAM::Role");
  assert.equal(roles.length, 7);
});

test("cfn-lint finds nothing", { skip }, () => {
  const everything = templateOf(() => cases["every part"]);
  const owned = templateOf((stack) => ({ userPool: new UserPool(stack, "Pool") }));
  const linted = [everything, owned, ...templatesIn(runExample("app.js"))];
  execFileSync(join(tools, "cfn-lint"), ["--non-zero-exit-code", "informational", "--region", REGION, "--template", ...linted], {
    stdio: ["ignore", "inherit", "inherit"],
  });
});
