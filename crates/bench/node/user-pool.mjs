// The calls to the user pool that both handlers with an SDK make.
import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";

export const cognito = new CognitoIdentityProviderClient({});

/** The user's status and attributes. */
export async function readUser(UserPoolId, Username) {
  const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  const attributes = user.UserAttributes.map(({ Name, Value }) => [Name, Value]);
  return { created: user.UserCreateDate.getTime() / 1000, attributes: Object.fromEntries(attributes) };
}

/** Puts the user into every group, all at once. */
export async function assign(UserPoolId, Username, groups) {
  const assignments = groups.map((GroupName) =>
    cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName })),
  );
  await Promise.all(assignments);
}
