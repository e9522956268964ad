// An administrator's invitation: the link carries a temporary password, the person chooses one of their own.
import { accept, acceptedHere, readInvitation } from "./invitations.js";
import { newPasswordField, secretField, showForm, userNameField } from "./form.js";
import { leadToSignIn, open, pool, say, settings, signInName, welcome } from "./page.js";

open("accept", async (link, isLast) => {
  const accepted = link.temporaryPassword && (await acceptedHere(link));
  if (!isLast()) return;
  if (!accepted) return invite(link);
  const newer = say("button", "page.new-invitation", { class: "quiet", type: "button" });
  newer.addEventListener("click", () => invite({ ...link, temporaryPassword: undefined }, "problem.link-used"));
  leadToSignIn("accept.already", signInName(link), newer);
});

/** Asks for the new password before the temporary one is used, which is good for one challenge (contract §1.3). */
function invite({ username, email, temporaryPassword }, typed = "page.incomplete") {
  const complete = Boolean(username && temporaryPassword);
  const temporary = secretField({ name: "temporaryPassword", label: "page.temporary-password" });
  temporary.node.hidden = complete;
  const whose = userNameField({ username, email }, Boolean(username));
  let session;
  showForm({
    title: "accept.heading",
    notes: [say("p", complete ? "accept.body" : typed)],
    fields: [whose, temporary, newPasswordField("page.choose-password")],
    username,
    action: "accept.action",
    words: { "attributes-missing": "accept.attributes" },
    act: async (values) => {
      // What is shown is what people sign in with; what the link names is whose invitation it is.
      const known = { temporaryPassword, session, ...values, username: username ?? values.username };
      const outcome = await accept(pool, known);
      session = outcome.session;
      // The link may have been cut off on the way.
      if (outcome.code === "link-not-valid") temporary.node.hidden = false;
      return outcome;
    },
    done: ({ already, tokens }) => {
      // The pool's word on the address counts, once it gives it: anybody can write a link.
      const { email: told } = readInvitation(tokens?.idToken ?? "");
      const shown = whose.control.value;
      // A password manager keeps what is here as the form goes.
      if (told && settings.userNames !== "username" && (email || !shown)) whose.control.value = told;
      const whom = whose.control.value;
      // Cognito asks for something else before it lets anybody in: the password is set, and no more.
      if (!tokens) return leadToSignIn("accept.mfa", whom);
      if (already) return leadToSignIn("accept.already", whom);
      welcome("accept.done", whom);
    },
  });
}
