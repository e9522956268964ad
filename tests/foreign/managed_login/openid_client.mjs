// A client library of OpenID Connect that nobody here wrote signs people in at managed login.
//   node openid_client.mjs ENDPOINT POOL

import assert from "node:assert/strict";

import * as oidc from "openid-client";

import { Browser, PASSWORD, TEMPORARY, appClient, cognito, invite } from "./person.mjs";

const [endpoint, pool] = process.argv.slice(2);
const CALLBACK = "http://localhost:3000/callback";
const GOODBYE = "http://localhost:3000/goodbye";
const SCOPE = "openid email";

/** The library's view of the pool, for one client. */
async function configuration(client) {
  const authentication = client.ClientSecret ? oidc.ClientSecretBasic(client.ClientSecret) : oidc.None();
  return oidc.discovery(new URL(`${endpoint}/${pool}`), client.ClientId, {}, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
}

/** What an application remembers of a request, and the request's URL. */
async function begin(config, more = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier,
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: SCOPE,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return { checks, url };
}

const exchange = (config, arrived, checks) => oidc.authorizationCodeGrant(config, new URL(arrived), checks);

/** Fails unless the library finds this fault in what came back. */
const rejected = (act, fault) => assert.rejects(act, ({ cause }) => fault.test(cause.message) || assert.fail(cause));

/** Fails unless the server refuses with this code. */
const refused = (act, error) => assert.rejects(act, (thrown) => thrown.error === error || assert.fail(thrown));

async function play(secret) {
  const client = await appClient(endpoint, pool, {
    GenerateSecret: secret,
    CallbackURLs: [CALLBACK],
    LogoutURLs: [GOODBYE],
  });
  const config = await configuration(client);
  const address = `oidc.${secret ? "secret" : "public"}@client.example`;
  await invite(endpoint, pool, address);

  const person = new Browser();
  const { checks, url } = await begin(config, { login_hint: address });
  const arrived = await person.signIn(url, address, TEMPORARY, CALLBACK);
  const tokens = await exchange(config, arrived, checks);
  // The library has compared issuer, audience, nonce, times and at_hash; the signature is TLS's matter to it.
  assert.equal(tokens.claims().email, address);
  assert.equal(tokens.token_type, "bearer");
  await refused(() => exchange(config, arrived, checks), "invalid_grant");

  const info = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.deepEqual([info.email, info.email_verified, info.username], [address, "true", tokens.claims()["cognito:username"]]);

  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(renewed.claims().sub, tokens.claims().sub);
  assert.equal(renewed.refresh_token, undefined);

  // The session of the browser signs in without a form; a request for none is answered at once.
  const silent = await begin(config, { prompt: "none" });
  const again = await person.open(silent.url, CALLBACK);
  assert.equal((await exchange(config, again.arrived, silent.checks)).claims().sub, tokens.claims().sub);
  const stranger = await new Browser().open(silent.url, CALLBACK);
  await refused(() => exchange(config, stranger.arrived, silent.checks), "login_required");

  // A code for another request, a forged state, a verifier of somebody else.
  const first = await begin(config);
  const second = await begin(config);
  const back = (await person.open(first.url, CALLBACK)).arrived;
  await rejected(() => exchange(config, back, second.checks), /"state"/);
  const wrong = { ...first.checks, pkceCodeVerifier: second.checks.pkceCodeVerifier };
  await refused(() => exchange(config, back, wrong), "invalid_grant");
  await rejected(() => exchange(config, back, { ...first.checks, expectedNonce: "other" }), /"nonce"/);

  const scopes = await begin(config, { scope: "openid phone" });
  const denied = (await person.open(scopes.url, CALLBACK)).arrived;
  await refused(() => exchange(config, denied, scopes.checks), "invalid_request");
  const elsewhere = await begin(config, { redirect_uri: "https://evil.example/" });
  const shown = await person.open(elsewhere.url, "https://evil.example/");
  assert.equal(shown.status, 400);

  await oidc.tokenRevocation(config, tokens.refresh_token);
  await refused(() => oidc.refreshTokenGrant(config, tokens.refresh_token), "invalid_grant");

  const { end_session_endpoint: end } = config.serverMetadata();
  const goodbye = await person.open(`${end}?${new URLSearchParams({ client_id: client.ClientId, logout_uri: GOODBYE })}`, GOODBYE);
  assert.equal(goodbye.arrived, GOODBYE);
  const out = await begin(config, { prompt: "none" });
  const ended = await person.open(out.url, CALLBACK);
  await refused(() => exchange(config, ended.arrived, out.checks), "login_required");

  // With a new password, and not when disabled.
  await cognito(endpoint, "AdminDisableUser", { UserPoolId: pool, Username: address });
  const last = await begin(config);
  const form = await person.open(last.url, CALLBACK);
  const page = await person.submit(form, { username: address, password: PASSWORD }, CALLBACK);
  assert.match(page.page, /User is disabled\./);
  console.log(`openid-client: ${address} signed in, renewed, and signed out`);
}

await play(false);
await play(true);
