// A stand-in for the team's app: signs in through the user pool's public protocol on this origin, and
// shows what the tokens say. The tokens are kept in this document alone.
import { badge, element, find, get, post } from "./dom.js";

const form = find("#form");

// As a sign-in page takes it that knows who comes (OpenID Connect Core §3.1.2.1). Before anything is waited for, so that
// nobody begins to type what is overwritten then.
const hint = new URLSearchParams(globalThis.location?.search).get("login_hint");
if (hint) form.elements.namedItem("username").value = hint;

const { client_id: clientId } = await get("/_dev/settings");

/** The claims of a token; nothing is verified here. */
function claims(token) {
  const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function signIn(username, password) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
  };
  const parameters = { USERNAME: username, PASSWORD: password };
  return post("/", { ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: parameters }, headers);
}

/** Says what came of it, in the pool's own words where it refuses. */
function showAnswer({ ok, body }) {
  if (!ok) return say(`${body.__type}: ${body.message ?? ""}`);
  if (body.ChallengeName === "NEW_PASSWORD_REQUIRED")
    return say("This password is a temporary one. Accept the invitation first: follow the link in its mail.");
  if (!body.AuthenticationResult) return say(`The user pool asks for ${body.ChallengeName}, which your app would answer.`);
  return welcome(body.AuthenticationResult);
}

function say(sentence) {
  find("#said").replaceChildren(sentence);
}

function welcome({ IdToken: idToken, AccessToken: accessToken }) {
  const id = claims(idToken);
  const groups = (id["cognito:groups"] ?? []).map((group) => badge(group, "good"));
  find("#groups").replaceChildren(...(groups.length ? groups : [element("span", { className: "empty" }, "none")]));
  find("#id-token").textContent = JSON.stringify(id, null, 2);
  find("#access-token").textContent = JSON.stringify(claims(accessToken), null, 2);
  form.reset();
  say(`Signed in as ${id.email ?? id["cognito:username"]}.`);
  show(true);
}

/** Shows what a member sees, or what everybody else does. */
function show(isMember) {
  find("#member").hidden = !isMember;
  find("#explanation").hidden = isMember;
  form.hidden = isMember;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  // A disabled button would lose the keyboard's focus.
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    showAnswer(await signIn(form.elements.namedItem("username").value.trim(), form.elements.namedItem("password").value));
  } catch (error) {
    say(`The server does not answer: ${error.message}`);
  } finally {
    form.ariaBusy = "false";
  }
});

find("#again").addEventListener("click", () => {
  for (const token of ["#id-token", "#access-token"]) find(token).replaceChildren();
  say("");
  show(false);
  form.elements.namedItem("username").focus();
});
