// An administrator's invitation: what is called, and what comes of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { accept, acceptedHere } from "../site/invitations.js";
import { POOL, SILENCE, WRONG, answer, play, refusal, storage } from "./pool.mjs";

const ADA = { username: "ada@example.com", temporaryPassword: "first", password: "second" };
const SESSION = { username: "0f1e", value: "session" };

const begun = (required = [], value = "session") =>
  answer({
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: value,
    ChallengeParameters: {
      USER_ID_FOR_SRP: "0f1e",
      requiredAttributes: JSON.stringify(required.map((name) => `userAttributes.${name}`)),
      userAttributes: JSON.stringify({ email: "ada@example.com", email_verified: "true" }),
    },
  });
const SIGNED_IN = answer({
  ChallengeParameters: {},
  AuthenticationResult: { IdToken: "i", AccessToken: "a", RefreshToken: "r", ExpiresIn: 3600, TokenType: "Bearer" },
});
const TOKENS = { idToken: "i", accessToken: "a", refreshToken: "r", expiresIn: 3600 };
const MFA = answer({ ChallengeName: "MFA_SETUP", Session: "next", ChallengeParameters: {} });
const LAPSED = refusal("NotAuthorizedException", "Invalid session for the user, session is expired.");
const TOO_SHORT = refusal("InvalidPasswordException", "Password did not conform with policy: Password not long enough");

/** Calls in short: a sign-in by its password, an answer to a challenge by its session and new password. */
const inShort = ([operation, { AuthParameters, Session, ChallengeResponses }]) =>
  operation === "InitiateAuth" ? `sign in ${AuthParameters.PASSWORD}` : `${Session} ${ChallengeResponses.NEW_PASSWORD}`;

async function check(acceptance, answers, expectedCalls, expected) {
  storage();
  const calls = play(...answers);
  const outcome = await accept(POOL, { ...ADA, ...acceptance });
  assert.deepEqual(calls.map(inShort), expectedCalls);
  assert.deepEqual(JSON.parse(JSON.stringify(outcome)), expected);
  assert.equal(await acceptedHere(ADA), outcome.ok);
}

const no = (code, more = {}) => ({ ok: false, code, ...more });

test("both calls go out one after the other", async () => {
  const calls = play(begun(), SIGNED_IN);
  assert.deepEqual(await accept(POOL, ADA), { ok: true, already: false, tokens: TOKENS });
  const AuthParameters = { USERNAME: "ada@example.com", PASSWORD: "first" };
  const ChallengeResponses = { USERNAME: "0f1e", NEW_PASSWORD: "second" };
  assert.deepEqual([...calls], [
    ["InitiateAuth", { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }],
    ["RespondToAuthChallenge", { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "session", ChallengeResponses }],
  ]);
});

test("a challenge without parameters is answered by the name that was given", async () => {
  const calls = play(answer({ ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" }), SIGNED_IN);
  assert.equal((await accept(POOL, ADA)).ok, true);
  assert.equal(calls[1][1].ChallengeResponses.USERNAME, "ada@example.com");
});

test("what follows the new password is the app's business", async () => {
  await check({}, [begun(), MFA], ["sign in first", "session second"], { ok: true, already: false, challenge: "MFA_SETUP" });
});

test("whatever Cognito asks for behind the new password, nobody is signed in yet", async () => {
  const calls = ["sign in first", "session second"];
  const challenges = [
    "MFA_SETUP", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP", "SELECT_MFA_TYPE", "WEB_AUTHN", "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH", "CUSTOM_CHALLENGE", "SOMETHING_NEW",
  ];
  for (const challenge of challenges) {
    const asked = answer({ ChallengeName: challenge, Session: "next", ChallengeParameters: {} });
    await check({}, [begun(), asked], calls, { ok: true, already: false, challenge });
  }
  // What is neither tokens nor a challenge is no answer of Cognito's, and no success.
  await check({}, [begun(), answer({})], calls, no("unexpected"));
  await check({}, [begun(), answer({ ChallengeParameters: {} })], calls, no("unexpected"));
});

test("missing attributes are asked for, and the challenge goes on with them", async () => {
  const missing = no("attributes-missing", { attributes: ["given_name", "custom:tenant"], session: SESSION });
  await check({}, [begun(["given_name", "custom:tenant"])], ["sign in first"], missing);
  const blank = { given_name: "", "custom:tenant": "acme" };
  const one = no("attributes-missing", { attributes: ["given_name"], session: SESSION });
  await check({ attributes: blank }, [begun(["given_name", "custom:tenant"])], ["sign in first"], one);

  const calls = play(SIGNED_IN);
  const attributes = { given_name: "Ada", nickname: "" };
  assert.equal((await accept(POOL, { ...ADA, attributes, session: SESSION })).ok, true);
  const expected = { USERNAME: "0f1e", NEW_PASSWORD: "second", "userAttributes.given_name": "Ada" };
  assert.deepEqual(calls[0][1].ChallengeResponses, expected);
});

test("a refused password is tried again in the same challenge", async () => {
  const refused = no("password-refused", { session: SESSION });
  await check({}, [begun(), TOO_SHORT], ["sign in first", "session second"], refused);
  await check({ session: SESSION }, [TOO_SHORT], ["session second"], refused);
  await check({ session: SESSION }, [SIGNED_IN], ["session second"], { ok: true, already: false, tokens: TOKENS });
});

test("an answer that was lost is asked for again in the same challenge", async () => {
  await check({}, [begun(), SILENCE], ["sign in first", "session second"], no("offline", { session: SESSION }));
  await check({}, [SILENCE], ["sign in first"], no("offline"));
});

test("a challenge that lapsed is begun once more", async () => {
  const done = { ok: true, already: false, tokens: TOKENS };
  const others = [
    LAPSED,
    refusal("NotAuthorizedException", "Invalid session for the user."),
    refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once."),
    refusal("CodeMismatchException", "Invalid code or auth state for the user."),
    refusal("ExpiredCodeException", "x"),
  ];
  for (const lapsed of others) {
    const calls = ["session second", "sign in first", "new second"];
    await check({ session: SESSION }, [lapsed, begun([], "new"), SIGNED_IN], calls, done);
  }
  const twice = ["sign in first", "session second", "sign in first", "new second"];
  await check({}, [begun(), LAPSED, begun([], "new"), SIGNED_IN], twice, done);
  await check({}, [begun(), LAPSED, begun([], "new"), LAPSED], twice, no("unexpected"));
  const other = refusal("NotAuthorizedException", "Cannot modify an already provided email");
  const session = { session: SESSION };
  await check(session, [other], ["session second"], no("attributes-refused", session));
});

test("an acceptance whose answer was lost is found by the person's own password", async () => {
  const both = ["sign in first", "sign in second"];
  const nobody = refusal("UserNotFoundException", "User does not exist.");
  await check({}, [WRONG, SIGNED_IN], both, { ok: true, already: true, tokens: TOKENS });
  await check({}, [nobody, SIGNED_IN], both, { ok: true, already: true, tokens: TOKENS });
  await check({}, [WRONG, MFA], both, { ok: true, already: true, challenge: "MFA_SETUP" });
  await check({ session: SESSION }, [LAPSED, WRONG, SIGNED_IN], ["session second", ...both], {
    ok: true,
    already: true,
    tokens: TOKENS,
  });
});

test("a link that is wrong or was used is not valid", async () => {
  const both = ["sign in first", "sign in second"];
  await check({}, [WRONG, WRONG], both, no("link-not-valid"));
  await check({}, [WRONG, begun()], both, no("link-not-valid"));
  await check({}, [WRONG, SILENCE], both, no("offline"));
  await check({}, [WRONG, refusal("NotAuthorizedException", "Password attempts exceeded")], both, no("throttled"));
  await check({}, [WRONG, refusal("NotAuthorizedException", "User is disabled.")], both, no("account-disabled"));
  await check({}, [WRONG, refusal("PasswordResetRequiredException", "x")], both, no("reset-required"));
});

test("the person's own password is tried in no other case", async () => {
  await check({ password: "first" }, [WRONG], ["sign in first"], no("link-not-valid"));
  const expired = "Temporary password has expired and must be reset by an administrator.";
  await check({}, [refusal("NotAuthorizedException", expired)], ["sign in first"], no("invitation-expired"));
  await check({}, [refusal("NotAuthorizedException", "User is disabled.")], ["sign in first"], no("account-disabled"));
  await check({}, [refusal("NotAuthorizedException", "Something new")], ["sign in first"], no("unexpected"));
  await check({}, [refusal("UserNotConfirmedException", "x")], ["sign in first"], no("not-confirmed"));
});

test("a temporary password that lasts is no invitation", async () => {
  await check({}, [SIGNED_IN], ["sign in first"], no("account-exists"));
  await check({}, [MFA], ["sign in first"], no("account-exists"));
  const own = { ok: true, already: true, tokens: TOKENS };
  await check({ password: "first" }, [SIGNED_IN], ["sign in first"], own);
});
