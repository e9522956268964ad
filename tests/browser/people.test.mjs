// For people: whatever they type with, see, hear or speak.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { PASSWORD, groupsIn } from "./lib/dev.mjs";
import { Stage } from "./lib/stage.mjs";
import { fillInSignUp } from "./lib/steps.mjs";
import { VIEWS } from "./lib/views.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

// ---- keyboards

/** Presses a key until the focus is where it is wanted. */
async function tabTo(page, wanted, key = "Tab") {
  for (let step = 0; step < 30; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error("the keyboard does not get there");
}

test("an invitation is accepted with the keyboard alone", () => stage.someone(async (person) => {
  const view = await VIEWS.accept(person);
  const { page } = view;
  await tabTo(page, view.newPassword());
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await page.locator('[aria-invalid="true"]').waitFor();
  const isFocused = await view.newPassword().evaluate((input) => input === document.activeElement);
  assert.ok(isFocused, "the focus is on what is wrong");
  const described = await view.newPassword().getAttribute("aria-describedby");
  const said = await Promise.all(described.split(" ").map((id) => page.locator(`#${id}`).textContent()));
  assert.ok(said.join(" ").includes(view.text["problem.password-refused"]), "what is wrong is said with the field");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(PASSWORD);
  await tabTo(page, view.toggle("page.show"));
  await page.keyboard.press("Space");
  assert.equal(await page.locator('input[autocomplete="new-password"]').getAttribute("type"), "text");
  await tabTo(page, view.button("accept.action"));
  await page.keyboard.press("Enter");
  await view.isAt("accept.done-heading");
  assert.deepEqual(groupsIn(await person.answerTo("RespondToAuthChallenge")), ["clients", "members"]);
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.match(focused, view.pattern("accept.done-heading"), "a screen reader goes on at the heading");
  await page.keyboard.press("Tab");
  await page.waitForTimeout(4500);
  assert.match(page.url(), /\/accept$/, "people who use the keys are not taken away from the page");
  await tabTo(page, view.link("page.continue"));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/_dev/app");
}));

test("every focus is seen", () => stage.someone(async (person) => {
  const { page } = await person.open(`${dev.endpoint}/join`);
  const unseen = [];
  const fields = await page.locator(":is(main, footer) :is(input, button, select, a[href]):visible").count();
  // The focus is in the first field already.
  for (let step = 0; step < fields; step += 1) {
    if (step) await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
      const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return outlined || boxShadow !== "none" ? "" : document.activeElement.outerHTML;
    });
    if (seen) unseen.push(seen);
  }
  assert.deepEqual(unseen, []);
}));

for (const [name, autocomplete] of [
  ["accept", "new-password"],
  ["accept, typed", "username"],
  ["join, open", "username"],
  ["join, code", "one-time-code"],
  ["confirm, typed", "username"],
  ["reset", "new-password"],
  ["reset, ask", "username"],
  ["reset, code", "one-time-code"],
]) {
  test(`${name} begins in its first field`, () => stage.someone(async (person) => {
    const { page } = await VIEWS[name](person);
    const focused = page.locator("main input:focus");
    assert.equal(await focused.getAttribute("autocomplete"), autocomplete);
    assert.equal(await page.evaluate(() => scrollY), 0);
    // A screen reader that is put there reads what stands above it.
    const described = await focused.evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id)?.textContent));
    assert.equal(described[0], await page.locator("main > p").first().textContent());
  }));
}

// ---- looks

for (const width of [320, 600, 1200]) {
  test(`at ${width} px, nothing touches and nothing is far from anything`, () => stage.someone(async (person) => {
    const { page } = await VIEWS.accept(person);
    await page.setViewportSize({ width, height: 800 });
    const box = (locator) => locator.boundingBox();
    const [main, button] = [await box(page.locator("main")), await box(page.locator("main button.primary"))];
    assert.equal(Math.round(main.y + main.height - button.y - button.height), 32);
    const language = await box(page.getByRole("combobox"));
    assert.ok(language.height <= 32, `the language box has ${language.height} px`);

    const again = await VIEWS["accept, already"](person);
    await again.page.setViewportSize({ width, height: 800 });
    const [first, second] = await Promise.all(["page.sign-in", "page.new-invitation"].map((way) => box(again.way(way))));
    const beside = second.x - first.x - first.width;
    const below = second.y - first.y - first.height;
    assert.equal(Math.round(Math.max(beside, below)), 12);
  }));
}

// ---- password managers and clipboards

/** What a password manager reads about each field, in the order of the page. */
const AUTOCOMPLETE = [
  ["accept", ["username", "new-password"]],
  ["join", ["username", "given-name", "family-name", "new-password"]],
  ["join, code", ["one-time-code"]],
  ["confirm, typed", ["username", "one-time-code"]],
  ["reset", ["username", "new-password"]],
  ["reset, ask", ["username"]],
  ["reset, code", ["username", "one-time-code", "new-password"]],
];

for (const [name, expected] of AUTOCOMPLETE) {
  test(`password managers and telephones know the fields of ${name}`, () => stage.someone(async (person) => {
    const { page } = await VIEWS[name](person);
    const inputs = page.locator("main input:visible:not([type=checkbox])");
    assert.deepEqual(await inputs.evaluateAll((list) => list.map((input) => input.autocomplete)), expected);
    const codes = page.locator('input[autocomplete="one-time-code"]');
    for (const mode of await codes.evaluateAll((list) => list.map((input) => input.inputMode))) assert.equal(mode, "numeric");
    const rules = page.locator('input[autocomplete="new-password"]');
    for (const written of await rules.evaluateAll((list) => list.map((input) => input.getAttribute("passwordrules")))) {
      assert.match(written, /^minlength: 12; required: lower; required: upper; required: digit$/);
    }
  }));
}

test("a password can be pasted, shown and hidden without losing the place", () => stage.someone(async (person) => {
  await person.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: dev.endpoint });
  const view = await VIEWS.accept(person);
  const { page } = view;
  await page.evaluate((text) => navigator.clipboard.writeText(text), PASSWORD);
  await view.newPassword().focus();
  await page.keyboard.press("Control+V");
  // The browser takes the text from the clipboard after the key press has been answered.
  await page.waitForFunction(() => document.activeElement.value);
  assert.equal(await view.newPassword().inputValue(), PASSWORD);
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("ArrowLeft");
  const place = () => view.newPassword().evaluate((input) => [input.selectionStart, document.activeElement === input]);
  const before = await place();
  assert.equal(await view.newPassword().getAttribute("type"), "password");
  await view.toggle("page.show").click();
  assert.equal(await view.newPassword().getAttribute("type"), "text");
  assert.deepEqual(await place(), before);
  await view.toggle("page.hide").click();
  assert.equal(await view.newPassword().getAttribute("type"), "password");
  assert.deepEqual(await place(), before);
}));

// ---- languages

test("another language keeps what was entered", () => stage.someone(async (person) => {
  const view = await person.open(`${dev.endpoint}/join`);
  await fillInSignUp(view, "polyglot@example.com");
  await view.labelled("field.given_name").fill("Ada");
  const given = await view.labelled("field.given_name").getAttribute("id");
  await view.page.getByRole("contentinfo").getByRole("combobox").selectOption("ar");
  await view.page.locator('html[lang="ar"][dir="rtl"]').waitFor();
  await view.ready();
  await view.isAt("join.heading");
  assert.ok((await view.page.title()).includes(view.text["join.title"]));
  assert.equal(await view.field("username").inputValue(), "polyglot@example.com");
  assert.equal(await view.newPassword().inputValue(), PASSWORD);
  assert.equal(await view.page.locator(`#${given}`).inputValue(), "Ada");
  assert.equal(await view.labelled("field.terms").isChecked(), true);
}));

for (const [wish, expected] of [["de-AT", "de"], ["pt-BR", "en"], ["ar-EG", "ar"], ["fr-CA", "fr"]]) {
  test(`a browser that wants ${wish} gets ${expected}`, () => stage.someone(async (person) => {
    const { page } = await person.open(`${dev.endpoint}/reset`);
    assert.equal(await page.locator("html").getAttribute("lang"), expected);
  }, { locale: wish }));
}

// ---- movement

for (const [name, path, width] of [
  ["accept", "/accept#username=ada&password=Temporary-1", 320],
  ["accept, on a desk", "/accept#username=ada&password=Temporary-1", 1280],
  ["join", "/join", 320],
  ["join, in Arabic", "/join", 1280, "ar"],
  ["confirm", "/confirm#username=ada&code=123456", 320],
  ["reset", "/reset#username=ada&code=123456", 320],
]) {
  test(`nothing jumps while ${name} loads`, () => stage.someone(async (person) => {
    await person.context.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          window.shifts.push(`${value} ${sources.map(({ node }) => node?.nodeName)}`);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    // A slow network shows what a fast one hides.
    await person.context.route("**/assets/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await route.continue();
    });
    const { page } = await person.open(dev.endpoint + path);
    await page.waitForTimeout(300);
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
  }, { viewport: { width, height: 800 } }));
}

test("nothing moves for people who want no movement", () => stage.someone(async (person) => {
  const { page } = await VIEWS.join(person);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() => Array.from(document.querySelectorAll("*")).filter((element) => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
    return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior === "smooth";
  }).map((element) => element.outerHTML.slice(0, 100)));
  assert.deepEqual(moving, []);
}));

test("forced colours leave every button and field with an edge", () => stage.someone(async (person) => {
  const { page } = await VIEWS["join, account there"](person);
  await page.emulateMedia({ forcedColors: "active" });
  const edged = page.locator("main :is(button, .button, input:not([type=checkbox])):visible");
  const bare = await edged.evaluateAll((list) => list.filter((element) => {
    const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
    return borderTopStyle === "none" || borderTopWidth === "0px";
  }).map((element) => element.outerHTML.slice(0, 100)));
  assert.deepEqual(bare, []);
}));

test("whatever can be pressed is large enough for a thumb", () => stage.someone(async (person) => {
  const { page } = await VIEWS["join, account there"](person);
  await page.setViewportSize({ width: 320, height: 700 });
  const targets = page.locator("main :is(button, .button, input, select):visible");
  const small = await targets.evaluateAll((list) => list.filter((element) => {
    const target = element.matches("[type=checkbox]") ? element.parentElement : element;
    const { width, height } = target.getBoundingClientRect();
    return width < 44 || height < 44;
  }).map((element) => element.outerHTML.slice(0, 100)));
  assert.deepEqual(small, []);
}));
