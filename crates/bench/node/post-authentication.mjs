// The policy's groups at the first sign-in of an admin-created user.
import { configuration } from "./configuration.mjs";
import { assign, readUser } from "./user-pool.mjs";

export const handler = async (event) => {
  if (event.request.userAttributes["cognito:user_status"] !== "FORCE_CHANGE_PASSWORD") return event;
  await readUser(event.userPoolId, event.userName);
  await assign(event.userPoolId, event.userName, configuration.defaultGroups);
  return event;
};
