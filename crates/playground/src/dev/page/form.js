// The form that an administrator fills in, and the results.
import { badge, element, find, get, post } from "./dom.js";

const form = find("#form");
let done = async () => {};

/** Fills in the choices of the settings; `whenDone` is called after each request. */
export async function prepareForm(whenDone) {
  done = whenDone;
  const settings = await get("/_dev/settings");
  find("#user-pool").textContent = settings.user_pool_id;
  find("#client").textContent = settings.client_id;
  find("#hooks").textContent = settings.hooks;
  find("#user-name-field").hidden = !settings.takes_user_names;
  find("#attributes").append(...settings.attributes.map(attributeField));
  find("#groups").append(...settings.groups.map(groupField));
  fillBrands(settings.brands);
  find("#pages").append(...settings.brands.map(pagesOf));
}

function attributeField(name) {
  const input = element("input", { autocomplete: "off" });
  input.dataset.attribute = name;
  return element("label", {}, name, input);
}

function groupField(name) {
  const input = element("input", { type: "checkbox", name: "groups", value: name });
  return element("label", { className: "check" }, input, name);
}

function fillBrands(brands) {
  const option = (value, text) => element("option", { value }, text);
  form.brand.append(option("", "by the settings"), ...brands.map((brand) => option(brand.name, brand.title)));
  const locales = new Set(brands.flatMap((brand) => brand.locales));
  form.locale.append(option("", "by the settings"), ...[...locales].sort().map((tag) => option(tag, languageName(tag))));
}

/** Links to the brand's pages that can be opened without a mail. */
function pagesOf({ title, links, start_page: startPage }) {
  const link = (href, text) => element("a", { href, target: "_blank" }, text);
  const pages = [link(`${links}/join`, "sign up"), link(`${links}/reset`, "forgotten password")];
  if (startPage) pages.push(link(startPage, "start page"));
  return element("li", {}, `${title}: `, ...pages.flatMap((page, position) => (position ? [" · ", page] : [page])));
}

function languageName(tag) {
  return new Intl.DisplayNames(["en"], { type: "language" }).of(tag);
}

/** The fields about the person. Empty ones are left out. */
function person() {
  const filled = (entries) => Object.fromEntries(entries.filter(([, value]) => value !== ""));
  const fields = ["given_name", "family_name", "brand", "locale"];
  const attributes = [...form.querySelectorAll("[data-attribute]")];
  return {
    ...filled(fields.map((name) => [name, form[name].value.trim()])),
    groups: [...form.querySelectorAll("[name=groups]:checked")].map((box) => box.value),
    attributes: filled(attributes.map((input) => [input.dataset.attribute, input.value.trim()])),
  };
}

const email = () => form.email.value.trim();
const optional = (input) => input.value.trim() || null;

const VERBS = {
  create: () => post("/_dev/invitations", { email: email(), user_name: optional(form.user_name), person: person() }),
  resend: () => post("/_dev/resend", { user: email(), person: person() }),
  revoke: () => post("/_dev/revoke", { user: email(), member: form.member.checked, disable: form.disable.checked }),
  issue: () => post("/_dev/tokens", { email: email(), person: person(), inviter: optional(form.inviter) }),
};

async function submit(event) {
  event.preventDefault();
  // A disabled button would lose the keyboard's focus.
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    show((await VERBS[event.submitter?.dataset.verb ?? "create"]()).body);
  } catch (error) {
    show({ refused: { code: "no-answer", detail: `the server does not answer (${error.message})` } });
  } finally {
    form.ariaBusy = "false";
  }
  await done();
}

/** Shows the result. */
function show(document) {
  const lines = [];
  const say = (kind, code, text) => lines.push(element("p", { className: kind }, badge(code, kind), " ", text));
  if (document.refused) say("bad", document.refused.code, document.refused.detail);
  if (document.outcome) say("good", document.outcome, sentence(document));
  for (const short of document.warnings ?? []) say("open", short.code, short.detail);
  const { left, jti } = document.token ?? {};
  if (left === "alive" || left === "unknown")
    say("open", "token", jti ? `add ${jti} to tokens.revoked: the token could be used again` : "a token by which this person joined could be used again");
  find("#outcome").replaceChildren(...lines);
  find("#outcome").scrollIntoView({ block: "nearest" });
}

function sentence({ mail, groups_added: groups, was, jti }) {
  const parts = [];
  if (was) parts.push(`was ${was}`);
  if (mail) parts.push(mail === "sent" ? "mail sent" : `mail ${mail}`);
  if (groups?.length) parts.push(`groups ${groups.join(", ")}`);
  if (jti && !was) parts.push(`jti ${jti}`);
  return parts.join(" · ");
}

/** Puts an address into the form. */
export function fillIn(address) {
  form.email.value = address;
  form.email.focus();
}

form.addEventListener("submit", submit);
