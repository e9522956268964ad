// A forgotten password: a code first, if the link brings none, then the new password.
import { forgotPassword, reset } from "./invitations.js";
import { codeField, newPasswordField, showForm, userNameField } from "./form.js";
import { clientMetadata, open, pool, say, tellSent, welcome } from "./page.js";

open("reset", ({ username, code }) => (username && code ? choose({ username, code }) : ask(username)));

const send = ({ username }) => forgotPassword(pool, { username, clientMetadata: clientMetadata() });

function ask(username) {
  showForm({
    title: "reset.ask-heading",
    notes: [say("p", "reset.ask")],
    fields: [userNameField(username)],
    action: "reset.ask-action",
    act: (values) => send({ username, ...values }),
    done: (sent, values) => choose({ username: values.username ?? username, sent }),
  });
}

/** Asks for the new password, and for the code if it is not there or turns out to be of no use. */
function choose({ username, code, sent }) {
  const typed = codeField();
  typed.node.hidden = Boolean(code);
  showForm({
    title: "reset.heading",
    notes: sent ? [tellSent(say("p"), "reset", sent), say("p", "reset.typed")] : [say("p", "reset.body")],
    fields: [userNameField(username, true), typed, newPasswordField("page.new-password")],
    action: "reset.action",
    act: (values) => reset(pool, { username, code, ...values }),
    done: () => welcome("reset.done"),
    other: {
      action: "page.send-code",
      hidden: Boolean(code),
      paused: Boolean(sent),
      act: () => send({ username }),
      done: (again, _, status) => {
        typed.node.hidden = false;
        tellSent(status, "reset", again);
      },
    },
  });
}
