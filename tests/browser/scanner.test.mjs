// What mail scanners do with a link spends nothing: they fetch it, open it, and run its scripts.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { groupsIn, linkIn } from "./lib/dev.mjs";
import { operationOf } from "./lib/person.mjs";
import { Stage } from "./lib/stage.mjs";
import { accept, fillInSignUp, forgetful, signedUp } from "./lib/steps.mjs";

const TIMES = 5;

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

/** What each kind of link is for, and how a person uses it in the end. */
const LINKS = {
  accept: {
    send: () => dev.invite("scanned-accept@client.example"),
    async use(person, mail) {
      const view = await person.follow(mail);
      await accept(view);
      await view.isAt("accept.done-heading");
      assert.deepEqual(groupsIn(await person.answerTo("RespondToAuthChallenge")), ["clients", "members"]);
    },
  },
  join: {
    send: () => dev.issue("scanned-join@client.example"),
    async use(person, mail) {
      const view = await person.follow(mail);
      await fillInSignUp(view);
      await view.press("join.action");
      await view.isAt("join.done-heading");
    },
  },
  confirm: {
    send: () => signedUp(dev, "scanned-confirm@example.com"),
    async use(person, mail) {
      const view = await person.open(`${dev.endpoint}/confirm#username=scanned-confirm@example.com`);
      await view.code().fill(linkIn(mail).secret);
      await view.press("confirm.action");
      await view.isAt("confirm.done-heading");
    },
  },
  reset: {
    send: () => forgetful(dev, "scanned-reset@example.com"),
    async use(person, mail) {
      const view = await person.follow(mail);
      await view.newPassword().fill("Another-horse-2");
      await view.press("reset.action");
      await view.isAt("reset.done-heading");
    },
  },
};

/** Everything of a request in which a secret could stand, as it is and encoded. */
async function carries(request, secret) {
  const sent = [request.url(), request.postData() ?? "", JSON.stringify(await request.allHeaders())].join("\n");
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64url")].some((form) => sent.includes(form));
}

async function holdSecretsBack(person, secret) {
  const carrying = [];
  for (const request of person.requests) {
    if (await carries(request, secret)) carrying.push(`${operationOf(request) ?? request.method()} ${request.url()}`);
  }
  return carrying;
}

/** Looks at everything, as a program does that judges a page, and touches nothing. */
async function look(person, url) {
  const page = await person.context.newPage();
  await page.goto(url, { waitUntil: "networkidle" });
  await page.evaluate(async () => {
    scrollTo(0, document.body.scrollHeight);
    for (const element of document.querySelectorAll("a, button, input, select")) {
      element.focus();
      element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    }
    document.activeElement?.blur();
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await page.screenshot();
  return page;
}

for (const [name, { send, use }] of Object.entries(LINKS)) {
  test(`a link to /${name} survives its scanners, and tells nobody its secret`, async () => {
    const mail = await send();
    const { url, secret } = linkIn(mail);
    for (let time = 0; time < TIMES; time += 1) {
      for (const method of ["GET", "HEAD"]) {
        for (const form of [url, url.replace("#", "/#"), url.replace("#", "?from=scanner#")]) {
          assert.equal((await dev.request(form, { method })).status, 200, `${method} ${form}`);
        }
      }
      // A scanner that takes the fragment for a part of the path finds nothing.
      assert.equal((await dev.request(url.replace("#", "%23"))).status, 404);
    }
    const before = await callsSoFar();
    await Promise.all(Array.from({ length: TIMES }, () => stage.someone(async (scanner) => {
      await look(scanner, url);
      assert.deepEqual(scanner.calls, [], "nothing is called without a click");
      assert.deepEqual(await holdSecretsBack(scanner, secret), []);
    })));
    assert.equal(await callsSoFar(), before, "the pool was not called");

    await stage.someone(async (person) => {
      await use(person, mail);
      for (const carrying of await holdSecretsBack(person, secret)) {
        assert.match(carrying, new RegExp(`^(InitiateAuth|SignUp|ConfirmSignUp|ConfirmForgotPassword) ${dev.endpoint}/$`));
      }
    });
  });
}

/** How many operations the pool has been asked for. */
async function callsSoFar() {
  const { activity } = await (await fetch(`${dev.endpoint}/_local/activity`)).json();
  return activity.filter(({ operation }) => operation).length;
}
