// `invitations dev`, as a back end, a mailbox and a clock use it.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
export const SAMPLE = join(REPOSITORY, "infra/invitations");
export const COMMAND = process.env.INVITATIONS ?? join(REPOSITORY, "target/debug/invitations");
/** The folder with the built functions that run as hooks; without it, the command runs their code itself. */
const { BINARIES } = process.env;

const MESSAGE_TIMEOUT = 10_000; // milliseconds for a message to arrive
export const PAGES = ["home", "accept", "join", "confirm", "reset"];
/** A password that the pool of the sample configuration takes. */
export const PASSWORD = "Correct-horse-battery-1";
/** The groups of a member without an invitation whose address is in the trusted domain. */
export const GROUPS_BY_DOMAIN = ["members", "staff"];

export class Dev {
  /**
   * Starts the command with the sample configuration, on a free port.
   * @param {{ settings?: (text: string) => string, seed?: object }} options `settings` changes
   * `invitations.toml` before; `seed` are the pools to begin with.
   */
  static async start({ settings = (text) => text, seed } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "invitations-"));
    await cp(SAMPLE, folder, { recursive: true });
    const file = join(folder, "invitations.toml");
    await writeFile(file, settings(await readFile(file, "utf8")));
    const command = ["dev", "--json", "--port", "0", "--config", file];
    if (BINARIES) command.push("--binaries", BINARIES);
    if (seed) {
      await writeFile(join(folder, "seed.json"), JSON.stringify(seed));
      command.push("--seed", join(folder, "seed.json"));
    }
    const child = spawn(COMMAND, command, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await Promise.race([
      new Promise((resolve) => createInterface(child.stdout).once("line", (text) => resolve([text]))),
      new Promise((resolve) => child.once("exit", () => resolve([]))),
    ]);
    assert.ok(line, "`invitations dev` starts");
    return new Dev(child, folder, JSON.parse(line));
  }

  constructor(child, folder, { endpoint, user_pool_id: pool, client_id: client }) {
    Object.assign(this, { child, folder, endpoint, pool, client, texts: new Map() });
  }

  async stop() {
    this.child.kill("SIGTERM");
    if (this.child.exitCode === null) await new Promise((resolve) => this.child.once("exit", resolve));
    await rm(this.folder, { recursive: true });
  }

  /** Where a brand's pages are; without a brand, the default one's. */
  origin(brand) {
    return brand ? this.endpoint.replace("127.0.0.1", `${brand}.localhost`) : this.endpoint;
  }

  /** What the server answers to a request of any method, for any of its names. */
  request(url, { method = "GET", headers = {} } = {}) {
    const { hostname, host, port, pathname, search } = new URL(url);
    assert.ok(hostname === "127.0.0.1" || hostname.endsWith(".localhost"), hostname);
    return new Promise((resolve, reject) => {
      const to = { host: "127.0.0.1", port, method, path: pathname + search, headers: { host, ...headers } };
      const asked = http.request(to, (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (part) => (body += part));
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
      });
      asked.on("error", reject).end();
    });
  }

  /** The sentences of all of a brand's pages in one language, by name. */
  async sentences(locale = "en", brand) {
    const origin = this.origin(brand);
    const key = `${origin} ${locale}`;
    if (!this.texts.has(key)) {
      const urls = PAGES.map((page) => `${origin}/assets/texts/${page}.${locale}.json`);
      const answers = await Promise.all(urls.map((url) => this.request(url)));
      this.texts.set(key, Object.assign({}, ...answers.map(({ body }) => JSON.parse(body))));
    }
    return this.texts.get(key);
  }

  async post(path, document, headers = {}) {
    const response = await fetch(this.endpoint + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(document),
    });
    return { ok: response.ok, body: await response.json() };
  }

  /** Calls an operation of Cognito's; one that has to work. */
  async call(operation, document) {
    const { ok, body } = await this.attempt(operation, document);
    assert.ok(ok, `${operation}: ${JSON.stringify(body)}`);
    return body;
  }

  attempt(operation, document) {
    const whose = operation.startsWith("Admin") ? { UserPoolId: this.pool } : { ClientId: this.client };
    return this.post("/", { ...whose, ...document }, {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
      // Administrators sign their calls; nobody checks it here.
      ...(operation.startsWith("Admin") && { Authorization: "AWS4-HMAC-SHA256 Credential=local" }),
    });
  }

  async verb(name, form) {
    const { ok, body } = await this.post(`/_dev/${name}`, form);
    assert.ok(ok, `${name}: ${JSON.stringify(body)}`);
    return body;
  }

  /** An administrator's invitation; answers its mail. */
  async invite(email, person = { groups: ["clients"] }, userName) {
    await this.verb("invitations", { email, person, ...(userName && { user_name: userName }) });
    return this.mail(email);
  }

  /** The invitation once more; answers the new mail. */
  async resend(email) {
    const before = await this.mails(email);
    await this.verb("resend", { user: email });
    return this.mail(email, before.length + 1);
  }

  /** A token to sign up with; answers its mail. */
  async issue(email, person = { groups: ["clients"] }) {
    await this.verb("tokens", { email, person });
    return this.mail(email);
  }

  /** An invitation token that is good for one second and then out of date, whatever clock a hook goes by. */
  async outdatedToken(email) {
    const [config, key] = ["invitations.toml", "development-key.pem"].map((file) => join(this.folder, file));
    const command = ["issue", "--config", config, "--key", key, "--user-pool-id", this.pool, "--email", email, "--expires", "1s"];
    const token = execFileSync(COMMAND, command, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return token;
  }

  async mails(to) {
    const response = await fetch(`${this.endpoint}/_local/messages?to=${encodeURIComponent(to)}`);
    return (await response.json()).messages;
  }

  /** The newest mail, once there are so many of them. */
  async mail(to, count = 1) {
    for (const end = Date.now() + MESSAGE_TIMEOUT; Date.now() < end; ) {
      const mails = await this.mails(to);
      if (mails.length >= count) return mails.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no mail number ${count} has come to ${to}`);
  }

  /** Lets time pass. */
  advance({ days = 0, hours = 0 }) {
    return this.post("/_local/clock", { advance_seconds: (days * 24 + hours) * 3600 });
  }

  async user(email) {
    const { users } = await (await fetch(`${this.endpoint}/_dev/pool`)).json();
    return users.find((user) => user.email === email);
  }

  /** The groups in the tokens of a sign-in. */
  async groupsOf(username, password = PASSWORD) {
    const request = { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: username, PASSWORD: password } };
    return groupsIn(await this.call("InitiateAuth", request));
  }
}

/** `cognito:groups`, which both tokens of a sign-in have to have alike. */
export function groupsIn({ AuthenticationResult: tokens }) {
  const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const groups = claims(tokens.IdToken)["cognito:groups"];
  assert.deepEqual(claims(tokens.AccessToken)["cognito:groups"], groups);
  return groups;
}

/** The link of a mail that carries a secret, with the secret as it stands there. */
export function linkIn({ html }) {
  const [, attribute] = /href="([^"#]+#[^"]+)"/.exec(html) ?? [];
  assert.ok(attribute, "the mail has a link with a fragment");
  const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x2f;": "/" };
  const url = attribute.replace(/&(?:amp|lt|gt|quot|#39|#x2f);/g, (entity) => entities[entity]);
  return { url, secret: /(?:password|invitation|code)=(.*)$/.exec(url)[1] };
}
