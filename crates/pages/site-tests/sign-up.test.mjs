// Signing up, and the calls about codes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { beganHere, confirm, forgotPassword, join, resendCode, reset } from "../site/invitations.js";
import { POOL, answer, play, refusal, storage, token } from "./pool.mjs";

const ADA = { email: "Ada@example.com", password: "Abcdef1-" };
const TAKEN = answer({
  UserConfirmed: false,
  UserSub: "0f1e",
  CodeDeliveryDetails: { Destination: "a***@e***", DeliveryMedium: "EMAIL", AttributeName: "email" },
});

/** The request of a sign-up, its lists as records. */
async function request(signUp) {
  storage();
  const calls = play(TAKEN);
  const outcome = await join(POOL, { ...ADA, ...signUp });
  assert.equal(calls[0][0], "SignUp");
  const record = (list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
  const { UserAttributes, ValidationData, ...rest } = calls[0][1];
  assert.equal(outcome.username, rest.Username);
  return { ...rest, attributes: record(UserAttributes), data: record(ValidationData) };
}

test("an address signs up", async () => {
  const expected = { Username: "Ada@example.com", Password: "Abcdef1-", attributes: { email: "Ada@example.com" }, data: {} };
  assert.deepEqual(await request({}), expected);
  assert.deepEqual(await request({ email: " Ada@example.com\t", username: "ada" }), expected);
});

test("an invitation stands in both places, and its address is met byte for byte", async () => {
  const invitation = token({ email: "ada@example.com" });
  const expected = {
    Username: "ada@example.com",
    Password: "Abcdef1-",
    attributes: { email: "ada@example.com", "custom:invitation": invitation },
    data: { invitation },
  };
  assert.deepEqual(await request({ invitation }), expected);
  assert.deepEqual(await request({ invitation: `\n${invitation} ` }), expected);
  const places = { attributes: { "custom:invitation": "another" }, validationData: { invitation: "another" } };
  assert.deepEqual(await request({ invitation, ...places }), expected);
});

test("another address than the invitation's is sent as it was typed", async () => {
  for (const claims of [{ email: "eve@example.com" }, { email: 5 }, {}]) {
    const { Username, attributes } = await request({ invitation: token(claims) });
    assert.deepEqual([Username, attributes.email], ["Ada@example.com", "Ada@example.com"]);
  }
});

test("a user name is chosen or random where an address is none", async () => {
  assert.equal((await request({ userNames: "username", username: "ada" })).Username, "ada");
  assert.equal((await request({ userNames: "alias", username: "ada" })).Username, "ada");
  const { Username: one } = await request({ userNames: "alias" });
  const { Username: another } = await request({ userNames: "username", username: "" });
  assert.match(one, /^[0-9a-f]{32}$/);
  assert.notEqual(one, another);
});

test("what else was filled in goes along, and a field that was left blank does not", async () => {
  const { attributes, data, ClientMetadata } = await request({
    locale: "de",
    attributes: { given_name: "Ada", family_name: "" },
    validationData: { terms: "accepted", source: "" },
    clientMetadata: { locale: "de" },
  });
  assert.deepEqual(attributes, { locale: "de", given_name: "Ada", email: "Ada@example.com" });
  assert.deepEqual(data, { terms: "accepted" });
  assert.deepEqual(ClientMetadata, { locale: "de" });
});

test("a sign-up is reported and remembered", async () => {
  storage();
  play(TAKEN);
  const expected = { ok: true, confirmed: false, username: "Ada@example.com", destination: "a***@e***" };
  assert.deepEqual(await join(POOL, ADA), expected);
  assert.deepEqual([(await beganHere("Ada@example.com")).began, (await beganHere("0f1e")).began], [true, true]);

  storage();
  play(answer({ UserConfirmed: true, UserSub: "0f1e" }));
  const outcome = await join(POOL, { ...ADA, userNames: "alias", username: "ada" });
  assert.deepEqual([outcome.ok, outcome.confirmed, outcome.destination], [true, true, undefined]);
  assert.equal((await beganHere("ada")).began, true);
  // A stranger may have my address for a user name there, and would be confirmed by my click.
  assert.equal((await beganHere(ADA.email)).began, false);
});

test("it is remembered where the code or the answer alone went wrong, and only there", async () => {
  const began = async (message) => {
    storage();
    play(message);
    const { code } = await join(POOL, ADA);
    return [code, (await beganHere(ADA.email)).began];
  };
  const undelivered = refusal("CodeDeliveryFailureException", "Unable to send the email");
  const hook = refusal("UserLambdaValidationException", "CustomMessage failed with error x.");
  assert.deepEqual(await began(undelivered), ["code-not-delivered", true]);
  assert.deepEqual(await began(hook), ["code-not-delivered", true]);
  assert.deepEqual(await began(refusal("UsernameExistsException", "User already exists")), ["account-exists", false]);
});

const done = (already, more = {}) => ({ ok: true, already, ...more });
const SENT = answer({ CodeDeliveryDetails: { Destination: "a***@e***" } });
/** All that was sent but the app client. */
const only = ({ ClientId, ...rest }) => rest;

test("each call about a code sends what it needs", async () => {
  const username = { username: "ada" };
  const calls = async (flow, person) => {
    const made = play(SENT);
    await flow(POOL, person);
    return [made[0][0], only(made[0][1])];
  };
  const code = { ...username, code: " 123 456\n" };
  assert.deepEqual(await calls(confirm, code), ["ConfirmSignUp", { Username: "ada", ConfirmationCode: "123456" }]);
  assert.deepEqual(await calls(resendCode, username), ["ResendConfirmationCode", { Username: "ada" }]);
  assert.deepEqual(await calls(forgotPassword, username), ["ForgotPassword", { Username: "ada" }]);
  const german = { ...username, clientMetadata: { locale: "de" } };
  const sent = { Username: "ada", ClientMetadata: { locale: "de" } };
  assert.deepEqual(await calls(forgotPassword, german), ["ForgotPassword", sent]);
  assert.deepEqual(await calls(resendCode, german), ["ResendConfirmationCode", sent]);
  const renewal = { Username: "ada", ConfirmationCode: "123456", Password: " s p " };
  assert.deepEqual(await calls(reset, { ...code, password: " s p " }), ["ConfirmForgotPassword", renewal]);
});

test("what was done, and what had been done before", async () => {
  const outcome = async (flow, played) => {
    play(played);
    return JSON.parse(JSON.stringify(await flow(POOL, { username: "ada", code: "1", password: "x" })));
  };
  assert.deepEqual(await outcome(confirm, answer({})), done(false));
  assert.deepEqual(await outcome(reset, answer({})), done(false));
  assert.deepEqual(await outcome(resendCode, SENT), done(false, { destination: "a***@e***" }));
  assert.deepEqual(await outcome(forgotPassword, SENT), done(false, { destination: "a***@e***" }));
  assert.deepEqual(await outcome(forgotPassword, answer({})), done(false));

  const status = (name) => refusal("NotAuthorizedException", `User cannot be confirmed. Current status is ${name}`);
  assert.deepEqual(await outcome(confirm, status("CONFIRMED")), done(true));
  assert.deepEqual(await outcome(confirm, status("FORCE_CHANGE_PASSWORD")), { ok: false, code: "unexpected" });
  assert.deepEqual(await outcome(confirm, status("UNCONFIRMED")), { ok: false, code: "unexpected" });
  const confirmed = refusal("InvalidParameterException", "User is already confirmed.");
  assert.deepEqual(await outcome(resendCode, confirmed), done(true));
});
