// Forms: their fields, what is said beside them, and what happens on a click.
import { checkPassword } from "./invitations.js";
import { buttons, element, heading, problemOf, say, settings, signInName, tell, view, waysOut } from "./page.js";

const PAUSE_BETWEEN_CODES_MILLISECONDS = 30_000;

// ---- fields

/** What a browser may fill in for an attribute (HTML, "Autofill"), and which controls are no plain text. */
const AUTOFILL = {
  name: "name",
  given_name: "given-name",
  family_name: "family-name",
  nickname: "nickname",
  phone_number: "tel",
  birthdate: "bday",
};
const TYPES = { phone_number: "tel", birthdate: "date", website: "url" };

/** What is written from left to right in every language, and is no business of a spelling checker. */
const TECHNICAL = { dir: "ltr", autocapitalize: "none", spellcheck: "false" };

let count = 0;

/** A control with its label, and a place for what is wrong with it: `objection` answers the sentence, or nothing. */
function field({ name, group, label, control, value, required = true, objection, beside = [], below = [] }) {
  const id = `field-${++count}`;
  const words = element("label", { for: id, id: `${id}-label` }, say("span", label));
  if (!required) words.append(" ", say("small", "page.optional"));
  const error = element("p", { id: `${id}-error`, class: "error" });
  Object.assign(control, { id, name, required });
  control.setAttribute("aria-describedby", [...below, error].map((node) => node.id).join(" "));
  const object = (sentence) => {
    control.setAttribute("aria-invalid", Boolean(sentence));
    tell(error, sentence);
    return sentence;
  };
  object();
  control.addEventListener("input", () => object());
  const row = element("div", { class: "row" }, control, ...beside);
  if (control.type === "checkbox") row.append(words);
  const above = row.contains(words) ? [] : [words];
  const node = element("div", { class: "field" }, ...above, row, ...below, error);
  return { name, group, control, value, node, refuses: () => object(required && !value() ? "page.fill-in" : objection?.()) };
}

/** A line of text. */
function textField({ clean = (text) => text.trim(), ...about }, attributes) {
  const control = element("input", { autocomplete: "off", ...attributes });
  return field({ control, value: () => clean(control.value), ...about });
}

/** What the person signs in with; where it is known already, it is there to be read and for password managers. */
export function userNameField(known = {}, readonly) {
  const value = signInName(known);
  const attributes = { value, readonly, autocomplete: "username", ...TECHNICAL };
  const label = readonly && value.includes("@") ? "page.email" : "page.user-name";
  const made = textField({ name: "username", label }, attributes);
  made.node.hidden = readonly && !value;
  return made;
}

export function emailField(attributes) {
  const objection = () => made.control.validity.typeMismatch && "page.not-an-email";
  const made = textField({ name: "email", label: "page.email", objection }, { type: "email", ...attributes, ...TECHNICAL });
  return made;
}

/** A secret that is typed from a message. It can be read there, too, and no password manager is to keep it. */
export function secretField(about, attributes) {
  return textField(about, { ...attributes, ...TECHNICAL });
}

export function codeField(value) {
  const about = { name: "code", label: "page.code", clean: (text) => text.replace(/\s/g, "") };
  return secretField(about, { value, inputmode: "numeric", autocomplete: "one-time-code" });
}

/** A new password, with the rules that it keeps so far. */
export function newPasswordField(label) {
  const list = element("ul");
  const show = say("button", "page.show", { type: "button", id: "show" });
  const rules = () => checkPassword(settings.password, control.value);
  const made = textField(
    {
      name: "password",
      label,
      clean: (text) => text,
      objection: () => rules().some(({ met }) => !met) && "problem.password-refused",
      beside: [show],
      below: [element("div", { id: "rules", class: "rules" }, say("span", "rule.heading"), list)],
    },
    { type: "password", autocomplete: "new-password", passwordrules: passwordRules(settings.password), ...TECHNICAL },
  );
  const { control } = made;
  tick(list, rules());
  control.addEventListener("input", () => tick(list, rules()));
  // The words on it change, so that it is no toggle button; they are read out together with the label.
  show.setAttribute("aria-labelledby", `show ${control.id}-label`);
  // The caret stays where it is, and so does the keyboard of a telephone.
  show.addEventListener("mousedown", (event) => event.preventDefault());
  show.addEventListener("click", () => {
    const { type, selectionStart, selectionEnd } = control;
    control.type = type === "text" ? "password" : "text";
    // Chromium puts the caret at the beginning as it draws the field anew.
    requestAnimationFrame(() => control.setSelectionRange(selectionStart, selectionEnd));
    tell(show, type === "text" ? "page.show" : "page.hide");
  });
  return made;
}

/** What a password manager has to know to invent one (the attribute `passwordrules`, as Apple describes it). */
function passwordRules({ minimumLength, lowercase, uppercase, numbers, symbols }) {
  const kinds = [lowercase && "lower", uppercase && "upper", numbers && "digit", symbols && "[-!#$%&*+=?@_]"];
  return [`minlength: ${minimumLength}`, ...kinds.filter(Boolean).map((kind) => `required: ${kind}`)].join("; ");
}

/** Ticks the rules that are kept. A screen reader reads out what changes, so that nothing else is touched. */
function tick(list, rules) {
  rules.forEach(({ rule, met }, place) => {
    const line = list.children[place] ?? list.appendChild(ruleLine(rule));
    if (line.classList.contains("met") === met) return;
    line.classList.toggle("met");
    tell(line.lastChild, met ? "rule.met" : "rule.unmet");
  });
  // The last rule, that of spaces, is there only while it is broken.
  list.children[rules.length]?.remove();
}

function ruleLine(rule) {
  const words = [say("span", `rule.${rule}`), " ", say("span", "rule.unmet", { class: "unseen" })];
  return element("li", { "aria-live": "polite", "aria-atomic": "true" }, ...words);
}

export function attributeField({ name, required }) {
  const type = TYPES[name];
  // People write telephone numbers with blanks; Cognito takes none.
  const clean = type === "tel" ? (text) => text.replace(/[\s()/.-]/g, "") : undefined;
  const about = { name, group: "attributes", label: `field.${name}`, required, clean };
  return textField(about, { type, autocomplete: AUTOFILL[name] ?? "off", ...(type && TECHNICAL) });
}

/** What the settings require to be sent along: something to agree to, a choice, or any text. */
export function dataField({ key, values, information }) {
  const read = { href: information, target: "_blank", rel: "noopener noreferrer" };
  const below = information ? [say("a", "page.read", read)] : [];
  const about = { name: key, group: "validationData", label: `field.${key}`, below };
  if (values.length === 0) return textField(about);
  if (values.length === 1) {
    const control = element("input", { type: "checkbox" });
    return field({ ...about, control, value: () => control.checked && values[0] });
  }
  const options = values.map((value) => element("option", {}, value));
  const control = element("select", {}, say("option", "page.choose", { value: "" }), ...options);
  return field({ ...about, control, value: () => control.value });
}

/** What is filled in, by name; attributes and validation data by themselves. */
function filledIn(fields) {
  const values = { attributes: {}, validationData: {} };
  for (const { name, group, node, value } of fields) {
    if (!node.hidden && value()) (values[group] ?? values)[name] = value();
  }
  return values;
}

// ---- forms

/**
 * Shows a form. `act` makes the call with what is filled in, and `done` goes on from a good answer. `other` is a second
 * button, which needs no more than the user name. `words` replaces the sentence for a problem, and `username` is whose
 * form it is where no field says it.
 */
export function showForm({ title, notes, fields, username, action, act, done, other, words = {} }) {
  const problem = element("div", { class: "problem", role: "alert", tabindex: -1 });
  const status = element("p", { class: "status", role: "status" });
  const button = say("button", action, { class: "primary" });
  const again = other && otherButton(other);
  const attributes = { novalidate: true, "aria-labelledby": "heading" };
  const form = element("form", attributes, ...fields.map(({ node }) => node), problem, buttons(button, ...(again ? [again] : [])), status);
  let busy = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(act, fields, done);
  });
  // Who comes to the first field by a screen reader hears first what the page says above it.
  const first = fields.find(({ node, control }) => !node.hidden && !control.readOnly);
  notes.forEach((note, place) => (note.id = `note-${place}`));
  first?.control.setAttribute("aria-describedby", `${notes.map(({ id }) => id).join(" ")} ${first.control.getAttribute("aria-describedby")}`);
  view(heading(title), ...notes, form);

  /** One call at a time, and none with a field that is wrong. */
  async function attempt(call, asked, onward) {
    if (busy) return;
    const refused = asked.filter((one) => !one.node.hidden && one.refuses());
    if (refused.length) return refused[0].control.focus();
    busy = true;
    problem.replaceChildren();
    button.ariaDisabled = "true";
    tell(status, "page.working");
    const values = filledIn(fields);
    const outcome = await call(values).catch(() => ({ code: "unexpected" }));
    // Another link was opened in this tab in the meantime.
    if (!form.isConnected) return;
    busy = false;
    button.ariaDisabled = null;
    tell(status);
    if (outcome.ok) return onward(outcome, values, status);
    explain(outcome, values.username ?? values.email ?? username);
  }

  function explain({ code, begun, rejection, attributes = [] }, username) {
    const added = attributes.filter((name) => !fields.some((one) => one.name === name)).map(askFor);
    const sentence = rejection ? element("p", {}, stopped(rejection.sentence)) : say("p", words[code] ?? problemOf(code));
    problem.dataset.code = rejection?.code ?? code;
    problem.replaceChildren(sentence, buttons(...waysOut(begun ?? code, username)));
    if (again && code.startsWith("code-")) again.hidden = false;
    (added[0]?.control ?? problem).focus();
  }

  function askFor(name) {
    const made = attributeField({ name });
    fields.push(made);
    problem.before(made.node);
    return made;
  }

  function otherButton({ action: words, act: call, done: onward, hidden, paused }) {
    const node = say("button", words, { type: "button", hidden });
    const pause = () => {
      node.ariaDisabled = "true";
      setTimeout(() => (node.ariaDisabled = null), PAUSE_BETWEEN_CODES_MILLISECONDS);
    };
    if (paused) pause();
    node.addEventListener("click", () => {
      if (node.ariaDisabled) return;
      attempt(call, fields.filter(({ name }) => name === "username"), (...answer) => {
        pause();
        onward(...answer);
      });
    });
    return node;
  }
}

/** With the full stop that was taken off together with Cognito's wrapper. */
const stopped = (sentence) => (/[.!?؟。]$/.test(sentence) ? sentence : `${sentence}.`);
