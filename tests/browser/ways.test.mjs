// Every way it can go: each with a sentence in the person's language, and a way out.

import assert from "node:assert/strict";
import http from "node:http";
import { after, test } from "node:test";

import { PASSWORD, linkIn } from "./lib/dev.mjs";
import { operationOf } from "./lib/person.mjs";
import { Stage } from "./lib/stage.mjs";
import { accept, fillInSignUp, forgetPassword, forgetful, member, secretMailed, signUp, signedUp } from "./lib/steps.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

const way = (name, act, options) => test(name, () => stage.someone(act, options));

let count = 0;
const anybody = (domain = "client.example") => `anybody-${++count}@${domain}`;

/** Each page with its form filled in, for somebody who need not exist, and the button. */
const FORMS = {
  async accept(person) {
    const view = await person.open(`${dev.endpoint}/accept#username=${anybody()}&password=Temporary-1`);
    await view.newPassword().fill(PASSWORD);
    return { view, kept: view.newPassword(), button: "accept.action" };
  },
  async join(person) {
    const view = await person.open(`${dev.endpoint}/join`);
    await fillInSignUp(view, anybody("example.com"));
    return { view, kept: view.newPassword(), button: "join.action" };
  },
  async confirm(person) {
    const view = await person.open(`${dev.endpoint}/confirm#username=${anybody()}`);
    await view.code().fill("123456");
    return { view, kept: view.code(), button: "confirm.action" };
  },
  async reset(person) {
    const view = await person.open(`${dev.endpoint}/reset#username=${anybody()}&code=123456`);
    await view.newPassword().fill(PASSWORD);
    return { view, kept: view.newPassword(), button: "reset.action" };
  },
  async ask(person) {
    const view = await person.open(`${dev.endpoint}/reset`);
    await view.field("username").fill(anybody());
    return { view, kept: view.field("username"), button: "reset.ask-action" };
  },
};

const FIRST_CALL = {
  accept: "InitiateAuth",
  join: "SignUp",
  confirm: "ConfirmSignUp",
  reset: "ConfirmForgotPassword",
  ask: "ForgotPassword",
};

// ---- answers of Cognito's

const WAYS_IN = ["page.sign-in", "page.reset-password"];

const OUT_OF_DATE = "Temporary password has expired and must be reset by an administrator.";
const NAME_REQUIRED = "Attributes did not conform to the schema: given_name: The attribute is required\n";
const FULL_NAME_REQUIRED = "Attributes did not conform to the schema: name.formatted: The attribute name.formatted is required";
const TOO_SHORT = "Invalid user attributes: birthdate: String must be no shorter than 10 characters";
const ACCOUNT_EXPIRED = "User account has expired, it must be reset by an administrator.";
const DAILY_LIMIT = "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email.";
const INTERNAL = "PreSignUp failed with error arn:aws:lambda:eu-west-1:123456789012:function:x.";
const UNVERIFIED = "Cannot reset password for the user as there is no registered/verified email or phone_number";

/** Page, exception and its words, the problem that the page says, the ways out. */
const REFUSALS = [
  ["accept", "NotAuthorizedException", "Incorrect username or password.", "link-not-valid", ["page.sign-in"]],
  ["accept", "NotAuthorizedException", OUT_OF_DATE, "invitation-expired", []],
  ["accept", "NotAuthorizedException", ACCOUNT_EXPIRED, "invitation-expired", []],
  ["ask", "NotAuthorizedException", ACCOUNT_EXPIRED, "invitation-expired", []],
  ["accept", "InvalidParameterException", TOO_SHORT, "attributes-refused", []],
  ["accept", "NotAuthorizedException", "User is disabled.", "account-disabled", []],
  ["accept", "NotAuthorizedException", "Password attempts exceeded", "throttled", []],
  ["accept", "UserNotConfirmedException", "User is not confirmed.", "not-confirmed", ["page.enter-code"]],
  ["accept", "PasswordResetRequiredException", "Password reset required for the user", "reset-required", ["page.reset-password"]],
  ["accept", "TooManyRequestsException", "Rate exceeded", "throttled", []],
  // What no page foresaw has words all the same.
  ["accept", "CodeDeliveryFailureException", "Failed to send the message", "unexpected", []],
  ["reset", "NotAuthorizedException", "SignUp is not permitted for this user pool", "unexpected", []],
  ["join", "UsernameExistsException", "An account with the given email already exists.", "account-exists", WAYS_IN],
  ["join", "InvalidPasswordException", "Password did not conform with policy: Password not long enough", "password-refused", []],
  ["join", "CodeDeliveryFailureException", "Failed to send the message", "code-not-delivered", []],
  ["join", "NotAuthorizedException", "SignUp is not permitted for this user pool", "sign-up-closed", []],
  ["join", "LimitExceededException", "Attempt limit exceeded, please try after some time.", "throttled", []],
  ["join", "InvalidParameterException", NAME_REQUIRED, "attributes-missing", []],
  ["join", "InvalidParameterException", FULL_NAME_REQUIRED, "attributes-missing", []],
  ["join", "LimitExceededException", DAILY_LIMIT, "code-not-delivered", []],
  ["ask", "LimitExceededException", DAILY_LIMIT, "code-not-delivered", []],
  ["join", "UserLambdaValidationException", "PreSignUp failed with error sql: no rows in result set.", "unexpected", []],
  ["join", "UnexpectedLambdaException", INTERNAL, "unexpected", []],
  ["confirm", "CodeMismatchException", "Invalid verification code provided, please try again.", "code-wrong", []],
  ["confirm", "ExpiredCodeException", "Invalid code provided, please request a code again.", "code-expired", ["page.send-code"]],
  ["confirm", "TooManyFailedAttemptsException", "Too many failed attempts", "throttled", []],
  ["confirm", "AliasExistsException", "An account with the email already exists.", "account-exists", WAYS_IN],
  ["reset", "CodeMismatchException", "Invalid verification code provided, please try again.", "code-wrong", []],
  ["reset", "ExpiredCodeException", "Invalid code provided, please request a code again.", "code-expired", ["page.send-code"]],
  ["reset", "PasswordHistoryPolicyViolationException", "Password has been used before", "password-used-before", []],
  ["reset", "InvalidPasswordException", "Password does not conform to policy: Password not long enough", "password-refused", []],
  ["ask", "NotAuthorizedException", "User password cannot be reset in the current state.", "reset-not-possible", []],
  ["ask", "InvalidParameterException", UNVERIFIED, "reset-not-possible", []],
  ["ask", "CodeDeliveryFailureException", "Failed to send the message", "code-not-delivered", []],
  ["reset", "LimitExceededException", "Attempt limit exceeded, please try after some time.", "throttled", []],
];

for (const [page, type, message, code, ways] of REFUSALS) {
  way(`${page}: ${type}, "${message.trim()}" is shown as ${code}`, async (person) => {
    const { view, kept, button } = await FORMS[page](person);
    const before = await kept.inputValue();
    await person.answer(FIRST_CALL[page], { body: { __type: type, message } });
    await view.press(button);
    await view.saysProblem(code, ways);
    const shown = await view.page.locator("body").innerText();
    assert.ok(!shown.includes(message.trim().slice(-25)), "Cognito's words are not shown");
    assert.doesNotMatch(shown, /Exception|failed with error|arn:aws/);
    if (await kept.isVisible()) {
      assert.equal(await kept.inputValue(), before, "the input is kept");
      assert.equal(await view.button(button).getAttribute("aria-disabled"), null, "the button works again");
    }
  });
}

/** What is no answer of Cognito's at all. */
for (const page of Object.keys(FORMS)) {
  for (const [name, answer, code] of [
    ["quota of the network's", { status: 429, body: {} }, "throttled"],
    ["failure of the server", { status: 500, body: { __type: "InternalErrorException", message: "x" } }, "unexpected"],
    ["page of somebody else's", { status: 200, body: undefined }, "unexpected"],
  ]) {
    way(`${page}: a ${name} is shown as ${code}`, async (person) => {
      const { view, button } = await FORMS[page](person);
      await person.answer(FIRST_CALL[page], answer);
      await view.press(button);
      await view.saysProblem(code);
    });
  }

  way(`${page}: without a network, nothing that was entered is lost`, async (person) => {
    const { view, kept, button } = await FORMS[page](person);
    const before = await kept.inputValue();
    await person.context.setOffline(true);
    await view.press(button);
    await view.saysProblem("offline");
    assert.equal(await kept.inputValue(), before);
    await person.context.setOffline(false);
    const reached = view.page.waitForResponse((response) => operationOf(response.request()) === FIRST_CALL[page]);
    await view.press(button);
    await reached;
    await view.page.getByRole("alert").filter({ hasText: view.text["problem.offline"] }).waitFor({ state: "hidden" });
  });
}

// ---- rejections of the hooks

const REJECTIONS = [
  "invitation-required", "invitation-invalid", "invitation-expired", "email-required", "attribute-required",
  "validation-data-refused", "client-metadata-refused", "request-not-understood", "temporarily-unavailable",
];

for (const code of REJECTIONS) {
  way(`join: the rejection ${code} is shown as the hook says it`, async (person) => {
    const { view, button } = await FORMS.join(person);
    const message = `PreSignUp failed with error ${code}: A sentence of the hook's.`;
    await person.answer("SignUp", { body: { __type: "UserLambdaValidationException", message } });
    await view.press(button);
    assert.match(await view.saysRejection(code), /^A sentence of the hook's\.(?!\.)/);
  });
}

way("join: an address outside of the policy is rejected in the person's language", async (person) => {
  const view = await person.open(`${dev.endpoint}/join`);
  await fillInSignUp(view, "eve@elsewhere.example");
  await view.press("join.action");
  const german = await view.saysRejection("domain-not-allowed");
  assert.match(german, /[A-ZÄÖÜ]\w+/);
  assert.equal(await dev.user("eve@elsewhere.example"), undefined);
}, { locale: "de" });

way("join: an invitation for somebody else is rejected", async (person) => {
  const { url, secret } = linkIn(await dev.issue("right@client.example"));
  const view = await person.open(url.replace(secret, `${secret.slice(0, -6)}AAAAAA`));
  await fillInSignUp(view);
  await view.press("join.action");
  await view.saysRejection("invitation-invalid");
});

// ---- links that are not whole

way("accept: without the secret, it is typed from the mail", async (person) => {
  const mail = await dev.invite("typed@client.example");
  const { url, secret } = linkIn(mail);
  const view = await person.open(`${dev.endpoint}/accept`);
  await view.shows("page.incomplete");
  await view.field("username").fill(decodeURIComponent(/username=([^&]*)/.exec(url)[1]));
  await view.labelled("page.temporary-password").fill(secret);
  await accept(view);
  await view.isAt("accept.done-heading");
});

way("accept: with the user name alone, the temporary password is typed", async (person) => {
  const { url, secret } = linkIn(await dev.invite("half@client.example"));
  const view = await person.open(url.replace(/&password=.*/, ""));
  await view.shows("page.incomplete");
  await view.labelled("page.temporary-password").fill(` ${secret} `);
  await accept(view);
  await view.isAt("accept.done-heading");
});

for (const [name, cut] of [
  ["a truncated secret", (url) => url.slice(0, -4)],
  ["a wrong secret", (url) => `${url}x`],
  ["a user name that is nobody's", (url) => url.replace(/username=[^&]*/, "username=nobody")],
  ["a user name that is wrongly encoded", (url) => url.replace(/username=[^&]*/, "username=%E0%A4%A")],
]) {
  way(`accept: ${name} is no valid link`, async (person) => {
    const { url } = linkIn(await dev.invite(anybody()));
    const view = await person.open(cut(url));
    await accept(view);
    await view.saysProblem("link-not-valid", ["page.sign-in"]);
  });
}

way("confirm: without the code, it is typed", async (person) => {
  const email = "no-code@example.com";
  const { secret } = linkIn(await signedUp(dev, email));
  const view = await person.open(`${dev.endpoint}/confirm`);
  await view.field("username").fill(email);
  await view.code().fill(secret);
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
});

way("reset: with the user name alone, a code is asked for", async (person) => {
  const email = "reset-half@example.com";
  await member(dev, email);
  const view = await person.open(`${dev.endpoint}/reset#username=${encodeURIComponent(email)}`);
  assert.equal(await view.field("username").inputValue(), email);
  await view.press("reset.ask-action");
  await view.code().fill(await secretMailed(dev, email));
  await view.newPassword().fill("Another-horse-2");
  await view.press("reset.action");
  await view.isAt("reset.done-heading");
});

// ---- passwords

const RULES = [
  ["short-A1", "length"],
  ["NO-LOWER-CASE-1", "lowercase"],
  ["no-upper-case-1", "uppercase"],
  ["No-number-at-all", "numbers"],
  [" Begins-with-a-space-1", "spaces"],
  ["Ends-with-a-space-1 ", "spaces"],
];

way("accept: the rules of a password are ticked while typing, and hold", async (person) => {
  const { view } = await FORMS.accept(person);
  const line = (rule) => view.page.getByRole("listitem").filter({ hasText: view.text[`rule.${rule}`] });
  for (const [password, broken] of RULES) {
    await view.newPassword().fill("");
    await view.newPassword().pressSequentially(password);
    await line(broken).filter({ hasText: view.text["rule.unmet"] }).waitFor();
    await view.press("accept.action");
    await view.page.getByText(view.text["problem.password-refused"]).first().waitFor();
    assert.equal(await view.newPassword().getAttribute("aria-invalid"), "true", password);
  }
  assert.deepEqual(person.calls, [], "nothing was sent");
  await view.newPassword().fill(PASSWORD);
  for (const rule of ["length", "lowercase", "uppercase", "numbers"]) {
    await line(rule).filter({ hasText: view.text["rule.met"] }).waitFor();
  }
  assert.notEqual(await view.newPassword().getAttribute("aria-invalid"), "true");
});

way("accept: a pool that wants more says so, and the next password goes on", async (person) => {
  const view = await person.follow(await dev.invite("stricter@client.example"));
  const message = "Password did not conform with policy: Password must have symbol characters";
  const body = { __type: "InvalidPasswordException", message };
  await person.answer("RespondToAuthChallenge", { body, times: 1 });
  await accept(view, "Withoutanysymbol1");
  await view.saysProblem("password-refused");
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.deepEqual(person.calls, ["InitiateAuth", "RespondToAuthChallenge", "RespondToAuthChallenge"]);
});

// ---- what is left to do

const challenge = (name) => ({ ChallengeName: name, Session: "s".repeat(40), ChallengeParameters: {} });

for (const name of ["MFA_SETUP", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP", "SELECT_MFA_TYPE", "WEB_AUTHN", "SOMETHING_NEW"]) {
  way(`accept: ${name} behind the new password is no success yet, and is left to the app`, async (person) => {
    const email = anybody();
    const view = await person.follow(await dev.invite(email));
    await person.answer("RespondToAuthChallenge", { status: 200, body: challenge(name) });
    await accept(view);
    await view.isAt("accept.mfa-heading");
    await view.shows("accept.mfa");
    const { signIn } = await view.settings();
    assert.deepEqual(await view.leadsTo("page.sign-in"), { address: signIn, name: email });
    assert.equal(await view.link("page.continue").count(), 0, "nobody is taken on as if all were done");
  });
}

way("accept: an acceptance whose answer was lost asks for the second factor as well", async (person) => {
  const view = await person.follow(await dev.invite(anybody()));
  const wrong = { __type: "NotAuthorizedException", message: "Incorrect username or password." };
  await person.answer("InitiateAuth", { status: 200, body: challenge("SOFTWARE_TOKEN_MFA") });
  await person.answer("InitiateAuth", { body: wrong, times: 1 });
  await accept(view);
  await view.isAt("accept.mfa-heading");
});

way("accept: an answer without tokens and without a challenge is no success", async (person) => {
  const view = await person.follow(await dev.invite(anybody()));
  await person.answer("RespondToAuthChallenge", { status: 200, body: {} });
  await accept(view);
  await view.saysProblem("unexpected");
});

way("reset: people who were invited and have no password yet read that they need not wait", async (person) => {
  await dev.invite("waiting@client.example");
  for (const whom of ["waiting@client.example", "nobody@client.example"]) {
    const view = await person.open(`${dev.endpoint}/reset`);
    await person.answer("ForgotPassword", { status: 200, body: { CodeDeliveryDetails: { Destination: "i***@c***", DeliveryMedium: "EMAIL" } }, times: 1 });
    await view.field("username").fill(whom);
    await view.press("reset.ask-action");
    await view.isAt("reset.heading");
    await view.shows("reset.sent");
    await view.shows("reset.invited");
    // Where the code went is shown as Cognito tells it, unless it is what was typed.
    await view.page.getByText(whom.startsWith("i") ? whom : "i***@c***").first().waitFor();
  }
});

way("a page on a slow line says what it is for before its scripts are there", async (person) => {
  await person.context.route("**/assets/*.js", (route) => route.abort());
  for (const page of ["accept", "join", "confirm", "reset", ""]) {
    const tab = await person.context.newPage();
    await tab.goto(`${page ? dev.endpoint : dev.origin("northwind")}/${page}`);
    const text = await dev.sentences("en");
    const [heading, body] = [tab.getByRole("main").getByRole("heading"), tab.getByRole("main").getByRole("paragraph")];
    assert.equal(await heading.textContent(), text[`${page || "home"}.heading`]);
    assert.ok(await body.isVisible());
    await tab.close();
  }
}, { locale: "de" });

test("accept: what the pool requires and does not know is asked for in the form", async () => {
  const demanding = await Stage.open({ seed: { Pools: [POOL_THAT_REQUIRES_A_NAME] } });
  try {
    await demanding.someone(async (person) => {
      const view = await person.follow(await demanding.dev.invite("nameless@client.example", { groups: [] }));
      await accept(view);
      const name = view.labelled("field.given_name");
      await name.waitFor();
      assert.equal(await name.evaluate((input) => input === document.activeElement), true, "the field has the focus");
      assert.equal(await name.getAttribute("autocomplete"), "given-name");
      await name.fill("Ada");
      await view.press("accept.action");
      await view.isAt("accept.done-heading");
      const { AuthenticationResult: tokens } = await person.answerTo("RespondToAuthChallenge");
      assert.equal(JSON.parse(Buffer.from(tokens.IdToken.split(".")[1], "base64url")).given_name, "Ada");
    });
  } finally {
    await demanding.close();
  }
});

const POOL_THAT_REQUIRES_A_NAME = {
  Id: "local_Required",
  PoolName: "required",
  UsernameAttributes: ["email"],
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ["email"],
  Schema: [
    { Name: "email", Required: true, Mutable: true },
    { Name: "given_name", Required: true, Mutable: true },
    { Name: "invitation", AttributeDataType: "String", Mutable: true },
    { Name: "brand", AttributeDataType: "String", Mutable: true },
  ],
  Clients: [{
    ClientId: "requiring",
    ClientName: "web",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  }],
  Groups: [{ GroupName: "members" }, { GroupName: "clients" }],
};

/** The first of the sections with such a policy is `[self_sign_up]`. */
function byInvitationOnly(text) {
  const lists = /domains\.allow = .*\ndomains\.deny = .*\n/;
  return text.replace('policy = "domains"', 'policy = "invited"').replace(lists, "");
}

test("join: where the settings want an invitation, its code can be pasted", async () => {
  const closed = await Stage.open({ settings: byInvitationOnly });
  try {
    await closed.someone(async (person) => {
      const { secret } = linkIn(await closed.dev.issue("pasted@client.example"));
      const view = await person.open(`${closed.dev.endpoint}/join`);
      await view.shows("join.typed");
      await view.labelled("page.invitation").fill(` ${secret}\n`);
      assert.equal(await view.field("username").inputValue(), "pasted@client.example");
      await fillInSignUp(view);
      await view.press("join.action");
      await view.isAt("join.done-heading");
      assert.deepEqual(await closed.dev.groupsOf("pasted@client.example"), ["clients", "members"]);
    });
    await closed.someone(async (person) => {
      const view = await person.open(`${closed.dev.endpoint}/join`);
      await view.labelled("page.invitation").fill("this is no invitation");
      await fillInSignUp(view, "uninvited@example.com");
      await view.press("join.action");
      // Whether the page or the hook says so: there is a sentence, and no account.
      await view.page.locator('[role=alert]:not(:empty), [aria-invalid="true"]').first().waitFor();
      assert.equal(await closed.dev.user("uninvited@example.com"), undefined);
    });
  } finally {
    await closed.close();
  }
});

// ---- accounts that are there

way("join: an address that has an account signs in or resets the password", async (person) => {
  const email = "exists@example.com";
  await member(dev, email);
  const view = await person.open(`${dev.endpoint}/join`);
  await fillInSignUp(view, email);
  await view.press("join.action");
  await view.saysProblem("account-exists", WAYS_IN);
  const { signIn } = await view.settings();
  assert.deepEqual(await view.leadsTo("page.sign-in"), { address: signIn, name: email });
  await view.link("page.reset-password").click();
  await view.page.waitForURL((url) => url.pathname === "/reset");
  await view.ready();
  assert.equal(await view.field("username").inputValue(), email, "the user name goes along");
});

way("join: a sign-up that was never finished is finished where it began", async (person) => {
  const email = "unfinished@example.com";
  await signUp(person, email);
  const view = await person.open(`${dev.endpoint}/join`);
  await fillInSignUp(view, email);
  await view.press("join.action");
  await view.saysProblem("account-exists", ["page.enter-code"]);
  await view.way("page.enter-code").click();
  await view.button("page.send-code").click();
  await view.code().fill(await secretMailed(dev, email, 2));
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
});

way("accept: an account that was switched off says so", async (person) => {
  const mail = await dev.invite("disabled@client.example");
  await dev.call("AdminDisableUser", { Username: "disabled@client.example" });
  const view = await person.follow(mail);
  await accept(view);
  await view.saysProblem("account-disabled");
  await view.page.getByRole("alert").getByRole("link").waitFor();
});

way("accept: an account whose sign-up was not confirmed leads to the code", async (person) => {
  await signedUp(dev, "pending@example.com");
  const view = await person.open(`${dev.endpoint}/accept#username=pending@example.com&password=${PASSWORD}`);
  await accept(view, "Another-password-1");
  await view.saysProblem("not-confirmed", ["page.enter-code"]);
});

way("reset: nobody learns who has an account", async (person) => {
  const view = await forgetPassword(person, "nobody-at-all@example.com");
  await view.code().waitFor();
  assert.equal(await view.page.getByRole("alert").textContent().then((text) => text.trim()), "");
});

// ---- answers that are lost after the call took effect

/** Lets the pool answer the next call of this operation, and loses the answer. */
async function loseAnswer(person, operation) {
  const lost = { called: false };
  await person.context.route(`${dev.endpoint}/`, async (route) => {
    if (lost.called || operationOf(route.request()) !== operation) return route.fallback();
    lost.called = true;
    await route.fetch();
    return route.abort();
  });
}

way("accept: an answer that was lost is no loss", async (person) => {
  const view = await person.follow(await dev.invite("lost@client.example"));
  await loseAnswer(person, "RespondToAuthChallenge");
  await accept(view);
  await view.saysProblem("offline");
  await view.press("accept.action");
  await view.page.getByRole("heading", { name: view.pattern("accept.already-heading") })
    .or(view.page.getByRole("heading", { name: view.pattern("accept.done-heading") })).waitFor();
  assert.deepEqual(await dev.groupsOf("lost@client.example"), ["clients", "members"]);
});

way("accept: an answer that was lost before the new password is no loss where the link is still good", async (person) => {
  const email = "lost-sooner@client.example";
  const view = await person.follow(await dev.invite(email));
  await loseAnswer(person, "InitiateAuth");
  await accept(view);
  await view.saysProblem("offline");
  await view.press("accept.action");
  await view.isAt("accept.done-heading");
  assert.deepEqual(await dev.groupsOf(email), ["clients", "members"]);
});

way("accept: a temporary password that was spent on an answer that was lost leads to a new invitation", async (person) => {
  const email = "lost-early@client.example";
  const view = await person.follow(await dev.invite(email));
  await loseAnswer(person, "InitiateAuth");
  await accept(view);
  await view.saysProblem("offline");
  // A pool that takes a temporary password for one sign-in (contract §1.3, the stricter reading)
  // refuses it now, and the person's own password as well.
  const refusal = { __type: "NotAuthorizedException", message: "Incorrect username or password." };
  await person.answer("InitiateAuth", { body: refusal, times: 2 });
  await view.press("accept.action");
  await view.saysProblem("link-not-valid", ["page.sign-in"]);
  const renewed = await person.follow(await dev.resend(email));
  await accept(renewed);
  await renewed.isAt("accept.done-heading");
});

way("join: an answer that was lost leads on to the code", async (person) => {
  const email = "lost-join@example.com";
  const view = await person.open(`${dev.endpoint}/join`);
  await fillInSignUp(view, email);
  await loseAnswer(person, "SignUp");
  await view.press("join.action");
  await view.saysProblem("offline");
  await view.press("join.action");
  await view.saysProblem("account-exists", ["page.enter-code"]);
  await view.way("page.enter-code").click();
  await view.code().fill(await secretMailed(dev, email));
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
});

way("confirm: an answer that was lost is no loss", async (person) => {
  const email = "lost-confirm@example.com";
  const view = await signUp(person, email);
  await view.code().fill(await secretMailed(dev, email));
  await loseAnswer(person, "ConfirmSignUp");
  await view.press("confirm.action");
  await view.saysProblem("offline");
  await view.press("confirm.action");
  await view.isAt("confirm.already-heading");
});

way("reset: an answer that was lost leaves the new password in force", async (person) => {
  const email = "lost-reset@example.com";
  const view = await person.follow(await forgetful(dev, email));
  await loseAnswer(person, "ConfirmForgotPassword");
  await view.newPassword().fill("Another-horse-2");
  await view.press("reset.action");
  await view.saysProblem("offline");
  await view.press("reset.action");
  // A code is good for one time: Cognito does not tell a code that was used from one that ran out.
  await view.saysProblem("code-expired", ["page.send-code"]);
  await dev.groupsOf(email, "Another-horse-2");
});

// ---- browsers that do not go along

for (const page of ["accept", "join", "confirm", "reset", ""]) {
  test(`without scripts, /${page} says so in every language`, async () => {
    const context = await stage.browser.newContext({ javaScriptEnabled: false });
    const tab = await context.newPage();
    await tab.goto(`${dev.origin("northwind")}/${page}`);
    // Written into the document: no script can fetch them.
    const shown = await tab.locator("noscript p:visible").evaluateAll((list) => list.map((sentence) => [
      sentence.lang,
      sentence.dir,
      sentence.innerText.includes("JavaScript"),
    ]));
    const expected = ["ar", "de", "en", "es", "fr"].map((locale) => [locale, locale === "ar" ? "rtl" : "ltr", true]);
    assert.deepEqual(shown.toSorted(), expected);
    await context.close();
  });
}

way("a page asks once more for words that did not arrive, and keeps the link", async (person) => {
  const { url } = linkIn(await dev.invite("wordless@client.example"));
  await person.context.route("**/assets/texts/*", (route) => route.abort(), { times: 1 });
  const page = await person.context.newPage();
  await page.goto(url);
  await page.getByRole("main").getByRole("button").click();
  const view = await person.view(page);
  await accept(view);
  await view.isAt("accept.done-heading");
});

/** A site that shows a page of ours inside its own. */
async function framing(address, act) {
  const server = http.createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html");
    answer.end(`<!doctype html><title>Win a prize</title><iframe width="600" height="600" src="${address}"></iframe>`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await act(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

for (const page of ["accept", "join", "confirm", "reset"]) {
  test(`/${page} is not shown inside another site`, async () => {
    const address = `${dev.endpoint}/${page}#username=ada&code=123456`;
    await framing(address, async (outside) => {
      const context = await stage.browser.newContext();
      const tab = await context.newPage();
      const refused = tab.waitForEvent("console", (message) => /frame/i.test(message.text()));
      await tab.goto(outside);
      await refused;
      assert.equal(await tab.frameLocator("iframe").getByRole("main").count(), 0);
      await context.close();
    });
  });

  test(`/${page} refuses to work in a frame where a host sends no headers`, async () => {
    const address = `${dev.endpoint}/${page}#username=ada&code=123456`;
    await framing(address, async (outside) => {
      const context = await stage.browser.newContext();
      await context.route(`${dev.endpoint}/${page}`, async (route) => {
        const response = await route.fetch();
        const headers = { "Content-Type": response.headers()["content-type"] };
        await route.fulfill({ status: response.status(), headers, body: await response.text() });
      });
      const tab = await context.newPage();
      await tab.goto(outside);
      const main = tab.frameLocator("iframe").getByRole("main");
      const text = await dev.sentences("en");
      await main.getByText(text["page.framed"]).waitFor();
      assert.equal(await main.locator("input, button, output").count(), 0);
      await context.close();
    });
  });
}
