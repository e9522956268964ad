// Signing up, with an invitation token or without.
import { beganHere, join, readInvitation } from "./invitations.js";
import { askForCode } from "./code.js";
import { attributeField, dataField, emailField, newPasswordField, secretField, showForm, userNameField } from "./form.js";
import { clientMetadata, open, pool, say, settings, signInName, tellSent, welcome } from "./page.js";

const { invitationRequired, attributes, validationData } = settings.signUp;

open("join", ({ invitation }) => {
  const { email } = readInvitation(invitation ?? "");
  // A token that cannot be read was cut off on the way.
  const missing = invitation ? !email : invitationRequired;
  signUp(missing ? { typed: invitation ? "page.incomplete" : "join.typed" } : { invitation, email });
});

/** Asks for everything that a sign-up needs; for the token as well if it is to be typed, for which `typed` has the words. */
function signUp({ invitation, email, typed }) {
  const named = settings.userNames === "username";
  const emailOf = emailField({ value: email, readonly: Boolean(email), autocomplete: named ? "email" : "username" });
  // Where the address is an alias, the name is nobody's concern. It stays the same in every attempt, which finds a
  // sign-up whose answer was lost.
  const username = settings.userNames === "alias" ? crypto.randomUUID() : undefined;
  showForm({
    title: "join.heading",
    notes: [say("p", typed ?? (invitation ? "join.body" : "join.open"))],
    fields: [
      ...(typed ? [invitationField(emailOf.control)] : []),
      ...(named ? [userNameField()] : []),
      emailOf,
      ...attributes.map(attributeField),
      newPasswordField("page.choose-password"),
      ...validationData.map(dataField),
    ],
    action: "join.action",
    act: async (values) => {
      const outcome = await join(pool, {
        userNames: settings.userNames,
        username,
        invitation,
        clientMetadata: clientMetadata(),
        ...values,
      });
      const begun = outcome.code === "account-exists" && (await beganHere(username ?? values.username ?? values.email)).began;
      return begun ? { ...outcome, begun: "account-begun" } : outcome;
    },
    done: (answer, values) => {
      const { username } = answer;
      const address = values.email;
      if (answer.confirmed) return welcome("join.done", signInName({ username, email: address }));
      const note = tellSent(say("p"), "join", answer, address);
      askForCode({ username, email: address, title: "join.code-heading", note, paused: true });
    },
  });
}

/** The token, or the whole link; the address is filled in as soon as it can be read. */
function invitationField(email) {
  // Without one, the settings decide.
  const required = invitationRequired;
  const clean = (text) => text.replace(/^.*#invitation=|\s/gs, "");
  const made = secretField({ name: "invitation", label: "page.invitation", clean, required });
  made.control.addEventListener("input", () => {
    email.value = readInvitation(made.value()).email ?? email.value;
  });
  return made;
}
