// What a browser remembers of what was done in it.
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { acceptedHere, beganHere, rememberAccepted, rememberSignUp } from "../site/invitations.js";
import { storage } from "./pool.mjs";

const DAY = 24 * 60 * 60 * 1000;
const KEY = "invitations";
const LINK = { username: "ada", temporaryPassword: "first" };

afterEach(() => mock.timers.reset());

const entries = (held) => JSON.parse(held[KEY]);
const check = async (username, began, returnTo) => assert.deepEqual(await beganHere(username), { began, returnTo }, username);

test("a sign-up is known by each of its names, byte for byte", async () => {
  storage();
  await check("ada@example.com", false);
  await rememberSignUp(["ada@example.com", "0f1e"]);
  await check("ada@example.com", true);
  await check("0f1e", true);
  // In a user pool that tells them apart, these are other people.
  await check("ADA@example.com", false);
  await check("\u212Aate", false);
  await check("eve@example.com", false);
  await check("", false);
});

test("where to return to is kept, for every name of the same sign-up", async () => {
  storage();
  await rememberSignUp(["ada@example.com"], "https://app.example/a");
  await rememberSignUp(["eve@example.com"]);
  await rememberSignUp(["ada@example.com", "0f1e"]);
  await check("0f1e", true, "https://app.example/a");
  await check("eve@example.com", true);
  await rememberSignUp(["ada@example.com", "0f1e"], "https://app.example/b");
  await check("ada@example.com", true, "https://app.example/b");
});

test("a link is known by its user name and its password together", async () => {
  storage();
  assert.equal(await acceptedHere(LINK), false);
  await rememberAccepted(LINK);
  assert.equal(await acceptedHere(LINK), true);
  assert.equal(await acceptedHere({ ...LINK, temporaryPassword: "First" }), false);
  assert.equal(await acceptedHere({ ...LINK, username: "eve" }), false);
  assert.equal(await acceptedHere({ username: "ada" }), false);
  assert.equal(await acceptedHere({}), false);
  // Somebody who accepted an invitation has begun no sign-up.
  await check("ada", false);
  await check("ada\nfirst", false);
});

test("only digests are kept, each once, the twenty latest", async () => {
  const held = storage();
  await rememberSignUp(["ada@example.com", "ada@example.com", "0f1e"]);
  await rememberSignUp(["ada@example.com"]);
  await rememberAccepted(LINK);
  assert.equal(entries(held).length, 3);
  for (const { digest } of entries(held)) assert.match(digest, /^[0-9a-f]{32}$/);
  assert.doesNotMatch(held[KEY], /ada|0f1e"|first/);

  for (let number = 0; number < 19; number += 1) await rememberSignUp([`user-${number}`]);
  assert.equal(entries(held).length, 20);
  await check("ada@example.com", false);
  assert.equal(await acceptedHere(LINK), true);
  await check("user-18", true);
});

test("after seven days nothing is known", async () => {
  mock.timers.enable({ apis: ["Date"], now: 0 });
  const held = storage();
  await rememberSignUp(["ada"]);
  mock.timers.setTime(7 * DAY - 1);
  await check("ada", true);
  mock.timers.setTime(7 * DAY);
  await check("ada", false);
  await rememberSignUp(["eve"]);
  assert.equal(entries(held).length, 1);
});

test("what somebody else wrote there is no obstacle", async () => {
  for (const text of ["", "{", "null", "5", '"x"', "{}", "[null, 5, {}]", '[{"until": 9e15}]']) {
    storage({ [KEY]: text });
    await check("ada", false);
    await rememberSignUp(["ada"]);
    await check("ada", true);
  }
});

test("a browser that keeps nothing, or forbids it, is no obstacle either", async () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const full = { getItem: () => null, setItem: refuse };
  for (const broken of [undefined, full, { getItem: refuse, setItem: refuse }]) {
    globalThis.localStorage = broken;
    await rememberSignUp(["ada"]);
    await rememberAccepted(LINK);
    await check("ada", false);
    assert.equal(await acceptedHere(LINK), false);
  }
});

test("a page without TLS has no digests, and remembers nothing", async () => {
  const held = storage();
  mock.getter(globalThis.crypto, "subtle", () => undefined);
  await rememberSignUp(["ada"]);
  await check("ada", false);
  assert.deepEqual(held, {});
  mock.restoreAll();
});
