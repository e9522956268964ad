// Plays the page behind an invitation's link (src/dev/try.js, copied beside this file) with as much
// of a browser as it needs, and prints what it did: the calls, the addresses in the history, and
// what the form has of a second link.

class Element {
  children = [];
  dataset = {};
  listeners = {};

  append(...children) {
    this.children.push(...children);
    for (const child of children) if (child instanceof Element) child.parent = this;
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  replaceWith(other) {
    const siblings = this.parent.children;
    siblings[siblings.indexOf(this)] = other;
    other.parent = this.parent;
  }

  get lastChild() {
    return this.children.at(-1);
  }

  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  /** This and everything below it. */
  all() {
    return [this, ...this.children.flatMap((child) => (child instanceof Element ? child.all() : []))];
  }
}

const found = {};
const find = (selector) => (found[selector] ??= new Element());
const form = find("#form");
form.append(find("#fields"));
form.elements = { namedItem: (name) => form.all().find((element) => element.name === name) ?? null };
globalThis.document = { createElement: () => new Element(), querySelector: find };

const addresses = [];
const listeners = {};
globalThis.location = { pathname: "/accept", hash: "#username=ada&password=first" };
globalThis.history = {
  replaceState: (state, title, address) => {
    addresses.push(address);
    location.hash = "";
  },
};
globalThis.addEventListener = (name, listener) => (listeners[name] = listener);

// ---- the server: each sign-in begins a session of its own, and one password is too weak

const calls = [];
const ANSWERS = {
  weak: [false, { __type: "InvalidPasswordException" }],
  late: [false, { __type: "NotAuthorizedException" }],
  good: [true, { AuthenticationResult: { IdToken: "a.e30.b", AccessToken: "a.e30.b" } }],
};

function answer(operation, { Session: session, ChallengeResponses: responses }) {
  if (operation === "InitiateAuth") {
    calls.push("InitiateAuth");
    return [true, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: `session ${calls.length}` }];
  }
  calls.push(`${session}: ${responses.NEW_PASSWORD}`);
  return ANSWERS[responses.NEW_PASSWORD];
}

globalThis.fetch = async (path, request) => {
  if (!request) return { ok: true, json: async () => ({ sign_up: {} }) };
  const [, operation] = request.headers["X-Amz-Target"].split(".");
  const [ok, body] = answer(operation, JSON.parse(request.body));
  return { ok, text: async () => JSON.stringify(body) };
};

// ---- the person

const field = (name) => form.elements.namedItem(name);

/** Clicks, and waits until the page can be clicked again. */
async function choose(password) {
  field("chosen").value = password;
  form.listeners.submit({ preventDefault() {} });
  while (find("#act").disabled) await new Promise(setImmediate);
}

await import("./try.js");
for (const password of ["weak", "weak", "late", "weak", "good"]) await choose(password);
const isMember = form.hidden;
location.hash = "#username=bob&password=second";
listeners.hashchange();
const second = [field("username").value, field("password").value, form.hidden];
console.log(JSON.stringify({ calls, addresses, isMember, second }));
