// The code of a sign-up: asked for after it, and on the page that the link in the message leads to.
import { beganHere, confirm, resendCode } from "./invitations.js";
import { codeField, showForm, userNameField } from "./form.js";
import { clientMetadata, leadToSignIn, pool, say, signInName, tellSent, welcome } from "./page.js";

/**
 * Asks for the code; for the user name too if `known` is false. A code that is given is filled in. `email` is the address
 * that the person signed up with, if it was here. `warn` says what to do if it was not you: the code in my mail may be
 * that of a stranger who signed up with my address.
 */
export function askForCode({ username, email, known = Boolean(username), code, title = "confirm.heading", note, warn, paused }) {
  const whose = (values) => ({ username, ...values });
  const name = (values) => signInName({ ...whose(values), email });
  const done = async ({ already }, values) => {
    if (already) return leadToSignIn("confirm.already", name(values));
    const { returnTo } = await beganHere(whose(values).username);
    welcome("confirm.done", name(values), returnTo);
  };
  showForm({
    title,
    notes: [note ?? say("p", "confirm.typed"), ...(warn ? [say("p", "confirm.stranger")] : [])],
    fields: [...(known ? [] : [userNameField({ username })]), codeField(code)],
    username,
    action: "confirm.action",
    act: (values) => confirm(pool, { ...whose(values), clientMetadata: clientMetadata() }),
    done,
    other: {
      action: "page.send-code",
      paused,
      act: (values) => resendCode(pool, { ...whose(values), clientMetadata: clientMetadata() }),
      done: (sent, values, status) => (sent.already ? done(sent, values) : tellSent(status, "confirm", sent, email ?? whose(values).username)),
    },
  });
}
