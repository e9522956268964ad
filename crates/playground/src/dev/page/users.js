// The users of the pool, with status and groups.
import { badge, element, find } from "./dom.js";
import { fillIn } from "./form.js";

const STATUS_KIND = { CONFIRMED: "good", FORCE_CHANGE_PASSWORD: "open", UNCONFIRMED: "open" };

export function showUsers(users) {
  const nobody = element("tr", {}, element("td", { colSpan: 3, className: "empty" }, "Nobody yet."));
  find("#users").replaceChildren(...(users.length ? users.map(userRow) : [nobody]));
}

function userRow(user) {
  const name = user.email ?? user.user_name;
  const pick = element("button", { type: "button", className: "plain", title: "Fill in the form", onclick: () => fillIn(name) }, name);
  const status = [badge(user.status, STATUS_KIND[user.status])];
  if (!user.enabled) status.push(" ", badge("disabled", "bad"));
  return element(
    "tr",
    {},
    element("td", {}, pick, element("small", {}, user.name ?? "")),
    element("td", {}, ...status),
    element("td", { className: "badges" }, ...user.groups.map((group) => badge(group))),
  );
}
