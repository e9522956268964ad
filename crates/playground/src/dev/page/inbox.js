// The inbox: messages newest first, one of them opened. Their texts are other people's; a mail's body
// is a page of its own, in a sandbox.
import { clockTime, element, find, get } from "./dom.js";

/** How many messages the page holds, the newest. */
const SHOWN = 200;

/** Newest first. */
let messages = [];
let opened = null;

export const messageOf = (id) => messages.find((message) => message.id === id);

/** Fetches the messages that are new. One may be forgotten by now. */
export async function receive(ids) {
  const fresh = ids.filter((id) => !messageOf(id)).slice(-SHOWN);
  const fetched = await Promise.all(fresh.map((id) => get(`/_local/messages/${encodeURIComponent(id)}`).catch(() => null)));
  const known = messages[0];
  messages = [...fetched.reverse(), ...messages].filter((message) => message !== null).slice(0, SHOWN);
  if (messages[0] !== known) open(messages[0].id);
}

/** Builds the list again. The keyboard's focus stays on the same message. */
export function showMessages() {
  const list = find("#messages");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  list.replaceChildren(...messages.map(messageRow));
  [...list.querySelectorAll("button")].find((row) => row.dataset.id === focused)?.focus();
}

function messageRow(message) {
  const row = element(
    "button",
    { type: "button", className: message.id === opened ? "row current" : "row", onclick: () => open(message.id) },
    element("span", { className: "to" }, message.to.join(", ")),
    element("time", { title: message.sent }, clockTime(message.sent)),
    element("span", { className: "subject" }, message.subject || message.text || ""),
  );
  row.dataset.id = message.id;
  if (message.id === opened) row.setAttribute("aria-current", "true");
  return element("li", {}, row);
}

/** Opens a message as a mail client does: the body is in a sandbox, the rest is text. */
function open(id) {
  opened = id;
  const message = messageOf(id);
  find("#reader").replaceChildren(headOf(message), bodyOf(message));
  showMessages();
}

function headOf({ subject, from, to, trigger_source: source, service }) {
  const why = source ?? (service === "ses" ? "Amazon SES" : "");
  const facts = [["From", from], ["To", to.join(", ")], ["Why", why]].filter(([, value]) => value);
  const pairs = facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("header", {}, element("h3", {}, subject || "SMS"), element("dl", { className: "facts" }, ...pairs));
}

function bodyOf({ id, html, text }) {
  if (html === null) return element("p", { className: "sms" }, text ?? "");
  const frame = element("iframe", { src: `/_local/messages/${encodeURIComponent(id)}/body`, title: "The mail" });
  // No script and no form; links open in a tab of their own.
  frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  return frame;
}
