import assert from "node:assert/strict";
import { test } from "node:test";

import { readInvitation, readLink, takeLink } from "../site/invitations.js";
import { token } from "./pool.mjs";

const check = (page, fragment, expected) => assert.deepEqual(readLink(page, fragment), expected, fragment);

test("a link carries a user name and the page's secret", () => {
  check("accept", "#username=ada&password=Abc-123.", { username: "ada", temporaryPassword: "Abc-123." });
  check("accept", "username=ada&password=x", { username: "ada", temporaryPassword: "x" });
  check("join", "#invitation=a.b.c", { invitation: "a.b.c" });
  check("confirm", "#username=ada%40example.com&code=123456", { username: "ada@example.com", code: "123456" });
  check("reset", "#username=%C3%A5da&code=123456", { username: "åda", code: "123456" });
});

test("the secret is read as it is, up to the end", () => {
  for (const password of ["a&b=c%20#d", "%", "%zz%41", "+ +", "&password=", "&username=eve", "=", "#", "a&password=b"]) {
    check("accept", `#username=ada&password=${password}`, { username: "ada", temporaryPassword: password });
  }
  // What mail programs add is not distinguished from the secret.
  check("reset", "#username=ada&code=123456.", { username: "ada", code: "123456." });
});

test("a user name is decoded, and only as far as it is encoded", () => {
  check("accept", "#username=a%26b%3Dc%23d&password=x", { username: "a&b=c#d", temporaryPassword: "x" });
  check("accept", "#username=ada+1@example.com&password=x", { username: "ada+1@example.com", temporaryPassword: "x" });
  check("accept", "#username=100%&password=x", { username: "100%", temporaryPassword: "x" });
  check("accept", "#username=%E0%A4%A&password=x", { username: "%E0%A4%A", temporaryPassword: "x" });
  check("confirm", "#username=ada&username=eve&code=1", { username: "ada", code: "1" });
});

test("a link may carry the address to sign in with", () => {
  const [username, email] = ["6c49c952-4513-5190-a10a-8bfc7aa94c98", "ada+1@example.com"];
  const whose = `#username=${username}&email=ada%2B1%40example.com`;
  check("accept", `${whose}&password=x&email=eve%40example.com`, { username, email, temporaryPassword: "x&email=eve%40example.com" });
  check("reset", `${whose}&code=1`, { username, email, code: "1" });
  check("accept", `#username=${username}&email=a%26password%3Db%40c.example&password=x`, { username, email: "a&password=b@c.example", temporaryPassword: "x" });
  check("accept", "#email=&password=x", { temporaryPassword: "x" });
  // Anybody can write a link: somebody's words are not shown as an address in the team's name.
  check("accept", "#email=Call%20us%20at%20+1%20900%20@once&password=x", { temporaryPassword: "x" });
  check("accept", `#email=${"a".repeat(65)}%40c.example&password=x`, { temporaryPassword: "x" });
  check("accept", "#username=Call%20us&password=x", { temporaryPassword: "x" });
});

test("a link that was cut off, or belongs elsewhere, lacks members", () => {
  const empty = ["", "#", "##", "#username", "#username=", "#user=ada", "#code=", "#nickname=x"];
  for (const fragment of empty) check("confirm", fragment, {});
  check("accept", "#username=ada", { username: "ada" });
  check("accept", "#username=ada&passw", { username: "ada" });
  check("accept", "#username=ada&password=", { username: "ada" });
  check("accept", "#password=x", { temporaryPassword: "x" });
  check("confirm", "#username=ada&password=x", { username: "ada" });
  check("confirm", "#username=ada&barcode=1", { username: "ada" });
  check("join", "#invitation=", {});
});

/** What the address bar and the history hold afterwards, in the order of time. */
function open(page, address) {
  const { hash, href } = new URL(`https://accounts.example${address}`);
  const seen = [];
  globalThis.location = { hash, href };
  globalThis.history = { state: "kept", replaceState: (...given) => seen.push(given) };
  return { link: takeLink(page), seen };
}

test("a link is taken out of the address bar and the history", () => {
  const { link, seen } = open("reset", "/de/reset?a=1#username=ada&code=123456");
  assert.deepEqual(link, { username: "ada", code: "123456" });
  assert.deepEqual(seen, [["kept", "", "https://accounts.example/de/reset?a=1"]]);
  // Some hosts serve a path with two slashes, which alone would be the address of another host.
  assert.deepEqual(open("reset", "//reset#code=1").seen, [["kept", "", "https://accounts.example//reset"]]);
  assert.deepEqual(open("reset", "/reset").link, {});
});

test("every character of a password comes through a browser's address bar", () => {
  const symbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`+=-";
  const everything = `${symbols}Az09é€😀`;
  for (const password of [...everything, everything, [...everything].reverse().join(""), "%%41", "a%2", "%26", "%2B"]) {
    // Letters at both ends, since a browser trims an address.
    const { link } = open("accept", `/accept#username=a%22%C3%A5%2522&password=x${password}x`);
    assert.deepEqual(link, { username: 'a"å%22', temporaryPassword: `x${password}x` }, password);
  }
});

test("a token is read as far as it can be read", () => {
  const claims = { email: "ada@example.com", locale: "de", exp: 1_800_000_000 };
  assert.deepEqual(readInvitation(token({ ...claims, groups: ["clients"] })), claims);
  assert.deepEqual(readInvitation(token({ email: "ådå+?>@exämple.com" })), { email: "ådå+?>@exämple.com" });
  const [header, payload] = token(claims).split(".");
  assert.deepEqual(readInvitation(`${header}.${payload}`), claims);
});

test("claims of another type, or too long to be one, are left out", () => {
  for (const odd of [1, true, {}, ["de"], "-".repeat(60_000)]) {
    assert.deepEqual(readInvitation(token({ email: odd, locale: odd })), {});
  }
});

test("what is no token has no claims", () => {
  const noTokens = ["", ".", "..", "a", "a.b", "a.b.c", "ä.ä.ä", token(null), token("x"), token([]), token({}).slice(0, 30)];
  for (const text of noTokens) assert.deepEqual(readInvitation(text), {}, text);
});
