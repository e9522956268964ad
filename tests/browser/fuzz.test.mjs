// Every character that Cognito allows in a password or a user name, on its way from the mail
// through the fragment of a link and the browser's own encoding back to Cognito.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { linkIn } from "./lib/dev.mjs";
import { Stage } from "./lib/stage.mjs";
import { accept } from "./lib/steps.mjs";

/** The developer guide, "Adding user pool password requirements". */
const SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
const LETTERS_OF_OTHER_SCRIPTS = ["ä", "ß", "é", "Ж", "ن", "漢", "अ", "😀", "e\u0301"];

/**
 * What could be taken for a part of the link, or for an encoding. Left out is what a browser makes of
 * characters that it encodes itself, such as `%20` and `%C3%A4`: once it stands in the address bar,
 * nobody can tell one from the other. So is `:~:`, behind which Chromium keeps a fragment to itself
 * (URL Fragment Text Directives). People with such a password type it.
 */
const TRAPS = [
  "%41", "%2B", "%25", "%", "%%", "%zz", "%E4", "%00", "%2", "+", "a+b", "&", "&amp;", "&lt;", "&#38;",
  "&password=", "&username=mallory", "password=", "username=", "=", "==", "#", "##", "#password=", "#/", "?", "?x=y", 
  "../..", "//evil.example", "javascript:", "<script>", "</script>", "<!--", "{####}", "{username}", "${x}", "\\u0041", "\\n",
  "'\"", "`", "\"", ".", "~:", ":~", "!/", "\u200f",
];

/** Passwords that the pool takes, each with one of the above at a place of its own. */
const PASSWORDS = [
  ...Array.from(SYMBOLS, (symbol) => `Aa1-Horse${symbol}Here${symbol}`),
  ...Array.from(SYMBOLS, (symbol) => `${symbol}Aa1-Horse-Here`).filter((_, index) => index % 3 === 0),
  ...LETTERS_OF_OTHER_SCRIPTS.map((letter) => `${letter}Aa1-Horse-Here${letter}`),
  ...TRAPS.map((trap) => `Aa1-Horse${trap}Here9`),
  ...["%", "&", "=", "%4", "%25"].map((last) => `Aa1-Horse-Here${last}`),
  `Aa1${SYMBOLS}`,
  `Aa1${[...SYMBOLS].reverse().join("")}`,
];

/** What the user name of a link may look like: `[\p{L}\p{M}\p{S}\p{N}\p{P}]+` of the API reference. */
const USER_NAMES = [
  ...Array.from({ length: Math.ceil(SYMBOLS.length / 4) }, (_, index) => `name${SYMBOLS.slice(index * 4, index * 4 + 4)}x`),
  ...["a&password=b", "a=b&c", "100%", "%41da", "%E0%A4%A", "a+b", "a#b", "username=x", "<b>x</b>", "€"],
  ...["ädà", "漢字", "Ада", "نور", "😀"],
];

const stage = await Stage.open({ settings: (text) => text.replace('sign_in = "email"', 'sign_in = "username"') });
after(() => stage.close());
const { dev } = stage;

/** The same order every time, so that a failure can be seen again (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** As `CustomMessage_AdminCreateUser` writes it, once Cognito has put the password in as it is. */
const linkTo = (username, password) => `#username=${encodeURIComponent(username)}&password=${password}`;

test("what a link carries is read as it was written, in whatever order", () => stage.someone(async (person) => {
  const random = randomFrom(4);
  const alphabet = [..."aA1", ...SYMBOLS, ...SYMBOLS, " ", ...LETTERS_OF_OTHER_SCRIPTS, ...TRAPS];
  const text = (longest) => Array.from({ length: 1 + random(longest) }, () => alphabet[random(alphabet.length)]).join("");
  const cases = [
    ...PASSWORDS.map((password, index) => ({ username: USER_NAMES[index % USER_NAMES.length], password })),
    // Cognito takes no password that begins or ends with a space.
    // And no user name with a space at all.
    ...Array.from({ length: 300 }, () => ({ username: `u${text(6).replace(/\s/g, "")}`, password: `x${text(12)}x` })),
  ].filter(({ password }) => !password.includes(":~:"));
  const { page } = await person.open(`${dev.endpoint}/accept`);
  const read = await page.evaluate(async (fragments) => {
    const { takeLink } = await import("/assets/invitations.js");
    return fragments.map((fragment) => {
      history.replaceState(null, "", location.pathname + fragment);
      const link = takeLink("accept");
      return { ...link, left: location.hash };
    });
  }, cases.map(({ username, password }) => linkTo(username, password)));
  for (const [index, { username, password }] of cases.entries()) {
    assert.deepEqual(read[index], { username, temporaryPassword: password, left: "" }, linkTo(username, password));
  }
}));

/** Plays all cases through, several at a time. */
async function inTurns(list, play, atOnce = 4) {
  const waiting = list.entries();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const [index, item] of waiting) await play(item, index);
  }));
}

async function acceptWith(person, url, password, label) {
  const view = await person.open(url);
  await accept(view, password);
  await view.isAt("accept.done-heading").catch((failure) => {
    throw new Error(`${label}: ${failure.message}`);
  });
  await view.page.close();
}

test("an invitation is accepted whatever its temporary password is made of", () => stage.someone(async (person) => {
  await inTurns(PASSWORDS, async (temporary, index) => {
    const username = `fuzzed-${index}`;
    await dev.call("AdminCreateUser", {
      Username: username,
      TemporaryPassword: temporary,
      MessageAction: "SUPPRESS",
      UserAttributes: [{ Name: "email", Value: `${username}@client.example` }, { Name: "email_verified", Value: "true" }],
    });
    // The person's own password is made of the same characters.
    await acceptWith(person, `${dev.endpoint}/accept${linkTo(username, temporary)}`, `New${temporary}1`, temporary);
    await dev.groupsOf(username, `New${temporary}1`);
  });
}));

test("an invitation is accepted whatever the user name is made of, from the mail on", () => stage.someone(async (person) => {
  await inTurns(USER_NAMES, async (username, index) => {
    const email = `named-${index}@client.example`;
    // Ours refuse a name that would be markup in a mail; somebody with the AWS console is not asked.
    const mail = /[<>&"'{}\/\\]/.test(username)
      ? await createdInTheConsole(email, username)
      : await dev.invite(email, { groups: ["clients"] }, username);
    await acceptWith(person, linkIn(mail).url, "Correct-horse-battery-1", username);
    assert.deepEqual(await dev.groupsOf(username), ["clients", "members"]);
  });
}));

/** The mail of a user who was made with an AWS administrator's own rights. */
async function createdInTheConsole(email, username) {
  const attributes = { email, email_verified: "true" };
  await dev.call("AdminCreateUser", {
    Username: username,
    TemporaryPassword: "Harbour-Lantern-7-Maple",
    DesiredDeliveryMediums: ["EMAIL"],
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
  await dev.call("AdminAddUserToGroup", { Username: username, GroupName: "clients" });
  return dev.mail(email);
}
