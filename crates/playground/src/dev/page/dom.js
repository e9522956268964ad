// Building the pages: whatever a person wrote becomes text, never markup.

/** An element with properties and children; texts among them become text nodes. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A small label, such as a group's name. */
export function badge(text, kind = "") {
  return element("span", { className: `badge ${kind}` }, text);
}

export const find = (selector) => document.querySelector(selector);

/** A JSON document of this server. */
export async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Sends JSON and answers the JSON that comes back, whatever its status. */
export async function post(path, document, headers = {}) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(document),
  });
  const text = await response.text();
  return { ok: response.ok, body: text ? JSON.parse(text) : {} };
}

/** Hours, minutes and seconds of an instant in ISO 8601. */
export function clockTime(instant) {
  return instant.slice(11, 19);
}
