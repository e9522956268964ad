// A forgotten password: a code first, if the link brings none, then the new password.
import { forgotPassword, reset } from "./invitations.js";
import { codeField, newPasswordField, showForm, userNameField } from "./form.js";
import { clientMetadata, open, pool, say, signInName, tellSent, welcome } from "./page.js";

open("reset", (link) => (link.username && link.code ? choose(link) : ask(link.username)));

const send = ({ username }) => forgotPassword(pool, { username, clientMetadata: clientMetadata() });

function ask(username) {
  showForm({
    title: "reset.ask-heading",
    notes: [say("p", "reset.ask")],
    fields: [userNameField({ username })],
    action: "reset.ask-action",
    act: (values) => send({ username, ...values }),
    done: (sent, values) => choose({ username: values.username ?? username, sent }),
  });
}

/** Asks for the new password, and for the code if it is not there or turns out to be of no use. */
function choose({ username, email, code, sent }) {
  const typed = codeField();
  typed.node.hidden = Boolean(code);
  // Nobody can tell here whether a code was sent: not to those who were invited and have no password yet (contract §5).
  const asked = () => [tellSent(say("p"), "reset", sent, username), say("p", "reset.typed"), say("p", "reset.invited")];
  showForm({
    title: "reset.heading",
    notes: sent ? asked() : [say("p", "reset.body")],
    fields: [userNameField({ username, email }, true), typed, newPasswordField("page.new-password")],
    action: "reset.action",
    // What is shown is what people sign in with; what the link names is whose code it is.
    act: (values) => reset(pool, { code, ...values, username }),
    done: () => welcome("reset.done", signInName({ username, email })),
    other: {
      action: "page.send-code",
      hidden: Boolean(code),
      paused: Boolean(sent),
      act: () => send({ username }),
      done: (again, _, status) => {
        typed.node.hidden = false;
        tellSent(status, "reset", again, username);
      },
    },
  });
}
