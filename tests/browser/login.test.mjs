// The local user pool's managed login in a browser: an application of another origin sends a person
// there, and exchanges the code itself.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { after, test } from "node:test";

import axe from "axe-core";

import { PASSWORD } from "./lib/dev.mjs";
import { Stage } from "./lib/stage.mjs";

const TEMPORARY = "Only-for-now-1";
const stage = await Stage.open();
const { dev, browser } = stage;
const base = `${dev.endpoint}/${dev.pool}`;

// The application: a page that does nothing by itself.
const server = http.createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<!doctype html><html lang=\"en\"><title>Application</title><h1>Application</h1>");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const application = `http://localhost:${server.address().port}/callback`;
after(async () => {
  server.close();
  server.closeAllConnections();
  await stage.close();
});

const cognito = async (operation, members) => {
  const answer = await fetch(dev.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ UserPoolId: dev.pool, ...members }),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body;
};

const { UserPoolClient: client } = await cognito("CreateUserPoolClient", {
  ClientName: "application",
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid", "email"],
  CallbackURLs: [application],
  LogoutURLs: [application],
  SupportedIdentityProviders: ["COGNITO"],
});

async function invite(email) {
  const UserAttributes = [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }];
  const members = { Username: email, MessageAction: "SUPPRESS", TemporaryPassword: TEMPORARY, UserAttributes };
  await cognito("AdminCreateUser", members);
}

const verifier = randomBytes(32).toString("base64url");

function authorize(more = {}) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.ClientId,
    redirect_uri: application,
    scope: "openid email",
    state: "<b>state</b>",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  });
  return `${base}/oauth2/authorize?${query}`;
}

/** Exchanges the code in the page's own address, from the page. */
const exchange = (page) =>
  page.evaluate(async ([url, form]) => {
    const code = new URLSearchParams(window.location.search).get("code");
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ ...form, code }) });
    return answer.json();
  }, [
    `${base}/oauth2/token`,
    { grant_type: "authorization_code", client_id: client.ClientId, redirect_uri: application, code_verifier: verifier },
  ]);

/** What holds for every page of managed login. */
async function inspect(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "nothing scrolls sideways");
  assert.equal(await page.locator("script").count(), 0);
}

for (const [name, options] of [
  ["a narrow screen", { viewport: { width: 320, height: 568 } }],
  ["a dark one", { viewport: { width: 1366, height: 768 }, colorScheme: "dark" }],
]) {
  test(`an invited person signs in with the keyboard alone, on ${name}`, async () => {
    const email = `login-${options.viewport.width}@client.example`;
    await invite(email);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const told = [];
    page.on("console", (message) => told.push(message.text()));
    page.on("pageerror", (error) => told.push(String(error)));
    await page.goto(authorize({ login_hint: email }));
    await inspect(page);
    assert.equal(await page.getByLabel("User name").inputValue(), email);

    await page.getByLabel("Password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Incorrect username or password.").waitFor();
    await inspect(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(TEMPORARY);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Change password" }).waitFor();
    await inspect(page);
    assert.equal(await page.getByLabel("User name").inputValue(), email);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");

    await page.waitForURL(`${application}?*`);
    assert.equal(new URL(page.url()).searchParams.get("state"), "<b>state</b>");
    const tokens = await exchange(page);
    assert.ok(tokens.id_token && tokens.refresh_token, JSON.stringify(tokens));

    // Once more without a form, then signed out.
    await page.goto(authorize({ prompt: "none" }));
    assert.ok((await exchange(page)).id_token);
    const out = new URLSearchParams({ client_id: client.ClientId, logout_uri: application });
    await page.goto(`${base}/logout?${out}`);
    assert.equal(page.url(), application);
    await page.goto(authorize({ prompt: "none" }));
    assert.equal(new URL(page.url()).searchParams.get("error"), "login_required");
    assert.deepEqual(told, []);
    await context.close();
  });
}

test("other pages neither frame the login page nor send its form", async () => {
  const page = await browser.newPage();
  await page.goto(application);
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    document.body.append(frame);
  }, authorize());
  await page.waitForTimeout(500);
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  for (const frame of frames) assert.equal(await frame.locator("form").count(), 0);

  // The person has the form open elsewhere; a page of another site sends one of its own.
  await page.goto(authorize());
  const login = page.url();
  await page.goto(application.replace("localhost", "127.0.0.1"));
  await page.evaluate((url) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: url });
    for (const [name, value] of [["username", "x"], ["password", "y"], ["_csrf", ""]]) {
      form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
  }, login);
  await page.getByText("CSRF token mismatch").waitFor();
  await inspect(page);
  await page.close();
});

test("an address that is not the application's is a page, and inspects well", async () => {
  const page = await browser.newPage();
  await page.goto(authorize({ redirect_uri: "https://evil.example/" }));
  await page.getByText("redirect_mismatch").waitFor();
  await inspect(page);
  await page.close();
});
