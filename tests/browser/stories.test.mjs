// The stories of the design, from the mail in the inbox to the groups in the first token.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Dev, GROUPS_BY_DOMAIN, groupsIn, linkIn } from "./lib/dev.mjs";
import { Stage } from "./lib/stage.mjs";
import { accept, fillInSignUp, forgetPassword, forgetful, member, secretMailed, signUp, signedUp } from "./lib/steps.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

/** A test of one person with a browser. */
const story = (name, act, options) => test(name, () => stage.someone(act, options));

// ---- A: an administrator creates the user

story("A: an invitation is accepted, and its groups are in the first token", async (person) => {
  const mail = await dev.invite("ada@client.example", { given_name: "Ada", groups: ["clients", "beta"] });
  const view = await person.follow(mail);
  await view.isAt("accept.heading");
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.deepEqual(groupsIn(await person.answerTo("RespondToAuthChallenge")), ["beta", "clients", "members"]);
  assert.deepEqual(person.calls, ["InitiateAuth", "RespondToAuthChallenge"]);
  await view.continues();
});

story("A: the page shows the name to sign in with, and hands it on to the app", async (person) => {
  const email = "shown+1@client.example";
  const view = await person.follow(await dev.invite(email));
  assert.equal(await view.field("username").inputValue(), email);
  assert.equal(await view.field("username").isEditable(), false);
  assert.deepEqual(person.calls, [], "it is looked up nowhere");
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.equal((await view.leadsTo("page.continue")).name, email);
  assert.ok(!(await view.link("page.continue").getAttribute("href")).includes("eyJ"), "no token leaves the page");
  await view.continues();
  assert.equal(await view.page.getByRole("textbox").first().inputValue(), email);
});

story("A: the pool's word on the address counts more than the link's", async (person) => {
  const { url } = linkIn(await dev.invite("owner@client.example"));
  const view = await person.open(url.replace(/&email=[^&]*/, "&email=somebody.else%40client.example"));
  assert.equal(await view.field("username").inputValue(), "somebody.else@client.example");
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.equal((await view.leadsTo("page.continue")).name, "owner@client.example");
});

story("A: the app learns no name where the settings do not say how", async (person) => {
  await person.context.route(/\/accept$/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('"nameParameter":"login_hint",', "");
    await route.fulfill({ response, body });
  });
  const view = await person.follow(await dev.invite("unnamed@client.example"));
  const { redirects, nameParameter } = await view.settings();
  assert.equal(nameParameter, undefined);
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.equal(await view.link("page.continue").getAttribute("href"), redirects[0]);
});

story("A: the second brand has pages of its own, in its own name", async (person) => {
  const mail = await dev.invite("ada@fabrikam-client.example", { groups: ["clients"], brand: "fabrikam", locale: "de" });
  const view = await person.follow(mail);
  assert.equal(new URL(view.page.url()).origin, dev.origin("fabrikam"));
  assert.match(await view.heading().textContent(), /Fabrikam/);
  await accept(view);
  await view.isAt("accept.done-heading");
  assert.deepEqual(groupsIn(await person.answerTo("RespondToAuthChallenge")), ["clients", "members"]);
  await view.continues();
}, { locale: "de" });

story("A: an invitation that is sent again takes the place of the first", async (person) => {
  const first = await dev.invite("again@client.example");
  const second = await dev.resend("again@client.example");
  const old = await person.follow(first);
  await accept(old);
  await old.saysProblem("link-not-valid", ["page.sign-in"]);
  const view = await person.follow(second);
  await accept(view);
  await view.isAt("accept.done-heading");
});

story("A: the same link once more says that all is well", async (person) => {
  const mail = await dev.invite("twice@client.example");
  const view = await person.follow(mail);
  await accept(view);
  await view.isAt("accept.done-heading");
  const { url } = linkIn(mail);
  const again = await person.open(url);
  await again.isAt("accept.already-heading");
  await again.way("page.sign-in").waitFor();
  await stage.someone(async (elsewhere) => {
    const other = await elsewhere.follow(mail);
    await accept(other);
    await other.isAt("accept.already-heading");
    await other.way("page.sign-in").waitFor();
  });
  await stage.someone(async (stranger) => {
    const other = await stranger.follow(mail);
    await accept(other, "Not-the-password-1");
    await other.saysProblem("link-not-valid", ["page.sign-in"]);
  });
});

// ---- B: a sign-up with an invitation token

story("B: a token signs up and its groups are in the first token", async (person) => {
  const view = await person.follow(await dev.issue("bob@client.example"));
  assert.equal(await view.field("username").inputValue(), "bob@client.example");
  assert.equal(await view.field("username").isEditable(), false);
  await fillInSignUp(view);
  await view.press("join.action");
  await view.isAt("join.done-heading");
  assert.deepEqual(person.calls, ["SignUp"]);
  assert.equal((await person.answerTo("SignUp")).UserConfirmed, true);
  assert.deepEqual(await dev.groupsOf("bob@client.example"), ["clients", "members"]);
  await view.continues();
});

story("B: the page speaks the language of the token", async (person) => {
  const view = await person.follow(await dev.issue("bernd@client.example", { groups: ["clients"], locale: "de" }));
  assert.equal(await view.page.locator("html").getAttribute("lang"), "de");
  await fillInSignUp(view);
  await view.press("join.action");
  await view.isAt("join.done-heading");
}, { locale: "fr" });

story("B: a link that was cut off is refused, and the whole one works", async (person) => {
  const { url } = linkIn(await dev.issue("cut@client.example"));
  // What is left of the token names the address still, but the signature is incomplete.
  const view = await person.open(url.slice(0, -40));
  await fillInSignUp(view);
  await view.press("join.action");
  await view.saysRejection("invitation-invalid");
  const whole = await person.open(url);
  await fillInSignUp(whole);
  await whole.press("join.action");
  await whole.isAt("join.done-heading");
});

// ---- C: a sign-up without an invitation

story("C: the code is typed on the page where the sign-up began", async (person) => {
  const email = "carol@example.com";
  const view = await signUp(person, email);
  await view.code().fill(` ${await secretMailed(dev, email)} `);
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
  assert.deepEqual(person.calls, ["SignUp", "ConfirmSignUp"]);
  assert.deepEqual(await dev.groupsOf(email), GROUPS_BY_DOMAIN);
  await view.continues();
});

story("C: the address that was typed is shown whole", async (person) => {
  const email = "whole.address@example.com";
  const view = await signUp(person, email);
  await view.shows("join.sent");
  await view.page.getByText(email).waitFor();
});

story("C: the link in the same browser confirms on one click", async (person) => {
  const email = "cedric@example.com";
  await signUp(person, email);
  const mail = await dev.mail(email);
  const view = await person.follow(mail);
  await view.isAt("confirm.heading");
  assert.deepEqual(person.calls, ["SignUp"], "nothing happens before the click");
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
  assert.deepEqual(await dev.groupsOf(email), GROUPS_BY_DOMAIN);
  const again = await person.follow(mail);
  await again.press("confirm.action");
  await again.isAt("confirm.already-heading");
});

story("C: the link in another browser shows the code, which is typed in the first", async (person) => {
  const email = "chris@example.com";
  const begun = await signUp(person, email);
  const mail = await dev.mail(email);
  let code;
  await stage.someone(async (telephone) => {
    const view = await telephone.follow(mail);
    await view.isAt("confirm.elsewhere-heading");
    await view.shows("confirm.stranger");
    assert.equal(await view.button("confirm.action").count(), 0);
    code = (await view.page.getByRole("main").locator("output").textContent()).replace(/\s/g, "");
    await telephone.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: dev.endpoint });
    await view.press("page.copy");
    await view.button("page.copied").waitFor();
    assert.equal(await view.page.evaluate(() => navigator.clipboard.readText()), code);
    assert.deepEqual(telephone.calls, []);
  });
  await begun.code().fill(code);
  await begun.press("confirm.action");
  await begun.isAt("confirm.done-heading");
});

story("C: a new code takes the place of the first", async (person) => {
  const email = "newcode@example.com";
  const begun = await signUp(person, email);
  const first = await secretMailed(dev, email);
  await person.open(`${dev.endpoint}/confirm#username=${encodeURIComponent(email)}`).then(async (view) => {
    await view.press("page.send-code");
    const second = await secretMailed(dev, email, 2);
    assert.notEqual(second, first);
    await view.code().fill(first);
    await view.press("confirm.action");
    await view.saysProblem("code-wrong", ["page.send-code"]);
    await view.code().fill(second);
    await view.press("confirm.action");
    await view.isAt("confirm.done-heading");
  });
});

// ---- a forgotten password

const NEW_PASSWORD = "Another-horse-2";

story("a password is reset with the code typed", async (person) => {
  const email = "rita@example.com";
  await member(dev, email);
  const view = await forgetPassword(person, email);
  await view.shows("reset.sent");
  await view.page.getByText(email).first().waitFor();
  await view.code().fill(await secretMailed(dev, email));
  await view.newPassword().fill(NEW_PASSWORD);
  await view.press("reset.action");
  await view.isAt("reset.done-heading");
  assert.equal((await view.leadsTo("page.continue")).name, email);
  assert.deepEqual(person.calls, ["ForgotPassword", "ConfirmForgotPassword"]);
  await dev.groupsOf(email, NEW_PASSWORD);
  await view.continues();
});

story("a password is reset with the link", async (person) => {
  const email = "rudi@example.com";
  const view = await person.follow(await forgetful(dev, email));
  await view.isAt("reset.heading");
  // For a password manager, which keeps the new one under it.
  assert.equal(await view.field("username").inputValue(), email);
  await view.newPassword().fill(NEW_PASSWORD);
  await view.press("reset.action");
  await view.isAt("reset.done-heading");
  await dev.groupsOf(email, NEW_PASSWORD);
});

// ---- languages

test("every message is in the language of the page", () => stage.someone(async (person) => {
  const email = "deutsch@example.com";
  const view = await signUp(person, email);
  await view.code().fill(await secretMailed(dev, email));
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
  const welcome = await dev.mail(email, 2);
  assert.match(welcome.html, /<html[^>]* lang="de"/, welcome.subject);
}, { locale: "de" }));

// ---- too late

test("what has run out says so, and what to do", async () => {
  // In a pool of its own, since its clock runs ahead for everybody.
  const late = await Dev.start();
  try {
    const invitation = await late.invite("late@client.example");
    const token = await late.outdatedToken("late-token@client.example");
    const code = await signedUp(late, "late-code@example.com");
    const renewal = await forgetful(late, "late-reset@example.com");
    await late.advance({ days: 8 });

    await new Stage(late, stage.browser).someone(async (person) => {
      const accepting = await person.follow(invitation);
      await accept(accepting);
      // This pool does not tell a temporary password that ran out from a wrong one; others do
      // (contract §9), which `ways.test.mjs` shows.
      await accepting.saysProblem("link-not-valid", ["page.sign-in"]);

      const joining = await person.open(`${late.endpoint}/join#invitation=${token}`);
      await fillInSignUp(joining);
      await joining.press("join.action");
      await joining.saysRejection("invitation-expired");

      // The code is typed: it is not the browser in which the sign-up began.
      const { secret } = linkIn(code);
      const confirming = await person.open(`${late.endpoint}/confirm`);
      await confirming.field("username").fill("late-code@example.com");
      await confirming.code().fill(secret);
      await confirming.press("confirm.action");
      await confirming.saysProblem("code-expired", ["page.send-code"]);
      await confirming.press("page.send-code");
      await confirming.code().fill(linkIn(await late.mail("late-code@example.com", 2)).secret);
      await confirming.press("confirm.action");
      await confirming.isAt("confirm.done-heading");

      const renewing = await person.follow(renewal);
      await renewing.newPassword().fill(NEW_PASSWORD);
      await renewing.press("reset.action");
      await renewing.saysProblem("code-expired", ["page.send-code"]);
      await renewing.press("page.send-code");
      await renewing.code().fill(linkIn(await late.mail("late-reset@example.com", 2)).secret);
      if (!(await renewing.newPassword().inputValue())) await renewing.newPassword().fill(NEW_PASSWORD);
      await renewing.press("reset.action");
      await renewing.isAt("reset.done-heading");
    });
  } finally {
    await late.stop();
  }
});

// ---- where it leads

const EVIL = "https://evil.example/";

for (const [where, change] of [
  ["in the query", (url) => url.replace("#", `?redirect=${EVIL}&next=${EVIL}&return_to=${EVIL}#`)],
  ["in the fragment, before the secret", (url) => url.replace("#", `#redirect=${EVIL}&returnTo=${EVIL}&next=${EVIL}&`)],
  ["with a script", (url) => url.replace("#", "?redirect=javascript:alert(1)#redirect=javascript:alert(1)&")],
]) {
  story(`an address ${where} of the link leads nowhere`, async (person) => {
    const { url } = linkIn(await dev.invite(`led-${where.length}@client.example`));
    const view = await person.open(change(url));
    await accept(view);
    await view.isAt("accept.done-heading");
    const { redirects } = await view.settings();
    const href = await view.link("page.continue").getAttribute("href");
    assert.equal((await view.ledTo(href)).address, redirects[0]);
    // Without another click or key, the page goes on by itself.
    await view.page.waitForURL((address) => address.href === href);
  });
}
