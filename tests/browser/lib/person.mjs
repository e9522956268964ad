// A person with a browser of their own, and what the browser did meanwhile.

import assert from "node:assert/strict";

import { View } from "./view.mjs";

/** What belongs to the mail client, not to the pages. */
const MAIL = "/_local/";

export class Person {
  constructor(dev, context) {
    Object.assign(this, { dev, context, requests: [], answers: [], complaints: [], calls: [] });
  }

  /** @param {import("playwright-core").BrowserContextOptions} options */
  static async enter(dev, browser, options = {}) {
    const person = new Person(dev, await browser.newContext({ locale: "en", ...options }));
    await person.watch();
    return person;
  }

  async watch() {
    const { context, complaints } = this;
    await context.exposeBinding("reportViolation", ({ frame }, violation) => {
      if (!frame.url().includes(MAIL)) complaints.push(`policy: ${violation}`);
    });
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
    context.on("console", (message) => {
      if (!message.page()?.url().includes(MAIL) && !isRefusedCall(message) && !isMailProgram(message)) {
        complaints.push(`console: ${message.type()} ${message.text()}`);
      }
    });
    context.on("weberror", (error) => complaints.push(`script: ${error.error().message}`));
    context.on("request", (request) => {
      const asker = request.isNavigationRequest() ? request.url() : request.frame().url();
      if (asker.includes(MAIL)) return;
      this.requests.push(request);
      const operation = operationOf(request);
      if (operation) this.calls.push(operation);
    });
    context.on("response", (response) => this.answers.push(response));
  }

  /** What the pool answered to the person's last call of this operation. */
  async answerTo(operation) {
    const answer = this.answers.findLast((response) => operationOf(response.request()) === operation);
    assert.ok(answer, `${operation} was called`);
    return answer.json();
  }

  /** Opens an address, as from a bookmark or typed. */
  async open(url) {
    const page = await this.context.newPage();
    await page.goto(url);
    return this.view(page);
  }

  /** Opens a mail and clicks the link in it. */
  async follow(mail) {
    const client = await this.context.newPage();
    await client.goto(`${this.dev.endpoint}/_local/messages/${mail.id}/body`);
    const opened = this.context.waitForEvent("page");
    await client.locator('a[href*="#"]').first().click();
    const page = await opened;
    await page.waitForLoadState();
    await client.close();
    return this.view(page);
  }

  async view(page) {
    const view = new View(this, page);
    await view.ready();
    return view;
  }

  /** Answers calls of one operation in Cognito's place, as often as is said. */
  async answer(operation, { status = 400, body, times = Infinity }) {
    let left = times;
    await this.context.route(`${this.dev.endpoint}/`, (route) => {
      if (operationOf(route.request()) !== operation || left === 0) return route.fallback();
      left -= 1;
      const headers = { "Access-Control-Allow-Origin": "*", "Content-Type": "application/x-amz-json-1.1" };
      return route.fulfill({ status, headers, body: JSON.stringify(body) });
    });
  }

  /** What stands on the person's pages, and what the browser complains of. */
  async sees() {
    const pages = this.context.pages().map(async (page) => {
      const text = await page.locator("main").innerText({ timeout: 500 }).catch(() => "");
      return `${page.url()}: ${text.replace(/\s+/g, " ")}`;
    });
    return ["", ...(await Promise.all(pages)), ...this.complaints].join("\n  ");
  }

  /** What holds for everybody, whatever they do: nothing was blocked, nothing failed, nothing was asked of elsewhere. */
  async leave() {
    const { context, dev, requests, complaints } = this;
    await context.close();
    const own = [dev.endpoint, dev.origin("fabrikam"), dev.origin("northwind")];
    const asked = requests.map((request) => new URL(request.url())).filter(({ protocol }) => protocol !== "mailto:");
    const elsewhere = asked.filter(({ origin }) => !own.includes(origin)).map(String);
    assert.deepEqual(elsewhere, [], "requests to other origins");
    assert.deepEqual(complaints, [], "complaints of the browser");
  }
}

/** The operation of Cognito's that a request calls. */
export function operationOf(request) {
  return request.headers()["x-amz-target"]?.split(".").at(-1);
}

/** Chromium tells the console, when it comes to it, that a click on the support's address called a mail program. */
function isMailProgram(message) {
  return message.type() === "info" && message.text().startsWith("Launched external handler for 'mailto:");
}

/** Browsers tell the console of every answer that is an error, which refusals of the pool are. */
function isRefusedCall(message) {
  return message.type() === "error" && message.text().startsWith("Failed to load resource");
}
