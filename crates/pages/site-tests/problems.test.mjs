// What becomes of each of Cognito's refusals. Texts: contract §5 and §6, crates/local-user-pool.
import assert from "node:assert/strict";
import { test } from "node:test";

import { accept, confirm, forgotPassword, join, resendCode, reset } from "../site/invitations.js";
import { POOL, SILENCE, WRONG, answer, play, refusal, storage } from "./pool.mjs";

storage();

const ADA = { username: "ada", temporaryPassword: "first", password: "second", email: "ada@example.com", code: "123456" };

const CALLS = {
  SignIn: (pool) => accept(pool, { ...ADA, password: ADA.temporaryPassword }),
  Accept: (pool) => accept(pool, { ...ADA, session: { username: "ada", value: "s" } }),
  SignUp: (pool) => join(pool, ADA),
  ConfirmSignUp: (pool) => confirm(pool, ADA),
  ResendConfirmationCode: (pool) => resendCode(pool, ADA),
  ForgotPassword: (pool) => forgotPassword(pool, ADA),
  ConfirmForgotPassword: (pool) => reset(pool, ADA),
};
const EVERY_CALL = Object.keys(CALLS);

/** What calls answer where Cognito answers this. */
async function check(names, played, expected) {
  for (const name of [names].flat()) {
    play(played);
    const { session, ...problem } = await CALLS[name](POOL);
    assert.deepEqual(problem, typeof expected === "string" ? { ok: false, code: expected } : expected, name);
    // Only the answer to a challenge can be given again.
    assert.deepEqual(session, name === "Accept" ? { username: "ada", value: "s" } : undefined, name);
  }
}

test("whatever goes wrong on the way is not the person's fault", async () => {
  await check(EVERY_CALL, SILENCE, "offline");
  await check(EVERY_CALL, answer({}, 429), "throttled");
  await check(EVERY_CALL, answer("<html>Bad gateway</html>", 502), "unexpected");
  await check(EVERY_CALL, answer({ __type: "InternalErrorException", message: "x" }, 500), "unexpected");
  await check(EVERY_CALL, answer({ __type: "UsernameExistsException" }, 503), "unexpected");
  await check(EVERY_CALL, answer("<html>A hotel's sign-in</html>", 200), "unexpected");
  await check(EVERY_CALL, answer("", 200), "unexpected");
  await check(EVERY_CALL, answer("null", 400), "unexpected");
  await check(EVERY_CALL, answer([], 403), "unexpected");
  await check(EVERY_CALL, refusal("ForbiddenException", "Request not allowed due to WAF block."), "unexpected");
  await check(EVERY_CALL, refusal("ResourceNotFoundException", "User pool client web does not exist."), "unexpected");
  await check(EVERY_CALL, refusal("InvalidParameterException", "Something new"), "unexpected");
  await check(EVERY_CALL, refusal("constructor", ""), "unexpected");
});

test("limits ask people to wait", async () => {
  await check(EVERY_CALL, refusal("TooManyRequestsException", "Rate exceeded"), "throttled");
  await check(EVERY_CALL, refusal("LimitExceededException", "Attempt limit exceeded, please try after some time."), "throttled");
  await check(EVERY_CALL, refusal("TooManyFailedAttemptsException", "x"), "throttled");
  await check("SignIn", refusal("NotAuthorizedException", "Password attempts exceeded"), "throttled");
});

test("a name of an exception may have a namespace, and a message a capital", async () => {
  const type = "com.amazonaws.cognito.identity.idp.model#UsernameExistsException";
  await check("SignUp", refusal(type, "x"), "account-exists");
  const body = { __type: "com.amazon.coral.service#NotAuthorizedException", Message: "User is disabled." };
  await check(EVERY_CALL, answer(body, 400), "account-disabled");
});

test("the account stands in the way", async () => {
  const taken = refusal("UsernameExistsException", "An account with the given email already exists.");
  await check("SignUp", taken, "account-exists");
  const alias = refusal("AliasExistsException", "An account with the email already exists.");
  await check(["SignUp", "ConfirmSignUp"], alias, "account-exists");
  await check(EVERY_CALL, refusal("NotAuthorizedException", "User is disabled."), "account-disabled");
  await check("SignIn", refusal("PasswordResetRequiredException", "Password reset required for the user"), "reset-required");
  const unconfirmed = refusal("UserNotConfirmedException", "User is not confirmed.");
  await check(["SignIn", "ConfirmForgotPassword"], unconfirmed, "not-confirmed");
  await check("SignUp", refusal("NotAuthorizedException", "SignUp is not permitted for this user pool"), "sign-up-closed");
  const expired = "Temporary password has expired and must be reset by an administrator.";
  await check("SignIn", refusal("NotAuthorizedException", expired), "invitation-expired");
  const accountExpired = "User account has expired, it must be reset by an administrator.";
  await check(["SignIn", "ForgotPassword"], refusal("NotAuthorizedException", accountExpired), "invitation-expired");
  await check("SignIn", WRONG, "link-not-valid");
});

test("codes", async () => {
  const typed = ["ConfirmSignUp", "ConfirmForgotPassword"];
  const wrong = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
  const old = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
  await check(typed, wrong, "code-wrong");
  await check(typed, old, "code-expired");
  const blank =
    "1 validation error detected: Value at 'confirmationCode' failed to satisfy constraint: " +
    "Member must satisfy regular expression pattern: [\\S]+";
  await check(typed, refusal("InvalidParameterException", blank), "code-wrong");

  const sent = ["SignUp", "ResendConfirmationCode", "ForgotPassword"];
  await check(sent, refusal("CodeDeliveryFailureException", "Unable to send the email"), "code-not-delivered");
  // The limit of the pool's own 50 mails a day, and roles that may not send: nothing that waiting a minute fixes.
  const daily =
    "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure " +
    "your user pool to use your own Amazon SES configuration for sending email.";
  await check(sent, refusal("LimitExceededException", daily), "code-not-delivered");
  await check(sent, refusal("InvalidEmailRoleAccessPolicyException", "Email address is not verified."), "code-not-delivered");
  await check(sent, refusal("InvalidSmsRoleAccessPolicyException", "SNS access denied"), "code-not-delivered");
  await check(sent, refusal("InvalidSmsRoleTrustRelationshipException", "Role cannot be assumed"), "code-not-delivered");
  // The message of a hook that failed, or that Cognito refuses and quotes: the account is there.
  const failed = refusal("UserLambdaValidationException", "CustomMessage failed with error x is not a function.");
  const lost = "CustomMessage invocation failed due to error AccessDeniedException.";
  const body =
    "1 validation error detected: Value 'User is disabled. Value at 'password'\nThe link is missing. given_name: " +
    "The attribute is required' at 'emailBody' failed to satisfy constraint: Member must have length less than or equal to 20000";
  const quoted = refusal("InvalidParameterException", body);
  for (const message of [failed, refusal("UnexpectedLambdaException", lost), quoted]) {
    await check(sent, message, "code-not-delivered");
  }
});

test("passwords", async () => {
  const chosen = ["Accept", "SignUp", "ConfirmForgotPassword"];
  const policy = "Password did not conform with policy: Password not long enough";
  await check(chosen, refusal("InvalidPasswordException", policy), "password-refused");
  const shape =
    "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have length greater " +
    "than or equal to 6; Value at 'clientMetadata' failed to satisfy constraint: Member must not be null";
  await check(chosen, refusal("InvalidParameterException", shape), "password-refused");
  const used = refusal("PasswordHistoryPolicyViolationException", "Password has previously been used");
  await check(chosen, used, "password-used-before");

  const asked = ["ForgotPassword"];
  const noAddress = "Cannot reset password for the user as there is no registered/verified email or phone_number";
  await check(asked, refusal("InvalidParameterException", noAddress), "reset-not-possible");
  const state = "User password cannot be reset in the current state.";
  await check(asked, refusal("NotAuthorizedException", state), "reset-not-possible");
  await check(asked, refusal("NotAuthorizedException", "Contact administrator to reset password."), "reset-not-possible");
});

test("attributes", async () => {
  const invalid = (message) => refusal("InvalidParameterException", message);
  const lacking = (...attributes) => ({ ok: false, code: "attributes-missing", attributes });
  const schema = "Attributes did not conform to the schema: ";
  const required = `${schema}given_name: The attribute is required\ncustom:tenant-id: The attribute is required\n`;
  await check("SignUp", invalid(required), lacking("given_name", "custom:tenant-id"));
  await check("Accept", invalid("Invalid attributes given, given_name is missing"), lacking("given_name"));
  await check("SignUp", invalid(`${schema}custom:x: Attribute does not exist in the schema.\n`), "attributes-refused");
  await check("SignUp", invalid("Invalid email address format."), "attributes-refused");
  await check("SignUp", invalid("Invalid phone number format."), "attributes-refused");
  await check("SignUp", invalid("Username should be an email."), "attributes-refused");
  const alias = "Username cannot be of email format, since user pool is configured for email alias.";
  await check("SignUp", invalid(alias), "attributes-refused");
  const long = "1 validation error detected: Value at 'userAttributes.1.member.value' failed to satisfy constraint: x";
  await check("SignUp", invalid(long), "attributes-refused");
  await check("Accept", refusal("NotAuthorizedException", "Cannot modify an already provided email"), "attributes-refused");
  // Wordings seen in the field (contract §14), alone and behind the two introductions.
  for (const introduction of ["Invalid user attributes: ", schema, ""]) {
    for (const [said, name] of [
      ["name.formatted: The attribute name.formatted is required", "name"],
      ["name.givenName: The attribute name.givenName is required", "given_name"],
      ["name.familyName: The attribute name.familyName is required", "family_name"],
      ["name.middleName: The attribute name.middleName is required", "middle_name"],
      ["nickName: The attribute nickName is required", "nickname"],
      ["phoneNumbers: The attribute phoneNumbers is required", "phone_number"],
      ["emails: The attribute emails is required", "email"],
      ["addresses: The attribute addresses is required", "address"],
      ["preferredUsername: The attribute preferredUsername is required", "preferred_username"],
      ["custom:tenantId: The attribute custom:tenantId is required", "custom:tenantId"],
      ["birthdate: The attribute is required\n", "birthdate"],
      ["phone_number: Required attribute cannot be deleted.", "phone_number"],
    ]) {
      await check(["Accept", "SignUp"], invalid(introduction + said), lacking(name));
    }
    for (const said of [
      "birthdate: String must be no shorter than 10 characters",
      "user.custom:cart: String must be no shorter than 36 characters\n",
      "custom:desk: Number must be no larger than 9",
      "user.custom:tenant: Attribute cannot be updated. (changing an immutable attribute)\n",
    ]) {
      await check(["Accept", "SignUp"], invalid(introduction + said), "attributes-refused");
    }
  }
  const several = `${schema}phoneNumbers: The attribute phoneNumbers is required, name.formatted: The attribute name.formatted is required`;
  await check("SignUp", invalid(several), lacking("phone_number", "name"));
  await check("SignUp", invalid("Attribute value for picture must not be null"), "attributes-refused");
  // Nothing that a person could fix.
  await check("SignUp", invalid("Type for attribute {custom:desk} could not be determined"), "unexpected");
  await check("SignUp", refusal("NotAuthorizedException", "A client attempted to write unauthorized attribute"), "unexpected");
  await check("SignIn", invalid("USER_PASSWORD_AUTH flow not enabled for this client"), "unexpected");
});

test("where nobody has the user name, the answer is that of a client that hides it", async () => {
  const shape =
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular " +
    "expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
  const nobody = [
    refusal("UserNotFoundException", "User does not exist."),
    refusal("UserNotFoundException", "Username/client id combination not found."),
    refusal("InvalidParameterException", shape),
  ];
  for (const message of nobody) {
    await check(["SignIn", "Accept", "ResendConfirmationCode"], message, "link-not-valid");
    await check("ConfirmSignUp", message, "code-expired");
    await check("ConfirmForgotPassword", message, "code-wrong");
    await check("ForgotPassword", message, "reset-not-possible");
  }
  await check("SignUp", nobody[2], "attributes-refused");
  await check("SignIn", refusal("InvalidParameterException", "Missing required parameter USERNAME"), "link-not-valid");
});

test("hooks reject with a code and a sentence, and otherwise nothing of theirs is shown", async () => {
  const said = (trigger, text) => refusal("UserLambdaValidationException", `${trigger} failed with error ${text}.`);
  const rejection = { code: "domain-not-allowed", sentence: "Ask for an invitation" };
  const rejected = { ok: false, code: "rejected", rejection };
  await check(EVERY_CALL, said("PreSignUp", "domain-not-allowed: Ask for an invitation"), rejected);
  await check("ConfirmSignUp", said("PostConfirmation", "domain-not-allowed: Ask for an invitation"), rejected);
  await check(EVERY_CALL, said("PreSignUp", "User is disabled"), "unexpected");
  await check(EVERY_CALL, said("PostConfirmation", "x: User is already confirmed"), "unexpected");
  await check(EVERY_CALL, said("PreSignUp", "at 'username' or 'password'"), "unexpected");
  await check(EVERY_CALL, said("PostAuthentication", "NotAuthorized: session"), "unexpected");
  const lost = "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.";
  await check(EVERY_CALL, refusal("UnexpectedLambdaException", lost), "unexpected");
  await check(EVERY_CALL, refusal("InvalidLambdaResponseException", "Unrecognizable lambda output"), "unexpected");
  // The wrapper of a rejection means nothing in another exception.
  const other = refusal("InvalidParameterException", "PreSignUp failed with error domain-not-allowed: Ask for an invitation.");
  await check(EVERY_CALL, other, "unexpected");
});

test("a call goes to the pool with nothing but what it says", async () => {
  const calls = play(answer({}));
  await confirm({ ...POOL, timeout: 1_000 }, ADA);
  const { signal, body, ...init } = calls.init;
  assert.equal(calls.address, "https://pool.example/");
  assert.equal(calls.ClientId, "web");
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(init, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.ConfirmSignUp",
    },
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    redirect: "error",
  });
});

test("a call that takes too long is given up, and so is an answer that breaks off", async () => {
  globalThis.fetch = (address, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  assert.deepEqual(await confirm({ ...POOL, timeout: 1 }, ADA), { ok: false, code: "offline" });

  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError("network error")) });
  globalThis.fetch = async () => new Response(broken);
  assert.deepEqual(await confirm(POOL, ADA), { ok: false, code: "offline" });
});
