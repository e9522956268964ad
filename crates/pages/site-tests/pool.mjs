// A user pool as the helper sees it: answers that are played one after the other, and the requests.

export const POOL = { endpoint: "https://pool.example", clientId: "web" };

/** An answer with this status and, unless it is a text, JSON body. */
export const answer = (body, status = 200) => ({ body, status });

/** A refusal in Cognito's words. */
export const refusal = (type, message) => answer({ __type: type, message }, 400);

export const WRONG = refusal("NotAuthorizedException", "Incorrect username or password.");

/** No answer at all. */
export const SILENCE = { silent: true };

/**
 * Plays these answers to whatever is called; answers the list of the calls, as `[operation, request]`
 * without the app client, which every call names. A call too many fails.
 */
export function play(...answers) {
  const calls = [];
  globalThis.fetch = async (address, init) => {
    const { ClientId, ...request } = JSON.parse(init.body);
    calls.push([init.headers["X-Amz-Target"].split(".")[1], request]);
    Object.assign(calls, { address, init, ClientId });
    const next = answers.shift();
    if (!next) throw new Error("nobody expected this call");
    if (next.silent) throw new TypeError("Failed to fetch");
    const body = typeof next.body === "string" ? next.body : JSON.stringify(next.body);
    return new Response(body, { status: next.status });
  };
  return calls;
}

/** A `localStorage` with what it holds, which is what a test can look at. */
export function storage(held = {}) {
  globalThis.localStorage = {
    getItem: (key) => held[key] ?? null,
    setItem: (key, value) => void (held[key] = value),
  };
  return held;
}

/** An unsigned token with these claims. */
export function token(claims) {
  const part = (document) => Buffer.from(JSON.stringify(document)).toString("base64url");
  return `${part({ alg: "ES256" })}.${part(claims)}.c2lnbmF0dXJl`;
}
