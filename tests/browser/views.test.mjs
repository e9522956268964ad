// Every view of every page, in three languages: nothing stands in anybody's way, by day and by night,
// on the narrowest telephone and on a desk.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import axe from "axe-core";

import { Stage } from "./lib/stage.mjs";
import { VIEWS } from "./lib/views.mjs";

const stage = await Stage.open();
after(() => stage.close());

const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/** What axe-core has against the page as it is shown now. */
async function objections(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
}

async function leavesNobodyOut(view, name) {
  const { page } = view;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await objections(page), [], `${name}, ${colorScheme}`);
  }
  for (const width of [320, 640, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, `${name} scrolls sideways at ${width} px`);
  }
  const html = page.locator("html");
  const locale = await html.getAttribute("lang");
  assert.equal(await html.getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
  assert.ok(await page.title());
  // Nothing of a template and no sentence that is missing.
  assert.doesNotMatch(await page.locator("body").innerText(), /undefined|\[object|\{\{|\{ ?\$|\{address\}/);
}

for (const locale of ["en", "de", "ar"]) {
  for (const [name, show] of Object.entries(VIEWS)) {
    test(`${name} (${locale})`, () => stage.someone(async (person) => {
      await leavesNobodyOut(await show(person), name);
    }, { locale }));
  }
}
