// What happened: calls, hooks and messages, in the order in which they began.
import { badge, clockTime, element, find } from "./dom.js";
import { messageOf } from "./inbox.js";

/** How many happenings the page holds, the newest. */
const SHOWN = 200;
const TONE = { ok: "good", "under way": "" };

/** By number: what was under way comes again once it has ended. */
const happenings = new Map();

/** Takes in what is new, or has come to an end. */
export function add(news) {
  for (const happening of news) happenings.set(happening.number, happening);
  for (const number of [...happenings.keys()].slice(0, -SHOWN)) happenings.delete(number);
}

/** Shows everything, with the decisions of hooks by the number of their run. */
export function showHappenings(decisions) {
  const list = find("#happenings");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const rows = [...happenings.values()].map((happening) => happeningRow(happening, decisions));
  const nothing = element("li", { className: "empty" }, "Nothing yet: fill in the form, or point a client at this server.");
  list.replaceChildren(...(rows.length ? rows : [nothing]));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function happeningRow(happening, decisions) {
  const { kind, what, detail, said, came, tone } = TOLD[happening.kind](happening, decisions);
  return element(
    "li",
    { className: happening.kind },
    element("time", {}, clockTime(happening.at)),
    element("span", { className: "kind" }, kind),
    element("span", { className: "what" }, what, element("small", {}, detail), said && element("span", { className: "said" }, said)),
    came && badge(came, tone),
  );
}

const TOLD = {
  call: ({ operation, detail, outcome }) => ({ kind: "call", what: operation, detail, came: outcome, tone: TONE[outcome] ?? "bad" }),
  hook: ({ number, function: reference, trigger_source: source, said, outcome }, decisions) => ({
    kind: "hook",
    what: functionName(reference),
    detail: source,
    said,
    // What it decided, where its records tell; else whether the pool could go on.
    came: decisions[number] ?? outcome,
    tone: TONE[outcome] ?? "bad",
  }),
  message: ({ id }) => {
    const message = messageOf(id);
    const kind = message?.channel === "sms" ? "SMS" : "mail";
    return { kind, what: message?.subject || message?.text || "", detail: message ? `to ${message.to.join(", ")}` : "" };
  },
};

/** The name of a function without what an ARN puts around it. */
function functionName(reference) {
  return reference.split(":function:").at(-1).split(":")[0];
}
