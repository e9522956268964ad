// A stranger signs up with somebody's address. Whatever the owner of the mailbox clicks, the
// stranger's account does not come to life (contract §11.15).

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Stage } from "./lib/stage.mjs";
import { fillInSignUp, signUp, signedUp } from "./lib/steps.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

/** Clicks everything on the page that can be clicked, each on a page opened anew. */
async function clickEverything(owner, mail) {
  const clickable = "main :is(button, a, input, select, summary, output, [tabindex], [onclick]), footer :is(a, select)";
  const first = await owner.follow(mail);
  const count = await first.page.locator(clickable).count();
  const shown = await first.page.getByRole("main").textContent();
  for (let index = 0; index < count; index += 1) {
    const view = await owner.follow(mail);
    // A link that leads away is not followed to the end: where it leads is somebody else's.
    await view.page.route(/^(?!http:\/\/([\w.]+):\d+\/)/, (route) => route.abort());
    await view.page.locator(clickable).nth(index).click();
    await view.page.waitForTimeout(100);
    await view.page.close();
  }
  await first.page.keyboard.press("Enter");
  await first.page.close();
  return { count, shown };
}

for (const locale of ["en", "ar"]) {
  test(`the owner of an address cannot confirm a stranger's sign-up by clicking (${locale})`, async () => {
    const address = `owner-${locale}@example.com`;
    await stage.someone(async (stranger) => {
      await signUp(stranger, address);
      const mail = await dev.mail(address);
      await stage.someone(async (owner) => {
        const { shown } = await clickEverything(owner, mail);
        const text = await dev.sentences(locale);
        assert.ok(shown.includes(text["confirm.stranger"]), "the owner reads what to do");
        assert.deepEqual(owner.calls.filter((operation) => operation === "ConfirmSignUp"), []);
      }, { locale });
      assert.equal((await dev.user(address)).status, "UNCONFIRMED");
    }, { locale });
  });
}

test("neither does the stranger get in without the code", async () => {
  const address = "owner-tried@example.com";
  await stage.someone(async (stranger) => {
    const view = await signUp(stranger, address);
    await view.code().fill("000000");
    await view.press("confirm.action");
    await view.saysProblem("code-wrong");
    assert.equal((await dev.user(address)).status, "UNCONFIRMED");
  });
});

test("the pages do not lead the owner to where a stranger's code is typed", async () => {
  const address = "owner-led@example.com";
  await signedUp(dev, address);
  await stage.someone(async (owner) => {
    const view = await owner.open(`${dev.endpoint}/join`);
    await fillInSignUp(view, address);
    await view.press("join.action");
    await view.saysProblem("account-exists", ["page.sign-in", "page.reset-password"]);
    await assert.rejects(view.link("page.enter-code").waitFor({ timeout: 300 }));
  });
});

test("where a code is typed that was not asked for here, the page says what that would do", async () => {
  const address = "owner-typing@example.com";
  const mail = await signedUp(dev, address);
  const { sub: username } = await dev.user(address);
  assert.ok(username);
  for (const link of [`/confirm#username=${username}`, "/confirm", `/confirm#username=${username}&code=Call +1 555 0100`]) {
    await stage.someone(async (owner) => {
      const view = await owner.open(`${dev.endpoint}${link}`);
      await view.shows("confirm.stranger");
      // Whose account it is, the owner has to know.
      await view.field("username").waitFor();
      assert.equal(await view.field("username").inputValue(), "");
      assert.ok(!(await view.page.getByRole("main").textContent()).includes("555"));
    });
  }
  assert.ok(mail);
  assert.equal((await dev.user(address)).status, "UNCONFIRMED");
});
