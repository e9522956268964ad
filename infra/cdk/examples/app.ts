import { App, Stack } from "aws-cdk-lib";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { Invitations } from "invitations-for-cognito-cdk";

const app = new App();

// A new pool, with its app clients and groups.
new Invitations(new Stack(app, "northwind"), "Invitations", {
  functions: "functions",
  configuration: "invitations",
});

// One hook beside a pool that somebody else made. The output AttachCommand sets its trigger.
const stack = new Stack(app, "fabrikam");
new Invitations(stack, "Invitations", {
  functions: "functions",
  configuration: "invitations",
  userPool: UserPool.fromUserPoolId(stack, "UserPool", "eu-central-1_AbCdEfGhI"),
  hooks: ["pre-sign-up"],
});
