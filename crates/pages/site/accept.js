// An administrator's invitation: the link carries a temporary password, the person chooses one of their own.
import { accept, acceptedHere, readInvitation } from "./invitations.js";
import { newPasswordField, secretField, showForm, userNameField } from "./form.js";
import { leadToSignIn, open, pool, say, welcome } from "./page.js";

open("accept", async (link, isLast) => {
  const accepted = link.temporaryPassword && (await acceptedHere(link));
  if (!isLast()) return;
  if (!accepted) return invite(link);
  const newer = say("button", "page.new-invitation", { class: "quiet", type: "button" });
  newer.addEventListener("click", () => invite({ username: link.username }, "problem.link-used"));
  leadToSignIn("accept.already", newer);
});

/** Asks for the new password before the temporary one is used, which is good for one challenge (contract §1.3). */
function invite({ username, temporaryPassword }, typed = "page.incomplete") {
  const complete = Boolean(username && temporaryPassword);
  const temporary = secretField({ name: "temporaryPassword", label: "page.temporary-password" });
  temporary.node.hidden = complete;
  const whose = userNameField(username, Boolean(username));
  let session;
  showForm({
    title: "accept.heading",
    notes: [say("p", complete ? "accept.body" : typed)],
    fields: [whose, temporary, newPasswordField("page.choose-password")],
    username,
    action: "accept.action",
    words: { "attributes-missing": "accept.attributes" },
    act: async (values) => {
      const outcome = await accept(pool, { username, temporaryPassword, session, ...values });
      session = outcome.session;
      // The link may have been cut off on the way.
      if (outcome.code === "link-not-valid") temporary.node.hidden = false;
      return outcome;
    },
    done: ({ already, challenge, tokens }) => {
      // A password manager keeps what the person signs in with, which the pool tells only now.
      whose.control.value ||= readInvitation(tokens?.idToken ?? "").email ?? "";
      if (already) return leadToSignIn("accept.already");
      if (challenge) return leadToSignIn("accept.mfa");
      welcome("accept.done");
    },
  });
}
