// Pictures of every page and mail, to be looked at:
//   node tests/browser/screenshots.mjs --out docs/images [--only mail-and-page.png]
// One sheet for each brand and language, everything at 320 px by night and the most used at 1280 px by
// day; `pages.png` and `mails.png` for the page on brands; and `mail-and-page.png` for the README.

import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { COMMAND, Dev, PASSWORD, SAMPLE, linkIn } from "./lib/dev.mjs";
import { Person } from "./lib/person.mjs";
import { launch } from "./lib/stage.mjs";
import { accept, fillInSignUp, signedUp } from "./lib/steps.mjs";

const { values } = parseArgs({
  options: { out: { type: "string", default: "docs/images" }, only: { type: "string" } },
});
const wanted = (file) => values.only === undefined || values.only === file;
await mkdir(values.out, { recursive: true });

const BRANDS = ["northwind", "fabrikam"];
const LOCALES = ["en", "de", "ar"];
const WIDE = { width: 1280, height: 720 };
const NARROW = { width: 320, height: 568 };
/** What the sheets show at full width as well: the layout is the same everywhere. */
const SHOWN_WIDE = ["invitation", "accept", "join", "confirm, elsewhere", "reset"];

const dev = await Dev.start();
const browser = await launch();

let count = 0;
const anybody = (domain) => `ada-${++count}@${domain}`;

/** What there is to see of a brand in a language: each opens a page and leaves it as it is to be shown. */
function scenes(person, brand, locale) {
  const origin = dev.origin(brand);
  const about = { given_name: "Ada", groups: ["clients"], brand, locale };
  const open = (path) => person.open(origin + path);
  const mail = async (sent) => {
    const page = await person.context.newPage();
    await page.goto(`${dev.endpoint}/_local/messages/${(await sent).id}/body`);
    return { page };
  };
  const invited = async () => person.open(linkIn(await dev.invite(anybody("client.example"), about)).url);
  const typing = async () => {
    const view = await invited();
    await view.newPassword().fill("correct-horse");
    return view;
  };
  const accepted = async () => {
    const view = await invited();
    await accept(view);
    await view.isAt("accept.done-heading");
    return { ...view, page: view.page, email: `ada-${count}@client.example` };
  };
  return {
    invitation: () => mail(dev.invite(anybody("client.example"), about)),
    token: () => mail(dev.issue(anybody("client.example"), about)),
    accept: typing,
    async "accept, refused"() {
      const view = await open("/accept#username=nobody&password=Temporary-1");
      await accept(view);
      await view.saysProblem("link-not-valid");
      return view;
    },
    "accept, typed": () => open("/accept"),
    "accept, done": accepted,
    join: async () => person.open(linkIn(await dev.issue(anybody("client.example"), about)).url),
    async "join, code"() {
      const view = await open("/join");
      await fillInSignUp(view, anybody("example.com"));
      await view.press("join.action");
      await view.isAt("join.code-heading");
      return view;
    },
    async "confirm, elsewhere"() {
      const { url } = linkIn(await signedUp(dev, anybody("example.com")));
      return open(url.slice(url.indexOf("/confirm")));
    },
    "reset, ask": () => open("/reset"),
    reset: () => open("/reset#username=ada@client.example&code=123456"),
    async "reset, mail"() {
      const { email } = await accepted();
      await dev.call("ForgotPassword", { Username: email });
      return mail(dev.mail(email, 2));
    },
    home: () => open("/"),
  };
}

/** A mail, as `invitations preview` writes it. */
const preview = (message, ...options) =>
  execFileSync(COMMAND, ["preview", "--config", join(SAMPLE, "invitations.toml"), "--message", message, ...options], { encoding: "utf8" });

/** A picture of the page as it is now, in full height. */
async function picture({ page }, size, colorScheme) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  return page.screenshot({ fullPage: true });
}

const source = (png) => `data:image/png;base64,${png.toString("base64")}`;

/** Fewer shades, which nobody misses on a small picture, and far fewer bytes. */
const SHADES = Array.from({ length: 24 }, (_, index) => (index / 23).toFixed(3)).join(" ");
const channels = ["R", "G", "B"].map((name) => `<feFunc${name} type="discrete" tableValues="${SHADES}"/>`);
const FEWER_SHADES = `<svg width="0" height="0" style="position: absolute"><filter id="fewer" color-interpolation-filters="sRGB">
  <feComponentTransfer>${channels.join("")}</feComponentTransfer></filter></svg>`;

/** Puts pictures on one sheet: an HTML page that is photographed in its turn. */
async function sheet(file, html, width) {
  const page = await browser.newPage({ viewport: { width, height: 400 } });
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 16px; background: #d8dce3; font: 13px system-ui, sans-serif; color: #333; }
    section { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 16px; margin-bottom: 16px; }
    figure { margin: 0; } figure img { filter: url(#fewer); } figcaption { margin-bottom: 4px; } img { display: block; border-radius: 4px; }
  </style>${FEWER_SHADES}${html}`, { waitUntil: "load" });
  const png = await page.screenshot({ fullPage: true });
  await writeFile(join(values.out, file), png);
  await page.close();
  console.log(`${file}: ${Math.ceil(png.length / 1024)} KiB`);
}

const figure = (caption, png, width) =>
  `<figure><figcaption>${caption}</figcaption><img width="${width}" src="${source(png)}"></figure>`;

for (const brand of BRANDS) {
  for (const locale of LOCALES) {
    const file = `pages-${brand}-${locale}.png`;
    if (!wanted(file)) continue;
    const person = await Person.enter(dev, browser, { locale, viewport: WIDE });
    const [wide, narrow] = [[], []];
    for (const [name, show] of Object.entries(scenes(person, brand, locale))) {
      const view = await show();
      // A page that goes on by itself stays, once somebody has touched it.
      await view.page.mouse.wheel(0, 1);
      if (SHOWN_WIDE.includes(name)) wide.push(figure(name, await picture(view, WIDE, "light"), 210));
      narrow.push(figure(name, await picture(view, NARROW, "dark"), 140));
      await view.page.close();
    }
    await person.context.close();
    await sheet(file, `<section>${wide.join("")}</section><section>${narrow.join("")}</section>`, 1118);
  }
}

// For the page on brands: one page, four times.
if (wanted("pages.png")) {
  const shots = [];
  for (const [brand, locale, size, colorScheme, width] of [
    ["northwind", "en", { width: 560, height: 640 }, "light", 400],
    ["northwind", "ar", { width: 560, height: 640 }, "light", 400],
    ["fabrikam", "en", { width: 560, height: 640 }, "dark", 400],
    ["northwind", "de", NARROW, "light", 228],
  ]) {
    const person = await Person.enter(dev, browser, { locale, viewport: size, deviceScaleFactor: 2 });
    const about = { groups: ["clients"], brand, locale };
    const view = await person.open(linkIn(await dev.invite(anybody("client.example"), about)).url);
    await view.newPassword().fill(PASSWORD.slice(0, 11));
    shots.push(`<img width="${width}" src="${source(await picture(view, size, colorScheme))}">`);
    await person.context.close();
  }
  await sheet("pages.png", `<section style="flex-wrap: nowrap">${shots.join("")}</section>`, 1508);
}

// For the page on brands: the mails that invite, in every language that is built in.
if (wanted("mails.png")) {
  const figures = [];
  for (const [message, brand, locale, width, colorScheme] of [
    ["AdminCreateUser", "fabrikam", "en", 600, "light"],
    ["AdminCreateUser", "northwind", "de", 600, "dark"],
    ["InvitationReminder", "fabrikam", "fr", 600, "light"],
    ["TokenInvitation", "northwind", "es", 600, "light"],
    ["AdminCreateUser", "fabrikam", "ar", 600, "dark"],
    ["AccessGiven", "northwind", "en", 600, "light"],
    ["InvitationReminder", "northwind", "en", 320, "light"],
    ["AdminCreateUser", "fabrikam", "ar", 320, "light"],
    ["TokenInvitation", "fabrikam", "de", 320, "dark"],
  ]) {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    await page.setContent(preview(message, "--brand", brand, "--locale", locale));
    const png = await picture({ page }, { width, height: 480 }, colorScheme);
    figures.push(figure(`${message}, ${locale}`, png, Math.round(width * 0.55)));
    await page.close();
  }
  await sheet("mails.png", `<section>${figures.join("")}</section>`, 1054);
}

// For the README: a mail, and the page that its link leads to, both at the team's own domain. What is asked
// of that domain, dev answers.
if (wanted("mail-and-page.png")) {
  const size = { width: 600, height: 640 };
  const person = await Person.enter(dev, browser, { locale: "en", viewport: size, deviceScaleFactor: 2 });
  const mail = { page: await person.context.newPage() };
  await mail.page.setContent(preview("AdminCreateUser"));
  const link = await mail.page.locator('a[href*="/accept#"]').first().getAttribute("href");
  await person.context.route(`${new URL(link).origin}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: dev.endpoint + pathname + search }) });
  });
  const view = await person.open(link);
  await view.newPassword().fill("correct-horse");
  const { host, pathname } = new URL(view.page.url());
  const above = [preview("AdminCreateUser", "--text").split("\n")[0], `https://${host}${pathname}`];
  const both = [];
  for (const [number, shown] of [mail, view].entries()) {
    both.push(figure(above[number], await picture(shown, size, "light"), 430));
  }
  await person.context.close();
  await sheet("mail-and-page.png", `<section>${both.join("")}</section>`, 908);
}

await browser.close();
await dev.stop();
