// What the construct takes, and what it refuses.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { UserPool, UserPoolOperation } from "aws-cdk-lib/aws-cognito";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Invitations } from "invitations-for-cognito-cdk";
import { HERE, given, project, read, scratch, synthesize, templateOf } from "./synthesis.mjs";

const make = (props) => new Invitations(new Stack(new App(), "northwind"), "Invitations", { ...given, ...props });

test("a value that the template does not take is refused before anything is deployed", () => {
  assert.throws(() => make({ memorySize: 64 }), /MemorySize cannot be 64/);
  assert.throws(() => make({ logLevel: "TRACE" }), /LogLevel cannot be "TRACE"/);
  assert.throws(() => make({ sesIdentityArn: "northwind.example" }), /SesIdentityArn .* must be empty or the ARN/);
  assert.throws(() => make({ hooks: ["pre-login"] }), /Hooks cannot be "pre-login"/);
  assert.throws(() => make({ hooks: [] }), /Hooks cannot be ""/);
  assert.throws(() => make({ loginDomain: "northwind-login" }), /LoginDomain needs CallbackUrls/);
  const eventBusArn = "arn:aws:events:eu-central-1:111122223333:event-bus/theirs";
  assert.throws(() => make({ makeEventBus: true, eventBusArn }), /with MakeEventBus, EventBusArn has to be empty/);
  assert.throws(() => make({ functions: project }), /holds neither pre-sign-up\.zip nor pre-sign-up\/bootstrap/);
  assert.throws(() => make({ configuration: scratch }), /holds no invitations\.toml/);
});

test("no private key reaches Lambda", () => {
  const folder = join(scratch, "with-keys");
  cpSync(given.configuration, folder, { recursive: true });
  assert.ok(existsSync(join(folder, "development-key.pem")), "the sample has a key to leave out");
  cpSync(join(folder, "development-key.pem"), join(folder, "brands/northwind/key.PEM"));
  writeFileSync(join(folder, "notes.txt"), "of nobody's concern");
  const outdir = synthesize((stack) => new Invitations(stack, "Invitations", { ...given, configuration: folder }));

  const [layer] = Object.values(read(join(outdir, "northwind.assets.json")).files).filter(({ source }) =>
    existsSync(join(outdir, source.path, "invitations")),
  );
  const packed = join(outdir, layer.source.path, "invitations");
  assert.ok(existsSync(join(packed, "invitations.toml")));
  assert.ok(existsSync(join(packed, "brands/northwind/de.ftl")));
  for (const kept of ["development-key.pem", "notes.txt", "brands/northwind/key.PEM"]) {
    assert.ok(!existsSync(join(packed, kept)), kept);
  }

  renameSync(join(folder, "brands/northwind/key.PEM"), join(folder, "brands/northwind/logo.svg"));
  assert.throws(() => make({ configuration: folder }), /logo\.svg holds a private key/);
});

test("a changed sentence is a new version of each function", () => {
  const versions = (configuration) =>
    Object.entries(read(templateOf(() => ({ configuration }))).Resources)
      .filter(([, { Type }]) => Type === "AWS::Lambda::Version")
      .map(([logicalId]) => logicalId);
  const folder = join(scratch, "changed");
  cpSync(given.configuration, folder, { recursive: true });
  const before = versions(folder);
  assert.equal(before.length, 5);
  assert.deepEqual(versions(given.configuration), before, "the same words are the same versions");
  writeFileSync(join(folder, "invitations.toml"), `${readFileSync(join(folder, "invitations.toml"), "utf8")}\n# new\n`);
  for (const version of versions(folder)) assert.ok(!before.includes(version), version);
});

test("a folder of binaries is as good as one of zips", () => {
  const folder = join(scratch, "binaries");
  mkdirSync(join(folder, "pre-sign-up"), { recursive: true });
  assert.throws(() => make({ functions: folder, hooks: ["pre-sign-up"] }), /holds no bootstrap/);
  writeFileSync(join(folder, "pre-sign-up/bootstrap"), "", { mode: 0o755 });
  assert.deepEqual(Object.keys(make({ functions: folder, hooks: ["pre-sign-up"] }).functions), ["pre-sign-up"]);
});

test("the pool and the functions can be gone on with", () => {
  const stack = new Stack(new App(), "northwind");
  const made = new Invitations(stack, "Invitations", { ...given, administratorsApi: true });
  made.userPool.addClient("Mobile");
  made.functions["post-confirmation"].addEnvironment("GREETING", "hello");
  made.aliases["pre-sign-up"].metricErrors();
  assert.deepEqual(Object.keys(made.aliases), Object.keys(made.functions));
  assert.equal(Object.keys(made.functions).length, 6);
  assert.ok(made.alarms.ErrorsAlarm.alarmArn && made.administratorsApiUrl && made.appClient && made.pagesClient);
  made.template.getResource("UserPool").addPropertyOverride("DeletionProtection", "INACTIVE");
  const template = stack.node.root.synth().getStackByName("northwind").template;
  const [pool] = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::Cognito::UserPool");
  assert.equal(pool.Properties.DeletionProtection, "INACTIVE");
});

test("two of them stand in one stack", () => {
  const outdir = synthesize((stack) => {
    new Invitations(stack, "One", { ...given, name: "one" });
    new Invitations(stack, "Two", { ...given, name: "two" });
  });
  const { Resources } = read(join(outdir, "northwind.template.json"));
  const names = Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::Lambda::Function")
    .map(({ Properties }) => Properties.FunctionName);
  assert.equal(new Set(names).size, 10);
});

test("a pool of the same app gets its triggers, and keeps those it has", () => {
  const triggersOf = (props, prepare = () => {}) => {
    const path = templateOf((stack) => {
      const userPool = new UserPool(stack, "Pool");
      prepare(userPool, stack);
      return { userPool, ...props };
    });
    const [pool] = Object.values(read(path).Resources).filter(({ Type }) => Type === "AWS::Cognito::UserPool");
    return Object.keys(pool.Properties.LambdaConfig).sort();
  };
  const theirs = (operation) => (pool, stack) =>
    pool.addTrigger(
      operation,
      LambdaFunction.fromFunctionArn(stack, "Theirs", "arn:aws:lambda:eu-central-1:111122223333:function:theirs"),
    );
  assert.deepEqual(triggersOf({ hooks: ["pre-sign-up"] }), ["PreSignUp"]);
  assert.deepEqual(triggersOf({ hooks: ["pre-sign-up"] }, theirs(UserPoolOperation.USER_MIGRATION)), [
    ...["PreSignUp", "UserMigration"],
  ]);
  assert.throws(() => triggersOf({ hooks: ["pre-sign-up"] }, theirs(UserPoolOperation.PRE_SIGN_UP)), /already exists/);
  // Cognito refuses custom mails unless SES sends them.
  const ses = "arn:aws:ses:eu-central-1:111122223333:identity/northwind.example";
  assert.deepEqual(triggersOf({ hooks: ["custom-message", "post-confirmation"] }), ["PostConfirmation"]);
  assert.deepEqual(triggersOf({ hooks: ["custom-message"], sesIdentityArn: ses }), ["CustomMessage"]);
});

test("what is known after the deployment alone is passed on", () => {
  const path = templateOf((stack) => {
    const userPool = new UserPool(stack, "Pool");
    const { userPoolClientId } = userPool.addClient("Administrators");
    return { userPool, administratorsApi: true, administratorsClientIds: [userPoolClientId], hooks: ["pre-sign-up"] };
  });
  const resources = Object.entries(read(path).Resources);
  const [client] = resources.find(([, { Type }]) => Type === "AWS::Cognito::UserPoolClient");
  const [, authorizer] = resources.find(([, { Type }]) => Type === "AWS::ApiGatewayV2::Authorizer");
  const { Audience } = authorizer.Properties.JwtConfiguration;
  assert.deepEqual(Audience, { "Fn::Split": [",", { Ref: client }] });
});

test("the package has the version of everything else", () => {
  const [, version] = readFileSync(join(HERE, "../../Cargo.toml"), "utf8").match(/^version = "(.+)"$/m);
  assert.equal(read(join(HERE, "package.json")).version, version);
});

test("a pool of another stack of the app is refused, because the stacks would need each other", () => {
  const app = new App();
  const userPool = new UserPool(new Stack(app, "auth"), "Pool");
  const stack = new Stack(app, "northwind");
  assert.throws(() => new Invitations(stack, "Invitations", { ...given, userPool }), /in the pool's own stack/);
});
