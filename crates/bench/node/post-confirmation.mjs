// Acceptance: the token's groups and attributes, the policy's groups, and the token spent.
import { AdminUpdateUserAttributesCommand } from "@aws-sdk/client-cognito-identity-provider";
import { configuration } from "./configuration.mjs";
import { verifiedClaims } from "./invitation-token.mjs";
import { assign, cognito, readUser } from "./user-pool.mjs";

export const handler = async (event) => {
  const { userPoolId: UserPoolId, userName: Username } = event;
  const { attributes, created } = await readUser(UserPoolId, Username);
  const token = attributes["custom:invitation"];
  const claims = token && verifiedClaims(token, UserPoolId, attributes.email, created);
  await assign(UserPoolId, Username, [...new Set([...(claims?.groups ?? []), ...configuration.defaultGroups])]);
  if (claims) {
    const granted = { ...claims.attributes, "custom:invitation": "" };
    const UserAttributes = Object.entries(granted).map(([Name, Value]) => ({ Name, Value }));
    await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));
  }
  return event;
};
