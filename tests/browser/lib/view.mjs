// A page as a person sees it: by labels, buttons and sentences, never by its markup.

import assert from "node:assert/strict";

const REACTION_TIMEOUT = 10_000; // milliseconds for a page to react

export class View {
  constructor(person, page) {
    Object.assign(this, { person, dev: person.dev, page });
    page.setDefaultTimeout(REACTION_TIMEOUT);
  }

  /** Waits until the script has filled in the page. */
  async ready() {
    await this.page.locator("main:not([data-waiting])").waitFor();
    await this.heading().waitFor();
    this.text = await this.sentences();
  }

  heading() {
    return this.page.getByRole("main").getByRole("heading").first();
  }

  /** The sentences in the language that the page is in. */
  async sentences(locale) {
    const { hostname } = new URL(this.page.url());
    const [brand] = hostname.endsWith(".localhost") ? hostname.split(".") : [];
    return this.dev.sentences(locale ?? (await this.page.locator("html").getAttribute("lang")), brand);
  }

  /** What the page knows of its settings. */
  async settings() {
    return JSON.parse(await this.page.locator("#settings").textContent());
  }

  /** What a sentence reads as, whatever stands in for its variables. */
  pattern(name) {
    const sentence = this.text[name];
    assert.ok(sentence, `there is no sentence ${name}`);
    const literal = sentence.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\{\w+\\\}/g, "[^ ]+");
    return new RegExp(`^\\s*${literal}\\s*$`);
  }

  /** Waits until a sentence is shown. */
  async shows(name) {
    await this.page.getByText(this.pattern(name)).first().waitFor();
  }

  /** Waits until this is the heading. */
  async isAt(name) {
    await this.page.getByRole("heading", { name: this.pattern(name) }).waitFor();
  }

  /** A field, by what a password manager reads about it. */
  field(autocomplete) {
    return this.page.locator(`main input[autocomplete~="${autocomplete}"]:visible`);
  }

  newPassword() {
    return this.field("new-password");
  }

  code() {
    return this.field("one-time-code");
  }

  /** A field, by the sentence on its label. */
  labelled(name) {
    return this.page.getByRole("main").getByLabel(this.text[name]);
  }

  button(name) {
    return this.page.getByRole("main").getByRole("button", { name: this.text[name], exact: true });
  }

  /** The button beside a password, which is named with the password's label as well. */
  toggle(name) {
    return this.page.getByRole("main").getByRole("button", { name: this.text[name] });
  }

  link(name) {
    return this.page.getByRole("main").getByRole("link", { name: this.text[name], exact: true });
  }

  /** A button or a link that leads on. */
  way(name) {
    return this.button(name).or(this.link(name)).first();
  }

  async press(name) {
    await this.button(name).click();
  }

  /** Waits for a problem, and holds that its ways out are there. */
  async saysProblem(code, ways = []) {
    await this.saysInAlert(this.text[`problem.${code}`]);
    for (const way of ways) await this.way(way).waitFor();
  }

  /** Waits for what the hooks said: a sentence of theirs, with a full stop and without what Cognito wraps around it. */
  async saysRejection(code) {
    const alert = this.page.locator(`[role=alert][data-code="${code}"], [role=alert] [data-code="${code}"]`);
    await alert.waitFor();
    const said = await alert.textContent();
    assert.doesNotMatch(said, /failed with error|Exception|PreSignUp/);
    assert.ok(!said.includes(code), "the code is not for people");
    assert.match(said, /^\S.*[.!?。؟]/);
    return said;
  }

  async saysInAlert(sentence) {
    assert.ok(sentence);
    await this.page.getByRole("alert").filter({ hasText: sentence }).waitFor();
  }

  /** An address that the page leads to, and the name to sign in with that it takes along. */
  async ledTo(href) {
    const { nameParameter } = await this.settings();
    const url = new URL(href);
    const name = url.searchParams.get(nameParameter);
    url.searchParams.delete(nameParameter);
    return { address: url.href, name };
  }

  /** Where a link of the page leads. */
  async leadsTo(name) {
    return this.ledTo(await this.link(name).getAttribute("href"));
  }

  /** Goes on to the address after success, and holds that it is the configured one. */
  async continues() {
    const { redirects, signIn } = await this.settings();
    const { address } = await this.leadsTo("page.continue");
    assert.equal(address, redirects[0] ?? signIn);
    const href = await this.link("page.continue").getAttribute("href");
    await this.link("page.continue").click();
    await this.page.waitForURL((url) => url.href === href);
  }
}
