// Amplify's `signInWithRedirect` and `signOut` at managed login. Amplify insists on HTTPS, so a front
// with a throw-away certificate stands before the pool; Node trusts it by NODE_EXTRA_CA_CERTS.
//   node amplify_redirect.mjs ENDPOINT POOL CERTIFICATE KEY
//
// Each page of the application is a worker: a page's modules live as long as the page. What stays is
// `localStorage`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

import { Browser, TEMPORARY, appClient, cognito, invite } from "./person.mjs";

const APPLICATION = "http://localhost:3000/";

async function play(endpoint, pool, tls) {
  const front = https.createServer(tls, (request, response) => {
    const { method, headers, url } = request;
    const onward = http.request(new URL(url, endpoint), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise((resolve) => front.listen(0, "127.0.0.1", resolve));
  const domain = `localhost:${front.address().port}/${pool}`;
  const client = await appClient(endpoint, pool, { CallbackURLs: [APPLICATION], LogoutURLs: [APPLICATION] });
  const address = "redirect.amplify@client.example";
  await invite(endpoint, pool, address);
  const settings = { pool, client: client.ClientId, domain };

  const person = new Browser();
  const start = await open(settings, { href: APPLICATION, act: "signIn", storage: {} });
  assert.match(start.href, /^https:\/\/localhost:/);
  const arrived = await person.signIn(start.href, address, TEMPORARY, APPLICATION);
  const finish = await open(settings, { href: arrived, act: "look", storage: start.storage });
  assert.equal(finish.event, "signedIn", finish.why);
  assert.equal(finish.email, address);
  assert.equal(finish.attribute, address);
  assert.ok(!finish.address.includes("code="), "the code stays in the address bar");

  // A state that is not this browser's.
  const forged = await open(settings, { href: APPLICATION, act: "signIn", storage: {} });
  const back = new URL((await person.open(forged.href, APPLICATION)).arrived);
  back.searchParams.set("state", "forged");
  const failed = await open(settings, { href: back.href, act: "look", storage: forged.storage });
  assert.equal(failed.event, "signInWithRedirect_failure");
  assert.match(failed.why, /validating the state/);

  const out = await open(settings, { href: APPLICATION, act: "signOut", storage: finish.storage });
  assert.equal((await person.open(out.href, APPLICATION)).arrived, APPLICATION);
  const next = await open(settings, { href: APPLICATION, act: "signIn", storage: {} });
  assert.equal((await person.open(next.href, APPLICATION)).status, 200, "the session has ended: there is a form");
  await cognito(endpoint, "AdminDeleteUser", { UserPoolId: pool, Username: address });
  console.log(`amplify: ${address} signed in by redirect, and out`);
  front.close();
  front.closeAllConnections();
}

/** Opens a page, and returns what came of it. */
const open = (settings, given) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...settings, ...given } });
    worker.once("message", (result) => {
      resolve(result);
      worker.terminate();
    });
    worker.once("error", reject);
  });

/** One page of the application, in as much of a browser as Amplify needs. */
async function page({ pool, client, domain, href, act, storage }) {
  const kept = new Map(Object.entries(storage));
  const localStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, String(value)),
    removeItem: (name) => kept.delete(name),
    clear: () => kept.clear(),
  };
  let address = href;
  let left;
  const gone = new Promise((resolve) => {
    left = resolve;
  });
  const location = {
    get href() {
      return address;
    },
    set href(url) {
      left(url);
    },
    origin: new URL(href).origin,
    hostname: new URL(href).hostname,
    pathname: "/",
  };
  const history = { replaceState: (_state, _title, url) => (address = String(url)) };
  const nothing = () => undefined;
  const listening = { addEventListener: nothing, removeEventListener: nothing };
  const document = { ...listening, getElementById: nothing, querySelector: nothing, querySelectorAll: () => [] };
  const window = { ...listening, location, history, localStorage, sessionStorage: localStorage, document, crypto };
  Object.assign(globalThis, { window, document, localStorage, sessionStorage: localStorage });

  const { Amplify } = await import("aws-amplify");
  const { Hub } = await import("aws-amplify/utils");
  const told = new Promise((resolve) => {
    Hub.listen("auth", ({ payload }) => {
      const { event, data } = payload;
      if (event === "signedIn") resolve({ event });
      if (event === "signInWithRedirect_failure") resolve({ event, why: String(data.error) });
    });
  });
  const auth = await import("aws-amplify/auth");
  const oauth = {
    domain,
    scopes: ["openid", "email", "aws.cognito.signin.user.admin"],
    redirectSignIn: [APPLICATION],
    redirectSignOut: [APPLICATION],
    responseType: "code",
  };
  const endpoint = `https://${domain.split("/")[0]}/`;
  Amplify.configure({
    Auth: { Cognito: { userPoolId: pool, userPoolClientId: client, userPoolEndpoint: endpoint, loginWith: { oauth } } },
  });
  const result = {};
  if (act === "look") {
    Object.assign(result, await told);
    if (result.event === "signedIn") {
      const { tokens } = await auth.fetchAuthSession();
      result.email = tokens.idToken.payload.email;
      result.attribute = (await auth.fetchUserAttributes()).email;
    }
    result.address = address;
  } else {
    const acting = act === "signIn" ? auth.signInWithRedirect() : auth.signOut();
    result.href = await Promise.race([gone, acting.then(() => gone)]);
  }
  parentPort.postMessage({ ...result, storage: Object.fromEntries(kept) });
}

if (isMainThread) {
  const [endpoint, pool, certificate, key] = process.argv.slice(2);
  await play(endpoint, pool, { cert: readFileSync(certificate), key: readFileSync(key) });
} else {
  await page(workerData);
}
