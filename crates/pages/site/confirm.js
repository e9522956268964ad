// The confirmation of a sign-up. A link confirms only in the browser in which the sign-up began: anywhere else it may be
// a stranger's, made with somebody's address, and needs only the owner's click.
import { beganHere } from "./invitations.js";
import { askForCode } from "./code.js";
import { buttons, element, heading, open, say, tell, view } from "./page.js";

/** What Cognito mails. Anything else is somebody's words, which are not shown in the team's name. */
const CODE = /^\d{4,10}$/;

open("confirm", async ({ username, code = "" }, isLast) => {
  const { began } = username ? await beganHere(username) : { began: false };
  if (!isLast()) return;
  if (!CODE.test(code)) return askForCode({ username, known: false, warn: !began });
  if (began) return askForCode({ username, code, note: say("p", "confirm.body") });
  const shown = element("output", { class: "code", dir: "ltr" }, code);
  const where = tell(element("p"), "confirm.elsewhere", `${location.host}/confirm`);
  view(heading("confirm.elsewhere-heading"), element("div", { class: "shown" }, shown, copyButton(shown)), where, say("p", "confirm.stranger"));
});

/** Copies the code, or marks it where the browser lets no page copy. */
function copyButton(shown) {
  const button = say("button", "page.copy", { type: "button", "aria-live": "polite" });
  button.addEventListener("click", () => {
    const copied = navigator.clipboard?.writeText(shown.textContent) ?? Promise.reject();
    copied.then(() => tell(button, "page.copied"), () => getSelection().selectAllChildren(shown));
  });
  return button;
}
