import { defineBackend } from "@aws-amplify/backend";
import { Stack } from "aws-cdk-lib";
import { Invitations } from "invitations-for-cognito-cdk";
import { auth } from "./auth/resource.js";

const backend = defineBackend({ auth });
const { userPool, cfnResources } = backend.auth.resources;

// In the stack of the pool: the pool names the functions, and what they may do names the pool.
new Invitations(Stack.of(userPool), "Invitations", {
  functions: "functions",
  configuration: "invitations",
  userPool,
});

// Without this list people could write every attribute, their own brand too.
cfnResources.cfnUserPoolClient.writeAttributes = ["email", "given_name", "family_name", "locale", "custom:invitation"];
