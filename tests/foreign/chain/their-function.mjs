// A function that a team has had in its pool's triggers: it turns away who is on its list, and
// confirms everybody else at once.
export const handler = async (event) => {
  const { email } = event.request.userAttributes;
  if (email.startsWith("listed.")) {
    throw new Error("Ask the front desk for an account");
  }
  if (event.triggerSource.startsWith("PostConfirmation_") && email.startsWith("unlucky.")) {
    throw new Error("The front desk is closed");
  }
  if (event.triggerSource.startsWith("PreSignUp_")) {
    event.response.autoConfirmUser = true;
  }
  return event;
};
