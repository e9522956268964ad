import assert from "node:assert/strict";
import { test } from "node:test";

import { checkPassword, returnAddress } from "../site/invitations.js";

const ALL = { minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true };

/** The rules in their order, those that the password breaks in capitals. */
const check = (password, expected, rules = ALL) => {
  const shown = checkPassword(rules, password).map(({ rule, met }) => (met ? rule : rule.toUpperCase()));
  assert.equal(shown.join(" "), expected, password);
};

test("a password is held against the pool's rules", () => {
  check("Abcdef1-", "length lowercase uppercase numbers symbols");
  check("", "LENGTH LOWERCASE UPPERCASE NUMBERS SYMBOLS");
  check("Abcde1-", "LENGTH lowercase uppercase numbers symbols");
  check("abcdef1-", "length lowercase UPPERCASE numbers symbols");
  check("ABCDEF1-", "length LOWERCASE uppercase numbers symbols");
  check("Abcdefg-", "length lowercase uppercase NUMBERS symbols");
  check("Abcdefg1", "length lowercase uppercase numbers SYMBOLS");
});

test("letters and digits are those of ASCII, and length counts characters", () => {
  check("Ébcdef1-", "length lowercase UPPERCASE numbers symbols");
  check("ABCDéF1-", "length LOWERCASE uppercase numbers symbols");
  check("Abcdef٣-", "length lowercase uppercase NUMBERS symbols");
  check("Abcdef1€", "length lowercase uppercase numbers SYMBOLS");
  check("Ab1-😀😀😀", "LENGTH lowercase uppercase numbers symbols");
  check("Ab1-😀😀😀😀", "length lowercase uppercase numbers symbols");
});

test("each of AWS's symbols counts", () => {
  for (const symbol of "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-") {
    check(`Abcdef1${symbol}`, "length lowercase uppercase numbers symbols");
  }
});

test("a space is no symbol, and refused at the ends", () => {
  check("Abc def1", "length lowercase uppercase numbers SYMBOLS");
  check("Abc def-1", "length lowercase uppercase numbers symbols");
  check(" Abcdef1", "length lowercase uppercase numbers SYMBOLS SPACES");
  check("Abcdef1- ", "length lowercase uppercase numbers symbols SPACES");
});

test("rules that the pool does not have are not shown", () => {
  const length = { minimumLength: 12, lowercase: false, uppercase: false, numbers: false, symbols: false };
  check("abc", "LENGTH", length);
  check("correct horse", "length", length);
  check("correct horse ", "length SPACES", length);
  check("abcdefghijk1", "length numbers", { ...length, numbers: true });
});

test("only an address of the list is returned to", () => {
  const list = ["https://app.example/", "https://app.example/welcome"];
  assert.equal(returnAddress(list, list[1]), list[1]);
  const others = ["", "https://app.example", "https://APP.example/welcome", "https://evil.example/", "javascript:1"];
  for (const wanted of [undefined, ...others]) {
    assert.equal(returnAddress(list, wanted), list[0]);
  }
  assert.equal(returnAddress([], list[0]), undefined);
});
