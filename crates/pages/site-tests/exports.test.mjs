// The module and its types name the same things.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as helper from "../site/invitations.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

test("what is declared is exported, with as many parameters, and nothing else", () => {
  const declared = [...read("../site/invitations.d.ts").matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  assert.ok(declared.length > 10);
  assert.deepEqual(Object.keys(helper).sort(), declared.sort());
});

test("each export is held against its declaration, and the sample of a front end uses it", () => {
  const source = read("../site/invitations.js");
  const consumer = read("consumer.ts");
  for (const name of Object.keys(helper)) {
    const checked = new RegExp(`@type {typeof api\\.${name}} \\*/\\nexport (async function|function|const) ${name}\\b`);
    assert.match(source, checked);
    assert.match(consumer, new RegExp(`\\b${name}\\(`));
  }
});

test("nothing is written to the console, and no word of a secret leaves but to the pool", () => {
  assert.doesNotMatch(read("../site/invitations.js"), /console|sendBeacon|XMLHttpRequest|WebSocket|document\.cookie|import\(/);
});
