// Admission: an invitation token, or else an address of an allowed domain.
import { configuration } from "./configuration.mjs";
import { verifiedClaims } from "./invitation-token.mjs";

const isAllowed = (domain) =>
  configuration.allow.some((pattern) =>
    pattern.startsWith("*.") ? domain.endsWith(pattern.slice(1)) : domain === pattern,
  );

export const handler = async (event) => {
  const { userAttributes, validationData } = event.request;
  const email = userAttributes.email.toLowerCase();
  const token = userAttributes["custom:invitation"] ?? validationData?.invitation;
  if (token) {
    if (!verifiedClaims(token, event.userPoolId, email, Date.now() / 1000)) {
      throw new Error("invitation-invalid: This invitation is not valid");
    }
    event.response.autoConfirmUser = true;
    event.response.autoVerifyEmail = true;
  } else if (!isAllowed(email.slice(email.lastIndexOf("@") + 1))) {
    throw new Error("domain-not-allowed: Please use your work address");
  }
  return event;
};
