// The activity: calls, hooks and messages, in the order in which they began.
import { badge, clockTime, element, find } from "./dom.js";
import { messageOf } from "./inbox.js";

/** How many entries the page holds, the newest ones. */
const SHOWN = 200;
const TONE = { ok: "good", "under way": "" };

/** By number: an entry comes again when it has ended. */
const activity = new Map();

/** Adds entries that are new or have ended. */
export function add(news) {
  for (const entry of news) activity.set(entry.number, entry);
  for (const number of [...activity.keys()].slice(0, -SHOWN)) activity.delete(number);
}

/** Shows everything, with the decisions of hooks by the number of their run. */
export function showActivity(decisions) {
  const list = find("#activity");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const rows = [...activity.values()].map((entry) => activityRow(entry, decisions));
  const nothing = element("li", { className: "empty" }, "Nothing yet: fill in the form, or point a client at this server.");
  list.replaceChildren(...(rows.length ? rows : [nothing]));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function activityRow(entry, decisions) {
  const { kind, what, detail, said, came, tone } = ROWS[entry.kind](entry, decisions);
  return element(
    "li",
    { className: entry.kind },
    element("time", {}, clockTime(entry.at)),
    element("span", { className: "kind" }, kind),
    element("span", { className: "what" }, what, element("small", {}, detail), said && element("span", { className: "said" }, said)),
    came && badge(came, tone),
  );
}

const ROWS = {
  call: ({ operation, detail, outcome }) => ({ kind: "call", what: operation, detail, came: outcome, tone: TONE[outcome] ?? "bad" }),
  hook: ({ number, function: reference, trigger_source: source, said, outcome }, decisions) => ({
    kind: "hook",
    what: functionName(reference),
    detail: source,
    said,
    // Its decision if there is a record of it, or else whether the pool could go on.
    came: decisions[number] ?? outcome,
    tone: TONE[outcome] ?? "bad",
  }),
  message: ({ id }) => {
    const message = messageOf(id);
    const kind = message?.channel === "sms" ? "SMS" : "mail";
    return { kind, what: message?.subject || message?.text || "", detail: message ? `to ${message.to.join(", ")}` : "" };
  },
};

/** The name of a function in an ARN. */
function functionName(reference) {
  return reference.split(":function:").at(-1).split(":")[0];
}
