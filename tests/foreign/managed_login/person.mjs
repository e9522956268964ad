// A person with a browser, as far as managed login needs one: cookies, redirects, and the forms of
// the pool's pages. And the calls that set a pool up, which AWS would want signed.

import assert from "node:assert/strict";

export const TEMPORARY = "Only-for-now-1";
export const PASSWORD = "Chosen-horse-7";

/** Calls an operation of Cognito. */
export async function cognito(endpoint, operation, members) {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(members),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, `${operation}: ${JSON.stringify(body)}`);
  return body;
}

/** Makes an app client for managed login, and returns it. */
export async function appClient(endpoint, pool, changes) {
  const { UserPoolClient } = await cognito(endpoint, "CreateUserPoolClient", {
    UserPoolId: pool,
    ClientName: "foreign",
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
    SupportedIdentityProviders: ["COGNITO"],
    ...changes,
  });
  return UserPoolClient;
}

/** Invites a person without a mail, with the temporary password. */
export async function invite(endpoint, pool, email) {
  await cognito(endpoint, "AdminCreateUser", {
    UserPoolId: pool,
    Username: email,
    MessageAction: "SUPPRESS",
    TemporaryPassword: TEMPORARY,
    UserAttributes: [
      { Name: "email", Value: email },
      { Name: "email_verified", Value: "true" },
    ],
  });
}

export class Browser {
  #cookies = new Map();

  /** Sends one request; redirects are not followed. */
  async send(url, form) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: cookie ? { cookie } : {},
      body: form && new URLSearchParams(form),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (line.includes("Max-Age=0")) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  /** Opens a URL, and follows redirects up to a page or to the application. */
  async open(url, application) {
    for (let hops = 0; hops < 5; hops += 1) {
      if (String(url).startsWith(application)) return { arrived: String(url) };
      const answer = await this.send(url);
      if (answer.status !== 302) return { url: String(url), status: answer.status, page: await answer.text() };
      url = new URL(answer.headers.get("location"), url);
    }
    throw new Error(`${url} redirects without end`);
  }

  /** Fills in the form of a page, and follows where it leads. */
  async submit({ url, page }, fields, application) {
    const [, action] = /<form method="post" action="([^"]*)"/.exec(page);
    const form = { ...fields };
    for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
      form[name] = text(value);
    }
    const answer = await this.send(new URL(text(action), url), form);
    if (answer.status !== 302) return { url, status: answer.status, page: await answer.text() };
    return this.open(new URL(answer.headers.get("location"), url), application);
  }

  /** Signs in at the authorization endpoint, and returns the URL at which the application is. */
  async signIn(url, username, password, application) {
    const page = await this.open(url, application);
    assert.equal(page.status, 200, JSON.stringify(page));
    let next = await this.submit(page, { username, password }, application);
    if (next.page?.includes("Change password")) {
      next = await this.submit(next, { username, password: PASSWORD }, application);
    }
    assert.ok(next.arrived, JSON.stringify(next));
    return next.arrived;
  }
}

/** A text of an attribute. */
const text = (escaped) =>
  escaped
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
