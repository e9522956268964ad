// Verifies an invitation token with Node's own cryptography: no library to load.
import { createPublicKey, verify } from "node:crypto";
import { configuration } from "./configuration.mjs";

const keys = new Map(
  configuration.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]),
);

const json = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

/** The claims of a token for this pool and address as of `now` (seconds), else null. */
export function verifiedClaims(token, userPoolId, email, now) {
  const [header, payload, signature, ...rest] = token.split(".");
  if (!signature || rest.length > 0) return null;
  const { alg, typ, kid } = json(header);
  const key = keys.get(kid);
  if (alg !== "ES256" || typ !== "invitation+jwt" || !key) return null;
  const signed = Buffer.from(`${header}.${payload}`);
  const options = { key, dsaEncoding: "ieee-p1363" };
  if (!verify("sha256", signed, options, Buffer.from(signature, "base64url"))) return null;
  const claims = json(payload);
  const fits =
    claims.iss === configuration.issuer && claims.aud === userPoolId && claims.email === email;
  return fits && now < claims.exp && claims.iat <= now + 60 ? claims : null;
}
