// @ts-check
// What everything is for stands in invitations.d.ts.
/** @import * as api from "./invitations.js" */

const SECRETS = { accept: "password", join: "invitation", confirm: "code", reset: "code" };

/** @type {typeof api.readLink} */
export function readLink(page, fragment) {
  const name = SECRETS[page];
  const [before, ...rest] = fragment.replace(/^#?/, "&").split(`&${name}=`);
  const member = (key) => decoded(before.split(`&${key}=`)[1]?.split("&")[0]);
  const secret = { [page === "accept" ? "temporaryPassword" : name]: rest.join(`&${name}=`) };
  // Anybody can write a link: what stands in it as a name is shown only where it reads like one.
  const username = member("username");
  const email = member("email");
  return present({
    username: /\s/.test(username) ? undefined : username,
    email: /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email) ? email : undefined,
    ...secret,
  });
}

/** @type {typeof api.takeLink} */
export function takeLink(page) {
  const { hash, href } = location;
  // The path alone would be another host's address where it begins with two slashes.
  history.replaceState(history.state, "", href.split("#")[0]);
  // The secret is not encoded, but a browser encodes these characters of any fragment, each by itself.
  return readLink(page, hash.replace(/%(?:20|22|3C|3E|60|[CD].%[89AB].|E.(?:%[89AB].){2}|F.(?:%[89AB].){3})/g, decoded));
}

function decoded(text = "") {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @type {typeof api.readInvitation} */
export function readInvitation(token) {
  try {
    const payload = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(payload, (character) => character.charCodeAt(0));
    const { email, locale, exp } = JSON.parse(new TextDecoder().decode(bytes));
    const text = (claim, longest) => typeof claim === "string" && claim.length <= longest && claim;
    return present({ email: text(email, 320), locale: text(locale, 35), exp });
  } catch {
    return {};
  }
}

/** Without what is missing or blank. */
const present = (record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value));

/** What Cognito answers, or else the exception and its words. */
async function call({ endpoint, clientId, timeout = 20_000 }, operation, request) {
  try {
    const response = await fetch(`${endpoint}/`, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId: clientId, ...request }),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    const { ok, status } = response;
    const body = parsed(await response.text());
    if (ok && body) return { body, refusal: "" };
    const type = status === 429 || status >= 500 ? status : body?.__type;
    return { refusal: `${type}: ${body?.message ?? body?.Message}`.replace(/^[\w.]+#/, "") };
  } catch {
    return { refusal: "Offline" };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @type {typeof api.readRejection} */
export function readRejection(message) {
  // Our codes have a hyphen; `sql: no rows` is how errors of a hook's own look.
  const [, code, sentence] = /^\w+ failed with error ([a-z][a-z0-9]*(?:-[a-z0-9]+)+): (\S.*?)\.?$/s.exec(message) ?? [];
  return code ? { code, sentence } : null;
}

/**
 * The first that fits: first the texts that quote others, mails (contract §4.2) and hooks.
 * @satisfies {Partial<Record<api.ProblemCode, RegExp>>}
 */
const PROBLEMS = {
  "code-not-delivered": /^(CodeDelivery|Invalid(Email|Sms)Role)|^\w+: (CustomMessage |Exceeded daily )|' at '(email|sms)[A-Z]/,
  unexpected: /^\w+Lambda/,
  offline: /^Offline/,
  throttled: /^(429|TooMany|LimitExceeded)|: Password attempts exceeded/,
  "account-exists": /^(Username|Alias)Exists/,
  "code-wrong": /^CodeMismatch|at 'confirmationCode'/,
  "code-expired": /^ExpiredCode/,
  "password-refused": /^InvalidPassword|at 'password'/,
  "password-used-before": /^PasswordHistory/,
  "reset-required": /^PasswordReset/,
  "reset-not-possible": /: (User password cannot|Cannot reset|Contact administrator)/,
  "not-confirmed": /^UserNotConfirmed/,
  "account-disabled": /: User is disabled/,
  "invitation-expired": /: (Temporary password|User account) has expired/,
  "link-not-valid": /: Incorrect username or password/,
  "sign-up-closed": /: SignUp is not permitted/,
  "attributes-refused": new RegExp(
    ": (Attributes? (did|value)|Cannot modify|Invalid (user )?(attrib|email|phone)|Username " +
      "|[\\w.:-]+: (Attribute|The attribute|Required|String|Number|Value) )|at 'userAttributes",
  ),
};

/** What Cognito calls some standard attributes in its answers, beside `given_name` as `name.givenName`. */
const STANDARD_NAMES = {
  formatted: "name",
  nick_name: "nickname",
  phone_numbers: "phone_number",
  emails: "email",
  addresses: "address",
  profile_url: "profile",
  timezone: "zoneinfo",
};

/** The attributes that a refusal names as missing, by the names that a call sends. */
function missingIn(refusal) {
  const named = refusal.match(/[\w.:-]+(?=: The attribute (\S+ )?is required|: Required attribute| is missing)/gi);
  return named?.map((given) => {
    const name = given.replace(/^(name|user)\./, "");
    if (name.startsWith("custom:")) return name;
    const plain = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return STANDARD_NAMES[plain] ?? plain;
  });
}

/** @returns {api.Problem} */
const no = (code) => ({ ok: false, code });

/** `nobody` is what it comes to that nobody has, or could have, the user name. */
function problem(refusal, nobody) {
  const rejection = readRejection(refusal.replace(/^UserLambda\w+: /, ""));
  if (rejection) return { ...no("rejected"), rejection };
  const code = Object.entries(PROBLEMS).find(([, words]) => words.test(refusal))?.[0];
  const attributes = missingIn(refusal);
  if (code === "attributes-refused" && attributes) return { ...no("attributes-missing"), attributes };
  return no(code ?? (/^UserNotFound|at 'username'|parameter USERNAME/.test(refusal) ? nobody : "unexpected"));
}

/** @type {typeof api.accept} */
export async function accept(pool, { username, temporaryPassword, password, attributes = {}, session }) {
  const challenge = "NEW_PASSWORD_REQUIRED";
  // A challenge lapses within minutes, and once another call has answered it.
  const outcome = (await answer(session)) ?? (await begin()) ?? (await begin()) ?? no("unexpected");
  if (outcome.ok) await rememberAccepted({ username, temporaryPassword });
  return outcome;

  async function begin() {
    const isOwn = password === temporaryPassword;
    const { body, refusal } = await signIn(temporaryPassword);
    if (refusal) {
      const refused = problem(refusal, "link-not-valid");
      if (isOwn || refused.code !== "link-not-valid") return refused;
      // It may have been accepted, and only the answer was lost.
      const own = await signIn(password);
      if (own.refusal) return problem(own.refusal, "link-not-valid");
      return own.body.ChallengeName === challenge ? refused : accepted(own.body, true);
    }
    // Otherwise an administrator made the temporary password a lasting one; the person's own is not set.
    if (body.ChallengeName !== challenge) return isOwn ? accepted(body, true) : no("account-exists");

    const { USER_ID_FOR_SRP, requiredAttributes } = body.ChallengeParameters ?? {};
    const begun = { username: USER_ID_FOR_SRP ?? username, value: body.Session };
    const required = parsed(requiredAttributes)?.map((name) => name.replace("userAttributes.", "")) ?? [];
    const missing = required.filter((name) => !Object.hasOwn(attributes, name) || !attributes[name]);
    return missing.length ? { ...no("attributes-missing"), attributes: missing, session: begun } : answer(begun);
  }

  async function answer(session) {
    if (!session) return null;
    const own = Object.entries(attributes).map(([name, value]) => [`userAttributes.${name}`, value]);
    const { body, refusal } = await call(pool, "RespondToAuthChallenge", {
      ChallengeName: challenge,
      ChallengeResponses: present({ USERNAME: session.username, NEW_PASSWORD: password, ...Object.fromEntries(own) }),
      Session: session.value,
    });
    if (body) return accepted(body, false);
    if (/^(NotAuthorized.*session|CodeMismatch|ExpiredCode)/i.test(refusal)) return null;
    return { ...problem(refusal, "link-not-valid"), session };
  }

  function signIn(PASSWORD) {
    const AuthParameters = { USERNAME: username, PASSWORD };
    return call(pool, "InitiateAuth", { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
  }
}

/** @returns {api.Accepted | api.Problem} */
function accepted({ ChallengeName: challenge, AuthenticationResult: result }, already) {
  // Neither is no answer of Cognito's.
  if (!result) return challenge ? { ok: true, already, challenge } : no("unexpected");
  const { IdToken: idToken, AccessToken: accessToken, RefreshToken: refreshToken, ExpiresIn: expiresIn } = result;
  return { ok: true, already, tokens: { idToken, accessToken, refreshToken, expiresIn } };
}

/** @type {typeof api.join} */
export async function join(pool, signUp) {
  const invitation = signUp.invitation?.trim();
  const typed = signUp.email.trim();
  // A token's address has to be met byte for byte, which nobody types.
  const claimed = `${readInvitation(invitation ?? "").email}`;
  const email = claimed.toLowerCase() === typed.toLowerCase() ? claimed : typed;
  // `randomUUID` is missing where there is no TLS.
  const random = () => hex(crypto.getRandomValues(new Uint8Array(16)));
  const username = (signUp.userNames ?? "email") === "email" ? email : signUp.username || random();
  const pairs = (record) => Object.entries(present(record)).map(([Name, Value]) => ({ Name, Value }));
  const { body, refusal } = await call(pool, "SignUp", {
    Username: username,
    Password: signUp.password,
    UserAttributes: pairs({ locale: signUp.locale, ...signUp.attributes, email, "custom:invitation": invitation }),
    ValidationData: pairs({ ...signUp.validationData, invitation }),
    ClientMetadata: signUp.clientMetadata,
  });
  const refused = refusal && problem(refusal, "attributes-refused");
  // Where only the code or the answer was not delivered, the account is there.
  if (refused && !/^(code-not-delivered|offline)$/.test(refused.code)) return refused;
  // Not the address where it is no user name: there, another account may have it for one.
  await rememberSignUp([username, body?.UserSub ?? username]);
  const { UserConfirmed: confirmed, CodeDeliveryDetails: details } = body ?? {};
  return refused || { ok: true, confirmed, username, destination: details?.Destination };
}

/**
 * The other calls are done as well where somebody has done it before.
 * @returns {(pool: api.Pool, step: any) => Promise<api.Sent | api.Problem>}
 */
const caller = (operation, nobody) => async (pool, { username, code, password, clientMetadata }) => {
  const { body, refusal } = await call(pool, operation, {
    Username: username,
    Password: password,
    ConfirmationCode: code?.replace(/\s/g, ""),
    ClientMetadata: clientMetadata,
  });
  const already = /^\w+: User (is already confirmed|cannot be confirmed.* CONFIRMED$)/.test(refusal);
  if (refusal && !already) return problem(refusal, nobody);
  return { ok: true, already, destination: body?.CodeDeliveryDetails?.Destination };
};

/** @type {typeof api.confirm} */
export const confirm = caller("ConfirmSignUp", "code-expired");
/** @type {typeof api.resendCode} */
export const resendCode = caller("ResendConfirmationCode", "link-not-valid");
/** @type {typeof api.forgotPassword} */
export const forgotPassword = caller("ForgotPassword", "reset-not-possible");
/** @type {typeof api.reset} */
export const reset = caller("ConfirmForgotPassword", "code-wrong");

/** @type {typeof api.rememberSignUp} */
export const rememberSignUp = (names, returnTo) => remember(names.map(signUpOf), returnTo);
/** @type {typeof api.beganHere} */
export async function beganHere(username) {
  const entry = await recall(signUpOf(username));
  return { began: !!entry, returnTo: entry?.returnTo };
}

/** @type {typeof api.rememberAccepted} */
export const rememberAccepted = (link) => remember([acceptanceOf(link)]);
/** @type {typeof api.acceptedHere} */
export const acceptedHere = async (link) => !!(await recall(acceptanceOf(link)));

const signUpOf = (name) => `sign-up: ${name}`;
/** @param {api.Link} link */
const acceptanceOf = (link) => `acceptance: ${link.username}\n${link.temporaryPassword}`;

const MEMORY = "invitations";
const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;

async function remember(events, returnTo) {
  try {
    const digests = [...new Set(await Promise.all(events.map(digestOf)))];
    const [same, others] = [true, false].map((is) => remembered().filter((it) => digests.includes(it.digest) === is));
    // Who knows where to return to does not know the `UserSub` yet, and `join` does not know where to.
    const entry = { until: Date.now() + SEVEN_DAYS, returnTo: returnTo ?? same[0]?.returnTo };
    const entries = [...others, ...digests.map((digest) => ({ digest, ...entry }))];
    localStorage.setItem(MEMORY, JSON.stringify(entries.slice(-20)));
  } catch {
    // No storage, or no TLS: people type the code.
  }
}

async function recall(event) {
  try {
    const digest = await digestOf(event);
    return remembered().find((entry) => entry.digest === digest);
  } catch {
    return undefined;
  }
}

const remembered = () => [parsed(localStorage.getItem(MEMORY))].flat().filter((entry) => entry?.until > Date.now());

async function digestOf(event) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(event));
  return hex(new Uint8Array(digest).subarray(0, 16));
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @type {typeof api.checkPassword} */
export function checkPassword(rules, password) {
  // AWS's documentation has a space count as a symbol, its API's pattern takes none: it is not offered.
  /** @type {[api.RuleName, boolean, boolean][]} */
  const all = [
    ["length", true, [...password].length >= rules.minimumLength],
    ["lowercase", rules.lowercase, /[a-z]/.test(password)],
    ["uppercase", rules.uppercase, /[A-Z]/.test(password)],
    ["numbers", rules.numbers, /[0-9]/.test(password)],
    ["symbols", rules.symbols, /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/.test(password)],
    ["spaces", password.trim() !== password, false],
  ];
  return all.filter(([, counts]) => counts).map(([rule, , met]) => ({ rule, met }));
}

/** @type {typeof api.returnAddress} */
export function returnAddress(list, wanted) {
  return list.find((address) => address === wanted) ?? list[0];
}
