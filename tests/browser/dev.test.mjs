// The page of `invitations dev` itself, on a small laptop and on a telephone.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Stage } from "./lib/stage.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev, browser } = stage;

/** Invites somebody with the form. The result has to differ from the one before, which is shown until then. */
async function invite(page, email, outcome) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("status").getByText(outcome).waitFor();
}

for (const [width, height] of [[1366, 768], [390, 844]]) {
  test(`at ${width} × ${height}, one can invite, see what came of it and read the mail`, async () => {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(dev.endpoint);
    const email = `desk-${width}@client.example`;
    await invite(page, email, "created");
    await page.getByRole("status").getByText("mail sent").waitFor();
    const reader = page.locator("#reader");
    await reader.getByText(email).waitFor();
    await page.frameLocator("#reader iframe").getByRole("link").first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, "nothing scrolls sideways");

    // Even with everything open, the buttons and the outcome are in sight.
    await page.getByText("More", { exact: true }).click();
    await invite(page, email, "unchanged");
    for (const shown of [...(await page.locator("#form button").all()), page.getByRole("status")]) {
      const box = await shown.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, "not cut off at the sides");
      if (width > 1080) assert.ok(box.y >= 0 && box.y + box.height <= height, "in sight without scrolling");
    }
    const users = page.getByRole("table");
    const cut = await users.evaluate((table) => table.scrollWidth - table.parentElement.clientWidth);
    assert.ok(cut <= 0, "no column of the users is cut off");

    // The newest mail takes the place of the one that is open.
    await invite(page, `second-${email}`, "created");
    await reader.getByText(`second-${email}`).waitFor();
    await page.close();
  });
}
