// The stories of the design, played with AWS Amplify (SRP sign-in, as front ends do it) against
// `invitations dev`; aws-jwt-verify verifies the tokens.
//   node amplify.mjs ENDPOINT POOL CLIENT INVITATIONS KEY
// INVITATIONS is the command, KEY the private key that its settings trust.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { Amplify } from "aws-amplify";
import { confirmSignIn, confirmSignUp, fetchAuthSession, signIn, signOut, signUp } from "aws-amplify/auth";
import { JwtRsaVerifier } from "aws-jwt-verify";

const [endpoint, pool, client, invitations, key] = process.argv.slice(2);
const NEW_PASSWORD = "Chosen-horse-7";
const MESSAGE_TIMEOUT = 30_000; // milliseconds for a message to arrive

Amplify.configure({
  Auth: { Cognito: { userPoolId: pool, userPoolClientId: client, userPoolEndpoint: `${endpoint}/` } },
});

const get = async (path) => (await fetch(endpoint + path)).json();

/** The values in the fragment of the newest link to `page` that was mailed to `address`. */
async function link(address, page) {
  const mailed = new RegExp(`href="https?://[^/"]+/${page}#([^"]+)"`);
  for (const end = Date.now() + MESSAGE_TIMEOUT; Date.now() < end; ) {
    const { messages } = await get(`/_local/messages?to=${encodeURIComponent(address)}`);
    const found = messages.map((message) => mailed.exec(message.html)).filter(Boolean).at(-1);
    if (found) {
      const parts = found[1].replaceAll("&amp;", "&").split("&").map((part) => [part.split("=", 1)[0], part.slice(part.indexOf("=") + 1)]);
      // The secret stands last and is read raw; beside the user name the link can carry what the page shows.
      const names = parts.slice(0, -1).filter(([name]) => name === "username");
      return [...names.map(([, value]) => decodeURIComponent(value)), parts.at(-1)[1]];
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail with a link to /${page} has come to ${address}`);
}

/** Verifies the tokens of the session, and that both name the expected groups. */
async function signedIn(address, expected) {
  const { tokens } = await fetchAuthSession();
  const { issuer } = await get(`/${pool}/.well-known/openid-configuration`);
  const verifier = JwtRsaVerifier.create({ issuer, audience: null, jwksUri: `https://never.fetched.example/${pool}` });
  verifier.cacheJwks(await get(`/${pool}/.well-known/jwks.json`));
  const person = await verifier.verify(tokens.idToken.toString(), { audience: client });
  const access = await verifier.verify(tokens.accessToken.toString());
  assert.deepEqual([person.token_use, access.token_use], ["id", "access"]);
  assert.equal(access.client_id, client);
  assert.equal(person.sub, access.sub);
  assert.deepEqual(person["cognito:groups"]?.toSorted(), expected);
  assert.deepEqual(access["cognito:groups"]?.toSorted(), expected);
  console.log(`amplify: ${address} signed in with SRP; the first token names ${expected.join(", ")}`);
  await signOut();
}

async function anAdministratorCreatesTheUser() {
  const address = "story-a.amplify@client.example";
  // Amplify has no administrator's calls: the command has.
  run("create", "--endpoint-url", endpoint, "--user-pool-id", pool, "--email", address,
    "--given-name", "Ada", "--family-name", "Front", "--group", "clients");
  const [username, password] = await link(address, "accept");
  const { nextStep } = await signIn({ username, password });
  assert.equal(nextStep.signInStep, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
  const { isSignedIn } = await confirmSignIn({ challengeResponse: NEW_PASSWORD });
  assert.ok(isSignedIn);
  await signedIn(address, ["clients", "members"]);
}

async function aPersonSignsUpWithAnInvitation() {
  const address = "story-b.amplify@client.example";
  const invitation = run("issue", "--key", key, "--user-pool-id", pool, "--email", address, "--group", "clients");
  const { isSignUpComplete } = await signUp({
    username: address,
    password: NEW_PASSWORD,
    options: {
      userAttributes: { email: address, "custom:invitation": invitation },
      validationData: { invitation, terms: "accepted" },
    },
  });
  assert.ok(isSignUpComplete, "an invitation confirms by itself");
  await signIn({ username: address, password: NEW_PASSWORD });
  await signedIn(address, ["clients", "members"]);
}

async function aPersonSignsUpWithoutOne() {
  const address = "story-c.amplify@example.com";
  await signUp({
    username: address,
    password: NEW_PASSWORD,
    options: { userAttributes: { email: address }, validationData: { terms: "accepted" } },
  });
  const [username, confirmationCode] = await link(address, "confirm");
  await confirmSignUp({ username, confirmationCode });
  await signIn({ username: address, password: NEW_PASSWORD });
  await signedIn(address, ["members", "staff"]);
}

function run(...command) {
  return execFileSync(invitations, command, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

await anAdministratorCreatesTheUser();
await aPersonSignsUpWithAnInvitation();
await aPersonSignsUpWithoutOne();
