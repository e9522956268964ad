// The code of a sign-up: asked for after it, and on the page that the link in the message leads to.
import { beganHere, confirm, resendCode } from "./invitations.js";
import { codeField, showForm, userNameField } from "./form.js";
import { clientMetadata, leadToSignIn, pool, say, tellSent, welcome } from "./page.js";

/**
 * Asks for the code; for the user name too if `known` is false. A code that is given is filled in. `warn` says what to
 * do if it was not you: the code in my mail may be that of a stranger who signed up with my address.
 */
export function askForCode({ username, known = Boolean(username), code, title = "confirm.heading", note, warn, paused }) {
  const whose = (values) => ({ username, ...values });
  const done = async ({ already }, values) => {
    if (already) return leadToSignIn("confirm.already");
    const { returnTo } = await beganHere(whose(values).username);
    welcome("confirm.done", returnTo);
  };
  showForm({
    title,
    notes: [note ?? say("p", "confirm.typed"), ...(warn ? [say("p", "confirm.stranger")] : [])],
    fields: [...(known ? [] : [userNameField(username)]), codeField(code)],
    username,
    action: "confirm.action",
    act: (values) => confirm(pool, { ...whose(values), clientMetadata: clientMetadata() }),
    done,
    other: {
      action: "page.send-code",
      paused,
      act: (values) => resendCode(pool, { ...whose(values), clientMetadata: clientMetadata() }),
      done: (sent, values, status) => (sent.already ? done(sent, values) : tellSent(status, "confirm", sent)),
    },
  });
}
