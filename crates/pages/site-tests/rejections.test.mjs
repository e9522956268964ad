import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readRejection } from "../site/invitations.js";

const check = (message, code, sentence) => assert.deepEqual(readRejection(message), { code, sentence }, message);

test("a rejection is read out of what Cognito wraps around it", () => {
  const wrapped = (text) => `PreSignUp failed with error ${text}.`;
  check(wrapped("invitation-expired: This invitation has expired"), "invitation-expired", "This invitation has expired");
  check(wrapped("domain-not-allowed: Write to: help@example.com"), "domain-not-allowed", "Write to: help@example.com");
  check(wrapped("email-required: Really? Yes."), "email-required", "Really? Yes.");
  check(wrapped("invitation-invalid: انتهت صلاحية هذه الدعوة"), "invitation-invalid", "انتهت صلاحية هذه الدعوة");
  check(wrapped("invitation-invalid: 招待は無効です。"), "invitation-invalid", "招待は無効です。");
  check(wrapped("attribute-required: Two\nlines"), "attribute-required", "Two\nlines");
  check(wrapped("step-2-missing: x"), "step-2-missing", "x");
});

test("any hook may reject, and nothing but one full stop is taken off", () => {
  check("PostConfirmation failed with error temporarily-unavailable: Wait.", "temporarily-unavailable", "Wait");
  check("CustomMessage failed with error temporarily-unavailable: Wait", "temporarily-unavailable", "Wait");
  check("PreAuthentication failed with error not-now: Wait...", "not-now", "Wait..");
});

test("the sentences that the hook has are read as they are", () => {
  for (const locale of ["en", "de", "fr", "es", "ar"]) {
    const path = new URL(`../../messages/builtin/${locale}/rejections.ftl`, import.meta.url);
    const lines = [...readFileSync(path, "utf8").matchAll(/^ {4}\.([a-z-]+) = (.+)$/gm)];
    assert.ok(lines.length > 10, locale);
    for (const [, code, sentence] of lines) check(`PreSignUp failed with error ${code}: ${sentence}.`, code, sentence);
  }
});

test("nothing internal is taken for a rejection", () => {
  const texts = [
    "",
    "PreSignUp failed with error callback is not a function.",
    "PreSignUp failed with error TypeError: x is undefined.",
    "PreSignUp failed with error sql: no rows in result set.",
    "PreSignUp failed with error error: relation does not exist.",
    'PreSignUp failed with error {"code-x": "y"}.',
    "PreSignUp failed with error User: arn:aws:sts::123456789012:assumed-role/x is not authorized.",
    "PreSignUp failed with error 2026-11-20T17:00:00Z 5f0c-11 Task timed out after 5.00 seconds.",
    "PreSignUp failed with error Task timed out after 3.00 seconds.",
    "PreSignUp failed with error connect ECONNREFUSED 127.0.0.1:443.",
    "PreSignUp failed with error invitation-expired.",
    "PreSignUp failed with error invitation-expired:.",
    "PreSignUp failed with error invitation-expired:no space.",
    "PreSignUp failed with error Invitation-Expired: no.",
    "PreSignUp failed with error -expired: no.",
    "PreSignUp failed with error expired-: no.",
    "PreSignUp failed with error  invitation-expired: no.",
    "PreSignUp invocation failed due to error AccessDeniedException.",
    "invitation-expired: nobody wrapped this.",
    "It says PreSignUp failed with error invitation-expired: no.",
  ];
  for (const text of texts) assert.equal(readRejection(text), null, text);
});
