// The end of a link: shows what it carries and, on a click, makes the calls that a team's own page
// would make, through the user pool's public protocol on this origin.
import { badge, element, find, get, post } from "./dom.js";

const PASSWORD = { name: "chosen", label: "New password", type: "password", autocomplete: "new-password" };
const OWN_PASSWORD = { ...PASSWORD, label: "The password you signed up with", autocomplete: "current-password" };
const USERNAME = { name: "username", label: "User name or e-mail address" };
const CODE = { name: "code", label: "Code", secret: true };

/** What stands behind each link: the fields that it fills in, the rest, and the calls. Who comes without a code can ask for one. */
const VISITS = {
  "/accept": {
    title: "Accept the invitation",
    explanation: "The link carries a temporary password. Choose your own, and you are a member.",
    act: "Accept and sign in",
    fields: [USERNAME, { name: "password", label: "Temporary password", secret: true }, PASSWORD],
    run: accept,
  },
  "/join": {
    title: "Sign up",
    explanation: "With an invitation token the mailbox is proven already. Without one, the settings decide who may sign up, and a code is mailed.",
    act: "Sign up",
    fields: [
      { name: "invitation", label: "Invitation token, if there is one", secret: true, optional: true },
      { name: "email", label: "E-mail address", type: "email" },
      { name: "given_name", label: "Given name", optional: true },
      { name: "family_name", label: "Family name", optional: true },
      PASSWORD,
    ],
    run: join,
  },
  "/confirm": {
    title: "Confirm the sign-up",
    explanation: "The link carries the code. Confirm only what you began yourself.",
    act: "Confirm and sign in",
    fields: [USERNAME, CODE, OWN_PASSWORD],
    run: confirm,
    ask: { label: "Mail the code again", run: () => call("ResendConfirmationCode", { Username: value("username") }) },
  },
  "/reset": {
    title: "Choose a new password",
    explanation: "The link carries the code. A new password grants nothing else.",
    act: "Set the password and sign in",
    fields: [USERNAME, CODE, PASSWORD],
    run: reset,
    ask: { label: "Mail me a code", run: () => call("ForgotPassword", { Username: value("username") }) },
  },
};

const visit = VISITS[location.pathname];
const form = find("#form");
const settings = await get("/_dev/settings");

/** The challenge that a temporary password was spent on, and by whom. */
let challenge = null;

// ---- what the link carries

/** The members of a fragment. The secret stands last and is read raw: it is not encoded. */
function carried(fragment) {
  const secret = /(?:^|&)(password|code|invitation)=/.exec(fragment);
  if (!secret) return Object.fromEntries(new URLSearchParams(fragment));
  const before = new URLSearchParams(fragment.slice(0, secret.index));
  return { ...Object.fromEntries(before), [secret[1]]: fragment.slice(secret.index + secret[0].length) };
}

/** The claims of a token, as far as it can be read; nothing is verified here. */
function claims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return {};
  }
}

/** Fills the form in from the link, whose secret stays neither in the address bar nor in the history. */
function prepare() {
  const link = carried(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  find("#path").textContent = location.pathname;
  find("#title").textContent = visit.title;
  find("#explanation").textContent = visit.explanation;
  find("#act").textContent = visit.act;
  find("#calls").replaceChildren();
  find("#member").hidden = true;
  form.hidden = false;
  find("#fields").replaceChildren(...visit.fields.map((field) => fieldOf(field, link[field.name] ?? "")));
  find("#ask").hidden = !visit.ask || "code" in link;
  find("#ask").textContent = visit.ask?.label ?? "";
  if (visit.run === join) prepareSignUp(link.invitation ?? "");
  challenge = null;
}

function fieldOf({ name, label, type = "text", secret = false, optional = false, autocomplete = "off" }, value) {
  const properties = { name, value, autocomplete, required: !optional, type: secret ? "password" : type };
  const input = element("input", properties);
  if (!secret) return element("label", {}, label, input);
  const show = element("button", { type: "button" }, "Show");
  show.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    show.textContent = input.type === "password" ? "Show" : "Hide";
  });
  return element("label", {}, label, element("span", { className: "secret" }, input, show));
}

/** Fills in what the token says, and asks for what the settings require of a sign-up. */
function prepareSignUp(token) {
  const said = claims(token);
  if (said.email) form.elements.namedItem("email").value = said.email;
  const facts = [
    ["Groups", said.groups?.join(", ")],
    ["Inviter", said.inviter],
    ["Expires", said.exp && new Date(said.exp * 1000).toUTCString()],
  ].filter(([, value]) => value);
  const pairs = facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  find("#claims").replaceChildren(...pairs);
  find("#claims").hidden = pairs.length === 0;
  const { attributes, validation_data: data } = settings.sign_up;
  const missing = attributes.filter((name) => !form.elements.namedItem(name));
  find("#fields").append(
    ...missing.map((name) => fieldOf({ name, label: name }, "")),
    ...Object.entries(data).map(([key, values]) => requiredData(key, values)),
  );
}

/** A key of `ValidationData` that the settings ask for: a consent, or any text. */
function requiredData(key, values) {
  if (values.length === 0) {
    const input = element("input", { required: true, autocomplete: "off" });
    input.dataset.key = key;
    return element("label", {}, key, input);
  }
  const box = element("input", { type: "checkbox", value: values[0] });
  box.dataset.key = key;
  return element("label", { className: "check" }, box, `${key}: ${values[0]}`);
}

// ---- the calls

/** Calls an operation of the user pool, shows what came of it, and answers its result. */
async function call(operation, request) {
  const row = element("li", {}, element("span", { className: "what" }, operation), badge("under way"));
  find("#calls").append(row);
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  const { ok, body } = await post("/", { ClientId: settings.client_id, ...request }, headers);
  const came = ok ? (body.ChallengeName ?? "ok") : body.__type;
  row.lastChild.replaceWith(badge(came, ok ? "good" : "bad"));
  if (!ok) {
    row.append(element("p", { className: "said" }, body.message ?? ""));
    throw new Refused(body.__type);
  }
  return body;
}

/** The pool said no; its words are on the page. */
class Refused extends Error {
  constructor(type) {
    super(type);
    this.type = type;
  }
}

const value = (name) => form.elements.namedItem(name).value;

async function signIn(username, password) {
  const request = { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: username, PASSWORD: password } };
  return call("InitiateAuth", request);
}

/**
 * The temporary password is good for one challenge (contract §1.3), so that it is spent only once a
 * new one is there; a new one that the pool refuses is tried again in the same session.
 */
async function accept() {
  const username = value("username");
  const temporary = value("password");
  if (challenge?.username !== username || challenge.temporary !== temporary) {
    const begun = await signIn(username, temporary);
    if (begun.ChallengeName !== "NEW_PASSWORD_REQUIRED") return begun;
    challenge = { username, temporary, ...begun };
  }
  const user = challenge.ChallengeParameters?.USER_ID_FOR_SRP ?? username;
  try {
    const answer = await call("RespondToAuthChallenge", {
      ChallengeName: challenge.ChallengeName,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: user, NEW_PASSWORD: value("chosen") },
    });
    challenge = null;
    return answer;
  } catch (error) {
    // Only this one says that the session is no good any more.
    if (error.type === "NotAuthorizedException") challenge = null;
    throw error;
  }
}

async function join() {
  const token = value("invitation").trim();
  // Where the address is an alias only, a user name is needed that looks like none.
  const username = settings.sign_in === "email" ? value("email") : crypto.randomUUID();
  const names = ["email", "given_name", "family_name", ...settings.sign_up.attributes];
  const filled = [...new Set(names)].filter((name) => value(name));
  const attributes = filled.map((name) => ({ Name: name, Value: value(name) }));
  const data = [...form.querySelectorAll("[data-key]")]
    .filter((input) => (input.type === "checkbox" ? input.checked : input.value))
    .map((input) => ({ Name: input.dataset.key, Value: input.value }));
  if (token) {
    attributes.push({ Name: "custom:invitation", Value: token });
    data.push({ Name: "invitation", Value: token });
  }
  const signedUp = await call("SignUp", {
    Username: username,
    Password: value("chosen"),
    UserAttributes: attributes,
    ValidationData: data,
  });
  if (signedUp.UserConfirmed) return signIn(username, value("chosen"));
  find("#explanation").textContent = "A code was mailed. Open the mail in the inbox and follow its link.";
  return null;
}

async function confirm() {
  await call("ConfirmSignUp", { Username: value("username"), ConfirmationCode: value("code") });
  return signIn(value("username"), value("chosen"));
}

async function reset() {
  const request = { Username: value("username"), ConfirmationCode: value("code"), Password: value("chosen") };
  await call("ConfirmForgotPassword", request);
  return signIn(value("username"), value("chosen"));
}

// ---- the first token

function welcome({ AuthenticationResult: tokens }) {
  const id = claims(tokens.IdToken);
  const groups = id["cognito:groups"] ?? [];
  const nothing = element("span", { className: "empty" }, "none");
  find("#token-groups").replaceChildren(...(groups.length ? groups.map((group) => badge(group, "good")) : [nothing]));
  find("#id-token").textContent = JSON.stringify(id, null, 2);
  find("#access-token").textContent = JSON.stringify(claims(tokens.AccessToken), null, 2);
  find("#member h2").textContent = visit.run === reset ? "Groups in the token" : "Groups in the first token";
  find("#explanation").textContent = "Signed in.";
  find("#member").hidden = false;
  form.hidden = true;
}

/** Makes calls on a click, and shows where they lead. */
async function make(calls) {
  find("#calls").replaceChildren();
  find("#act").disabled = true;
  try {
    const answer = await calls();
    if (answer?.AuthenticationResult) welcome(answer);
  } catch (error) {
    if (!(error instanceof Refused)) find("#calls").append(element("li", {}, `The server does not answer: ${error.message}`));
  } finally {
    find("#act").disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  make(visit.run);
});
find("#ask").addEventListener("click", () => make(visit.ask.run));
// A second link that is opened in the same tab changes the fragment and loads nothing.
addEventListener("hashchange", prepare);
prepare();
