// What the pages share: the language, the views, and the ways on. Whatever a person or a link brings becomes text,
// never markup, and no secret of a link is written into the page but where /confirm shows its code.
import { readInvitation, returnAddress, takeLink } from "./invitations.js";

const LEAVE_AFTER_MILLISECONDS = 4_000;

const find = (selector) => document.querySelector(selector);
const main = find("main");
const select = find("#locale");

export const settings = JSON.parse(find("#settings").textContent);
export const pool = { endpoint: settings.endpoint, clientId: settings.clientId };

// ---- elements and sentences

/** An element; an attribute that is `undefined` or `false` is left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** An element with a sentence, which stays what it is when the language changes. */
export function say(tag, sentence, attributes = {}) {
  return tell(element(tag, attributes), sentence);
}

/** Has an element say something else, or nothing. */
export function tell(node, sentence = "", address = "") {
  Object.assign(node.dataset, { text: sentence, address });
  translate(node);
  return node;
}

/** The sentence for a problem: that of the code, unless the page never foresaw it. */
export const problemOf = (code) => (texts[`problem.${code}`] ? `problem.${code}` : "problem.unexpected");

/** What was said of a code that was sent. An address that the person typed is shown whole, if it is where the code went. */
export function tellSent(node, page, { destination }, typed = "") {
  if (!destination) return tell(node, `${page}.sent-somewhere`);
  return tell(node, `${page}.sent`, isMasked(typed, destination) ? typed : destination);
}

/** Whether this is the address that Cognito shows as `a***@e***`. */
function isMasked(address, destination) {
  const initials = (text) => text.split("@").map((part) => part.charAt(0).toLowerCase());
  return address.includes("@") && `${initials(address)}` === `${initials(destination)}`;
}

let texts = {};

function translate(node) {
  const [, field = ""] = node.dataset.text.split("field.");
  // A field that nobody foresaw is called by its name.
  const [before, after] = (texts[node.dataset.text] ?? field).split("{address}");
  const address = after === undefined ? [] : [element("bdi", { dir: "ltr" }, node.dataset.address), after];
  node.replaceChildren(before, ...address);
}

// ---- the language

const locales = Object.keys(settings.locales);

/** What the hooks learn of this page, for the messages that they write. */
export const clientMetadata = () => ({ locale: document.documentElement.lang, ...settings.signUp.clientMetadata });

/** The page, by its name. */
let current;
const title = () => texts[`${current}.title`];

/**
 * How a language is written, and where most: `zh-TW` and `zh-Hant` alike, as in CLDR. The hooks choose by that and by
 * CLDR's parents, which browsers do not know: of `pt-BR` and `pt-PT`, a reader of `pt-AO` gets the first here, and
 * `pt-PT` from the hooks.
 */
function written(tag) {
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize();
    return { own: language, language: /^n[bn]$/.test(language) ? "no" : language, script, region };
  } catch {
    return {};
  }
}

/** The language as the person wants it: itself, else the nearest in its script, else in another one. */
export function bestLocale(wishes) {
  for (const wish of wishes.filter(Boolean)) {
    const exact = locales.find((locale) => locale.toLowerCase() === wish.toLowerCase());
    if (exact) return exact;
    const wished = written(wish);
    const distance = (locale) => {
      const { own, script, region } = written(locale);
      return [own !== wished.own, script !== wished.script, region !== wished.region, locale.length].map(Number);
    };
    const [near] = locales
      .filter((locale) => written(locale).language === wished.language)
      .sort((one, other) => distance(one).map((part, i) => part - distance(other)[i]).find(Boolean) ?? 0);
    if (near) return near;
  }
  return settings.defaultLocale;
}

async function speak(tag) {
  select.value = tag;
  const response = await fetch(`/assets/texts/${current}.${tag}.json`);
  const answer = await response.json();
  // Somebody who is faster than the network gets the last language chosen.
  if (select.value !== tag) return;
  texts = answer;
  const root = document.documentElement;
  root.lang = tag;
  root.dir = settings.locales[tag];
  // The brand stays where it is.
  document.title = document.title.replace(/^.*? · /, `${title()} · `);
  document.querySelectorAll("[data-text]").forEach(translate);
}

function offerLanguages() {
  const name = (tag) => new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  select.append(...locales.map((tag) => element("option", { value: tag, lang: tag }, name(tag))));
  find("#language").hidden = locales.length < 2;
  select.addEventListener("change", () => {
    speak(select.value).catch(() => (select.value = document.documentElement.lang));
  });
}

// ---- the page

/**
 * Shows a view in place of the last one, which takes everything along that it knew. People go on in the first field, and
 * screen readers at the heading where there is none.
 */
export function view(...nodes) {
  // At first, there is what the page says without its scripts.
  const first = main.hasAttribute("data-waiting");
  for (const name of ["data-waiting", "lang", "dir"]) main.removeAttribute(name);
  main.replaceChildren(...nodes);
  if (!first) scrollTo(0, 0);
  const field = find("main .field:not([hidden]) :is(input:not([readonly]), select)");
  (field ?? (first ? null : find("h1")))?.focus({ preventScroll: true });
}

export const heading = (sentence) => say("h1", sentence, { id: "heading", tabindex: -1 });

/** Buttons and links side by side. */
export const buttons = (...ways) => element("div", { class: "buttons" }, ...ways);

/**
 * Opens the page. `show` gets what the link carries, anew for each link that is opened in this tab, and whether it is
 * still the last one.
 */
export function open(page, show) {
  current = page;
  let opened = 0;
  const take = () => start(page === "home" ? {} : takeLink(page), ++opened);
  const start = async (link, turn) => {
    const wishes = [readInvitation(link.invitation ?? "").locale, ...navigator.languages];
    try {
      if (!title()) await speak(bestLocale(wishes));
    } catch {
      return offerAgain(() => start(link, turn));
    }
    // Another link was opened in this tab in the meantime.
    if (turn !== opened) return;
    // Somebody else's page around this one could have a person click on what they do not see.
    if (window.top !== window.self) return view(say("p", "page.framed"));
    show(link, () => turn === opened);
  };
  offerLanguages();
  addEventListener("hashchange", () => location.hash && take());
  take();
}

/** Where not even the words came; whatever the link carried is kept for the next attempt. */
function offerAgain(attempt) {
  const button = element("button", { class: "primary", type: "button" }, `↻ ${document.title}`);
  button.addEventListener("click", attempt);
  view(...main.querySelectorAll("h1"), button);
}

// ---- the ways on

/** What a user pool or `/join` made up: nobody signs in with it, and no password manager is to keep it. */
const MADE_UP = /^[0-9a-f-]{32,36}$/;

/** What the person signs in with, as far as a link or a form says it. */
export function signInName({ username = "", email = "" }) {
  const name = (settings.userNames !== "username" && email) || username;
  return MADE_UP.test(name) ? "" : name;
}

/** An address to lead on to, with the name to sign in with where the settings say how it takes one. */
function onward(address, name) {
  if (!settings.nameParameter || !name || MADE_UP.test(name)) return address;
  const url = new URL(address);
  url.searchParams.set(settings.nameParameter, name);
  return url.href;
}

export const link = (sentence, href, kind = "") => say("a", sentence, { class: `button ${kind}`, href });
const signIn = (name) => link("page.sign-in", onward(settings.signIn, name));
const pageOf = (sentence, path) => (username = "") => link(sentence, `${path}#username=${encodeURIComponent(username)}`);
const reset = pageOf("page.reset-password", "/reset");
const enterCode = pageOf("page.enter-code", "/confirm");
const support = () => find("footer a")?.cloneNode(true);

const WAYS = {
  "account-exists": [signIn, reset],
  // Only here: the code of a stranger's sign-up comes to the owner of the address, too.
  "account-begun": [signIn, reset, enterCode],
  "link-not-valid": [signIn, support],
  "reset-required": [reset],
  "not-confirmed": [enterCode],
};
const OUT_OF_REACH = ["invitation-expired", "account-disabled", "sign-up-closed", "reset-not-possible", "rejected"];
for (const code of [...OUT_OF_REACH, "code-not-delivered"]) WAYS[code] = [support];

/** What a person can do about a problem, beside trying again. */
export const waysOut = (code, username) => (WAYS[code] ?? []).map((way) => way(username)).filter(Boolean);

/** The view at a good end from which the page goes on by itself, unless the person does anything; `whom` is the name to sign in with. */
export function welcome(name, whom, returnTo) {
  const address = onward(returnAddress(settings.redirects, returnTo) ?? settings.signIn, whom);
  const going = say("p", "page.continuing", { class: "status" });
  view(heading(`${name}-heading`), say("p", name), link("page.continue", address, "primary"), going);
  // Going back from there leads to where the person came from, not to a page without its link.
  const leaving = setTimeout(() => location.replace(address), LEAVE_AFTER_MILLISECONDS);
  const stay = () => {
    clearTimeout(leaving);
    tell(going);
  };
  for (const sign of ["keydown", "pointerdown", "wheel", "pagehide", "hashchange"]) addEventListener(sign, stay, { once: true });
}

/** The view at an end from which the person signs in, with the name `whom`. */
export function leadToSignIn(name, whom, ...more) {
  const way = link("page.sign-in", onward(settings.signIn, whom), "primary");
  view(heading(`${name}-heading`), say("p", name), buttons(way, ...more));
}
