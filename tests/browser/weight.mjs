// What each page weighs and how soon somebody can type, in every language:
//   node tests/browser/weight.mjs
// Fails where a page is heavier than it may be.

import { Dev } from "./lib/dev.mjs";
import { launch } from "./lib/stage.mjs";

/** Before compression: the document, its style, its scripts and its words; a brand's logo is the brand's. */
const MOST_BYTES = 44_000;
const LOADS = 10;

const PAGES = {
  home: "/",
  accept: "/accept#username=ada&password=Temporary-1",
  join: "/join",
  confirm: "/confirm#username=ada@example.com",
  reset: "/reset#username=ada&code=123456",
};

const dev = await Dev.start();
const browser = await launch();
const origin = dev.origin("northwind");

/** Loads a page with an empty cache; answers its bytes and when its first field or button was there. */
async function load(path, locale) {
  const context = await browser.newContext({ locale });
  await context.addInitScript(() => {
    const usable = "main :is(input:not([readonly]), a[href], button)";
    const look = () => {
      if (!document.querySelector(usable)) return;
      observer.disconnect();
      // Once it is painted, too.
      requestAnimationFrame(() => setTimeout(() => (window.usableAfter = performance.now())));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  const answers = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "image") answers.push(response);
  });
  await page.goto(origin + path, { waitUntil: "networkidle" });
  const milliseconds = await page.waitForFunction(() => window.usableAfter).then((handle) => handle.jsonValue());
  const sizes = await Promise.all(answers.map(async (response) => (await response.body()).length));
  await context.close();
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: answers.length, milliseconds };
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

const tooHeavy = [];
console.log("page     language   bytes  files  first input (median of 10 loads, empty cache)");
for (const [page, path] of Object.entries(PAGES)) {
  for (const locale of ["en", "de", "fr", "es", "ar"]) {
    const loads = [];
    const times = locale === "en" || locale === "ar" ? LOADS : 1;
    for (let time = 0; time < times; time += 1) loads.push(await load(path, locale));
    const { bytes, files } = loads[0];
    const first = times > 1 ? `${median(loads.map(({ milliseconds }) => milliseconds)).toFixed(0).padStart(5)} ms` : "";
    const columns = [page.padEnd(8), locale.padEnd(8), String(bytes).padStart(7), String(files).padStart(6), ` ${first}`];
    console.log(columns.join(" ").trimEnd());
    if (bytes > MOST_BYTES) tooHeavy.push(`${page} (${locale}): ${bytes} bytes`);
  }
}

await browser.close();
await dev.stop();
if (tooHeavy.length) {
  console.error(`more than ${MOST_BYTES} bytes: ${tooHeavy.join(", ")}`);
  process.exitCode = 1;
}
