// Where the secret of a link is after the page has read it: in memory, and nowhere else.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { PASSWORD, linkIn } from "./lib/dev.mjs";
import { Stage } from "./lib/stage.mjs";
import { accept, fillInSignUp, forgetful, secretMailed, signUp, signedUp } from "./lib/steps.mjs";

const stage = await Stage.open();
after(() => stage.close());
const { dev } = stage;

/** Every place in a page that a script, an extension or the next page could read. */
function placesIn(page) {
  return page.evaluate(async () => {
    // Chromium keeps the address that a document was opened with in the entry of the navigation,
    // which no script can change (SECURITY.md); it goes with the document.
    const entries = performance.getEntries().filter((entry) => entry.entryType !== "navigation");
    return {
      address: [location.href, document.URL, document.documentURI, document.baseURI, document.referrer, window.name],
      history: [history.length, JSON.stringify(history.state), ...(window.navigation?.entries() ?? []).map(({ url }) => url)],
      performance: entries.map((entry) => JSON.stringify(entry)),
      title: document.title,
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      cookies: document.cookie,
      databases: JSON.stringify(await indexedDB.databases()),
      caches: JSON.stringify(await caches.keys()),
      html: document.documentElement.outerHTML,
      text: document.body.innerText,
      values: Array.from(document.querySelectorAll("input"), (input) => input.value),
    };
  });
}

function holding(places, secrets) {
  const holds = (place) => secrets.some((secret) => [place].flat().join("\n").includes(secret));
  return Object.keys(places).filter((name) => holds(places[name]));
}

let count = 0;
const anybody = (domain) => `secretive-${++count}@${domain}`;

const LINKS = [
  ["accept", () => dev.invite(anybody("client.example")), "accept.body"],
  ["join", () => dev.issue(anybody("client.example")), "join.body"],
  ["confirm", () => signedUp(dev, anybody("example.com")), "confirm.elsewhere"],
  ["reset", () => forgetful(dev, anybody("example.com")), "reset.body"],
];

for (const [name, send, shown] of LINKS) {
  // Showing the code is what /confirm is for.
  const allowed = name === "confirm" ? ["html", "text", "values"] : [];

  test(`/${name} takes the secret out of the address bar and the history`, () => stage.someone(async (person) => {
    const { url, secret } = linkIn(await send());
    const page = await person.context.newPage();
    await page.goto(`${dev.endpoint}/_dev/app`);
    await page.goto(url);
    // As soon as there is anything to see, and before anything is done.
    await page.locator("main > *").first().waitFor();
    assert.deepEqual(holding(await placesIn(page), [secret]).filter((place) => !allowed.includes(place)), []);
    assert.equal(page.url(), `${dev.endpoint}/${name}`);
    await page.goBack();
    assert.equal(page.url(), `${dev.endpoint}/_dev/app`);
    await page.goForward();
    assert.equal(page.url(), `${dev.endpoint}/${name}`);
  }));

  test(`/${name} begins anew with a second link in the same tab`, () => stage.someone(async (person) => {
    const { url, secret } = linkIn(await send());
    const page = await person.context.newPage();
    await page.goto(`${dev.endpoint}/${name}`);
    const view = await person.view(page);
    // In the address bar of an open page, a link to the same page changes the fragment alone.
    await page.evaluate((fragment) => { location.hash = fragment; }, url.slice(url.indexOf("#")));
    await page.waitForURL(`${dev.endpoint}/${name}`);
    await view.ready();
    assert.deepEqual(holding(await placesIn(page), [secret]).filter((place) => !allowed.includes(place)), []);
    await view.shows(shown);
  }));
}

// ---- afterwards

async function tokensOf(person, operation) {
  const { AuthenticationResult: result } = await person.answerTo(operation);
  return [result.IdToken, result.AccessToken, result.RefreshToken];
}

test("after an invitation is accepted, nothing of it is left", () => stage.someone(async (person) => {
  const { url, secret } = linkIn(await dev.invite("left-accept@client.example"));
  const view = await person.open(url);
  await accept(view);
  await view.isAt("accept.done-heading");
  const secrets = [secret, PASSWORD, ...(await tokensOf(person, "RespondToAuthChallenge"))];
  assert.deepEqual(holding(await placesIn(view.page), secrets), []);
  assert.deepEqual(await person.context.cookies(), []);
  // The page has gone on; back leads to no form with a password in it.
  await view.continues();
  await view.page.goBack();
  await view.page.locator("main > *").first().waitFor();
  assert.deepEqual(holding(await placesIn(view.page), secrets), []);
}));

test("after a sign-up with a token, nothing of it is left", () => stage.someone(async (person) => {
  const { url, secret } = linkIn(await dev.issue("left-join@client.example"));
  const view = await person.open(url);
  await fillInSignUp(view);
  await view.press("join.action");
  await view.isAt("join.done-heading");
  const places = await placesIn(view.page);
  assert.deepEqual(holding(places, [secret, PASSWORD]), []);
  assert.ok(!places.local.includes("left-join"), "what is remembered is a digest");
  assert.deepEqual(await person.context.cookies(), []);
}));

test("after a sign-up with a code, nothing of it is left", () => stage.someone(async (person) => {
  const email = "left-code@example.com";
  const view = await signUp(person, email);
  const code = await secretMailed(dev, email);
  const waiting = await placesIn(view.page);
  assert.deepEqual(holding(waiting, [PASSWORD, code]), []);
  assert.ok(!waiting.local.includes("left-code"), "what is remembered is a digest");
  await view.code().fill(code);
  await view.press("confirm.action");
  await view.isAt("confirm.done-heading");
  assert.deepEqual(holding(await placesIn(view.page), [PASSWORD, code]), []);
}));

test("after a password is reset, nothing of it is left", () => stage.someone(async (person) => {
  const { url, secret } = linkIn(await forgetful(dev, "left-reset@example.com"));
  const view = await person.open(url);
  await view.newPassword().fill("Another-horse-2");
  await view.press("reset.action");
  await view.isAt("reset.done-heading");
  assert.deepEqual(holding(await placesIn(view.page), [secret, "Another-horse-2"]), []);
}));

test("nothing is written to the console, whatever happens", () => stage.someone(async (person) => {
  const said = [];
  person.context.on("console", (message) => said.push(message.text()));
  const { url } = linkIn(await dev.invite("console@client.example"));
  const view = await person.open(url.slice(0, -2));
  await accept(view);
  await view.saysProblem("link-not-valid");
  // What Chromium itself says of an answer that is an error names the operation's address only.
  assert.deepEqual(said.filter((text) => !/^Failed to load resource/.test(text)), []);
}));
