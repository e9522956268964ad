// Plays the stand-in for the team's app (src/dev/page/app.js, copied beside this file) with as much of a
// browser as it needs, and prints what a person sees after each sign-in.

class Element {
  children = [];
  dataset = {};
  listeners = {};
  hidden = false;

  append(...children) {
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = children;
  }

  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }

  focus() {}

  get textContent() {
    return this.children.map((child) => child.textContent ?? child).join("");
  }

  set textContent(text) {
    this.children = [text];
  }
}

const found = {};
const find = (selector) => (found[selector] ??= new Element());
const form = find("#form");
const fields = { username: new Element(), password: new Element() };
form.elements = { namedItem: (name) => fields[name] };
form.reset = () => Object.values(fields).forEach((field) => (field.value = ""));
find("#member").hidden = true;
globalThis.document = { createElement: () => new Element(), querySelector: find };

// ---- the server: what a password comes to

const token = (claims) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
const claims = { email: "ada@client.example", "cognito:groups": ["clients", "members"] };
const wrong = { __type: "NotAuthorizedException", message: "Incorrect username or password." };
const tokens = { IdToken: token(claims), AccessToken: token(claims) };
const ANSWERS = {
  wrong: [false, wrong],
  temporary: [true, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" }],
  mfa: [true, { ChallengeName: "MFA_SETUP", Session: "s" }],
  good: [true, { AuthenticationResult: tokens }],
};

let calls = 0;
globalThis.fetch = async (path, request) => {
  if (!request) return { ok: true, json: async () => ({ client_id: "localclient" }) };
  calls += 1;
  const { AuthParameters: parameters } = JSON.parse(request.body);
  const answer = ANSWERS[parameters.PASSWORD];
  if (!answer) throw new Error("cut");
  const [ok, body] = answer;
  return { ok, text: async () => JSON.stringify(body) };
};

// ---- the person

async function signIn(password) {
  Object.assign(fields.username, { value: " ada " });
  Object.assign(fields.password, { value: password });
  await form.listeners.submit({ preventDefault() {} });
  const isMember = form.hidden && !find("#member").hidden;
  const groups = find("#groups").children.map((group) => group.textContent);
  return [password, find("#said").textContent, isMember, groups];
}

await import("./app.js");
const callsOnLoad = calls;
const scenes = [];
for (const password of ["wrong", "temporary", "mfa", "cut", "good"]) scenes.push(await signIn(password));
find("#again").listeners.click();
const signedOut = [form.hidden, find("#id-token").textContent, find("#access-token").textContent];
console.log(JSON.stringify({ calls_on_load: callsOnLoad, scenes, signed_out: signedOut }));
