// First sign-in of an admin-created user: the policy's groups are in this very token.
import { configuration } from "./configuration.mjs";

export const handler = async (event) => {
  if (event.triggerSource !== "TokenGeneration_NewPasswordChallenge") return event;
  const own = event.request.groupConfiguration ?? {};
  const groupsToOverride = [...new Set([...(own.groupsToOverride ?? []), ...configuration.defaultGroups])];
  event.response.claimsOverrideDetails = { groupOverrideDetails: { ...own, groupsToOverride } };
  return event;
};
