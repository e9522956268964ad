// What tests/foreign/cdk deploys onto an emulator: a new pool, and one hook beside the pool EXISTING_USER_POOL.
// The emulator hands layers to Python and Node alone, so that the functions read CONFIGURATION where it lies.

import { App, CliCredentialsStackSynthesizer, Stack } from "aws-cdk-lib";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { Invitations } from "invitations-for-cognito-cdk";

const { CONFIGURATION, EXISTING_USER_POOL } = process.env;
// It has neither CodeDeploy nor alarms with an expression.
const given = {
  functions: "functions",
  configuration: "invitations",
  deploymentPreference: "AllAtOnce",
  monitoring: false,
};

const app = new App();
// The emulator refuses the bootstrap's role what its bucket's policy allows.
const stack = (name) => new Stack(app, name, { synthesizer: new CliCredentialsStackSynthesizer() });

const northwind = stack("northwind");
const fabrikam = stack("fabrikam");
for (const { functions } of [
  new Invitations(northwind, "Invitations", { ...given, administratorsApi: true }),
  new Invitations(fabrikam, "Invitations", {
    ...given,
    hooks: ["pre-sign-up"],
    userPool: UserPool.fromUserPoolId(fabrikam, "UserPool", EXISTING_USER_POOL),
  }),
]) {
  for (const each of Object.values(functions)) each.addEnvironment("INVITATIONS_CONFIG", CONFIGURATION);
}
