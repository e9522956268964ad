// The language of a page: `a_reader_gets_the_nearest_of_the_written_languages` in crates/messages has the same readers,
// who get the same of the hooks but for `pt-AO`, whose parent in CLDR no browser knows.
import assert from "node:assert/strict";
import { test } from "node:test";

let loaded = 0;

/** The choice of a site that speaks these languages. */
async function chooser(locales, defaultLocale = locales[0]) {
  const settings = { locales: Object.fromEntries(locales.map((tag) => [tag, "ltr"])), defaultLocale };
  globalThis.document = { querySelector: () => ({ textContent: JSON.stringify(settings) }) };
  // Anew each time: the page knows its languages from the beginning.
  return (await import(`../site/page.js?${++loaded}`)).bestLocale;
}

for (const [locales, readers, expected] of [
  [["en", "zh", "zh-Hant"], ["zh-TW", "zh-HK", "zh-MO", "zh-Hant-TW", "zh-hant"], "zh-Hant"],
  [["zh-Hans", "zh-Hant-HK"], ["zh-TW"], "zh-Hant-HK"],
  [["en", "zh-Hant", "zh"], ["zh", "zh-CN", "zh-SG", "zh-Hans-CN"], "zh"],
  [["en", "zh-Hant", "zh-Hans"], ["zh", "zh-CN", "zh-SG"], "zh-Hans"],
  [["sr-Latn", "sr-Cyrl"], ["sr", "sr-RS"], "sr-Cyrl"],
  [["sr", "sr-Latn"], ["sr-ME", "sr-Latn-RS"], "sr-Latn"],
  [["en", "sr"], ["sr-Latn"], "sr"],
  [["pt-PT", "pt-BR"], ["pt", "pt-BR"], "pt-BR"],
  [["en", "pt-BR"], ["pt-PT"], "pt-BR"],
  [["pt-BR", "pt-PT"], ["pt-AO"], "pt-BR"],
  [["en", "nb"], ["no", "nn", "nb-NO"], "nb"],
  [["en", "no"], ["nb-NO", "nn"], "no"],
  [["nb", "nn"], ["nn", "nn-NO"], "nn"],
  [["en", "de-AT"], ["de-CH", "de"], "de-AT"],
  [["de", "de-AT"], ["de-CH"], "de"],
  [["en", "de"], ["it", "und", "not a tag", ""], "en"],
]) {
  test(`${readers.map((tag) => tag || "nobody").join(", ")} of ${locales.join(", ")}: ${expected}`, async () => {
    const bestLocale = await chooser(locales);
    for (const reader of readers) assert.equal(bestLocale([reader]), expected, reader);
  });
}

test("the first wish that is spoken counts, and else the site's own language", async () => {
  const bestLocale = await chooser(["de", "en", "fr"], "fr");
  assert.equal(bestLocale([undefined, "it", "EN", "de"]), "en");
  assert.equal(bestLocale(["it", "nl"]), "fr");
  assert.equal(bestLocale([]), "fr");
});
