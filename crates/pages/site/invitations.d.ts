/**
 * The invitation lifecycle in a browser: what the pages are built on, for a team's own front end.
 *
 * A plain ES module without dependencies. It calls the public operations of Amazon Cognito user
 * pools straight from the browser, through an app client without a secret. Nothing happens when it
 * is loaded. Every flow is one call that never throws for what Cognito answers: look at `ok`.
 *
 * @example
 * import { accept, takeLink } from "./invitations.js";
 *
 * const link = takeLink("accept");            // and the secret is gone from the address bar
 * // … the person fills in the form and clicks …
 * const outcome = await accept(pool, { ...link, password });
 * if (outcome.ok) location.assign(outcome.tokens ? "/welcome" : "/sign-in");
 * else show(outcome.rejection?.sentence ?? sentences[outcome.code]);
 */

/** The user pool, as a browser reaches it. */
export interface Pool {
  /** Where its API is: `https://cognito-idp.<region>.amazonaws.com`, without a final slash. */
  endpoint: string;
  /** An app client without a secret that allows `ALLOW_USER_PASSWORD_AUTH`. */
  clientId: string;
  /** How long one call may take, in milliseconds; 20,000 unless set (a hook runs up to three times five seconds). */
  timeout?: number;
}

/** The pages that a link can lead to. */
export type Page = "accept" | "join" | "confirm" | "reset";

/** What a link carries. A link that was cut off, or typed, lacks members. */
export interface Link {
  /** The user name, decoded. */
  username?: string;
  /**
   * `/accept` and `/reset`: the address that the person signs in with, where the user name is another. It is for showing
   * and for password managers: anybody can write a link, and calls take the user name.
   */
  email?: string;
  /** `/accept`: the temporary password, as it is. */
  temporaryPassword?: string;
  /** `/join`: the invitation token. */
  invitation?: string;
  /** `/confirm` and `/reset`: the code. */
  code?: string;
}

/**
 * Reads a fragment such as `#username=ada%40example.com&code=123456`. The secret stands last and is
 * read as it is: it may hold `&`, `=`, `%` and `#`.
 */
export function readLink(page: Page, fragment: string): Link;

/**
 * Reads the link that this document was opened with, and takes the fragment out of the address bar
 * and the history entry at once. Call it before anything else runs.
 *
 * Browsers keep the address that a document was opened with, fragment and all, for the scripts of that document
 * (`performance.getEntriesByType("navigation")`), and no page can clear it: run no script of a third party on a page
 * that a link leads to.
 */
export function takeLink(page: Page): Link;

/** What a token says of itself. Nothing is verified: for filling in a form, and nothing else. */
export interface InvitationClaims {
  email?: string;
  locale?: string;
  /** The end of its validity, in seconds since 1970. */
  exp?: number;
}

/** Reads an invitation token, as far as it can be read; `{}` for anything that is no token. */
export function readInvitation(token: string): InvitationClaims;

/** An expected "no" of the pre-sign-up hook. */
export interface Rejection {
  /** Stable: `invitation-expired`, `domain-not-allowed`, … */
  code: string;
  /** In the person's language, without a final full stop. */
  sentence: string;
}

/**
 * Reads `<code>: <sentence>` out of the text that Cognito wraps around it, such as
 * `PreSignUp failed with error invitation-expired: This invitation has expired.`; `null` for any
 * other text, so that nothing internal is ever shown.
 */
export function readRejection(message: string): Rejection | null;

/** Why a call did not do what it was asked to. Stable. */
export type ProblemCode =
  /** The temporary password has run out; only a new invitation helps. */
  | "invitation-expired"
  /** The temporary password is wrong, was used before or was replaced by a newer one. Cognito does not say which. */
  | "link-not-valid"
  /**
   * There is an account with this address or user name: sign in instead. From `accept`: the temporary password was
   * made a lasting one by an administrator, and the person's own is not set.
   */
  | "account-exists"
  | "code-wrong"
  | "code-expired"
  /** The code could not be sent; the account is there, so ask for another code. */
  | "code-not-delivered"
  /** Below the pool's policy. */
  | "password-refused"
  /** The pool remembers former passwords, and this is one. */
  | "password-used-before"
  /** `attributes` names what is missing. */
  | "attributes-missing"
  /** An attribute has a value that the pool does not take. */
  | "attributes-refused"
  /** The hooks said no; `rejection` says why. */
  | "rejected"
  /** The pool takes nobody who signs up by themselves. */
  | "sign-up-closed"
  /** The account is in no state in which a password can be reset: it was never accepted, or has no verified address. */
  | "reset-not-possible"
  /** An administrator has asked for a new password: reset it. */
  | "reset-required"
  /** The sign-up was never confirmed. */
  | "not-confirmed"
  | "account-disabled"
  /** Too many calls or attempts: wait, and try again. */
  | "throttled"
  /** No answer. Whether the call took effect is not known; calling again is safe. */
  | "offline"
  /** Anything else: it is not the person's fault, and nothing of it is shown. */
  | "unexpected";

/** What did not come about, and why. */
export interface Problem {
  ok: false;
  code: ProblemCode;
  /** With `rejected`. */
  rejection?: Rejection;
  /** With `attributes-missing`: their names, such as `given_name`. */
  attributes?: string[];
  /** From `accept`, where the next call may go on: pass it on as it is. */
  session?: Session;
}

/** A challenge that `accept` has begun, to be passed on as it is. Good for three minutes unless the app client says otherwise. */
export interface Session {
  readonly username: string;
  readonly value: string;
}

/** Tokens of a first sign-in. */
export interface Tokens {
  idToken: string;
  accessToken: string;
  refreshToken?: string;
  /** Seconds. */
  expiresIn: number;
}

/** An invitation that was accepted: the password is set. Whether the person is signed in as well, `tokens` tell. */
export interface Accepted {
  ok: true;
  /** Whether it had been accepted before, with this very password. */
  already: boolean;
  /** Missing where a challenge is left: nobody is signed in then, and the hooks of the sign-in have not run. */
  tokens?: Tokens;
  /** What Cognito asks for next, such as `MFA_SETUP` or `SELECT_MFA_TYPE`: lead to the app's sign-in, which asks for it. */
  challenge?: string;
}

/** What a person fills in to accept an administrator's invitation. */
export interface Acceptance {
  username: string;
  temporaryPassword: string;
  /** The person's own. */
  password: string;
  /** What the pool asks for and an earlier call named as missing. */
  attributes?: Record<string, string>;
  /** Of an earlier call that answered one. */
  session?: Session;
}

/**
 * Accepts an administrator's invitation: signs in with the temporary password and sets the person's
 * own, back to back. The temporary password is good for one challenge, so ask for the new password
 * before. Safe to call again after any problem: where the temporary password is refused, the
 * person's own is tried, which finds an acceptance whose answer was lost.
 */
export function accept(pool: Pool, acceptance: Acceptance): Promise<Accepted | Problem>;

/** What a person fills in to sign up. */
export interface SignUp {
  email: string;
  password: string;
  /** The user name, where the pool does not take the address as one; a random one unless set. */
  username?: string;
  /** What the user name is in this pool (`user_pool.sign_in` of the settings); `email` unless set. */
  userNames?: "email" | "alias" | "username";
  /** The invitation token, if there is one. */
  invitation?: string;
  /** Further attributes, such as `given_name`. */
  attributes?: Record<string, string>;
  /** What the settings require to be sent along, such as `{ terms: "accepted" }`. */
  validationData?: Record<string, string>;
  /** What the settings require of `ClientMetadata`. */
  clientMetadata?: Record<string, string>;
  /** For the hooks' choice of language where no token states one; a BCP 47 tag, sent as the attribute `locale` if given. */
  locale?: string;
}

/** A sign-up that was taken. */
export interface SignedUp {
  ok: true;
  /** Whether the account is ready; otherwise a code was sent. */
  confirmed: boolean;
  /** For `confirm` and `resendCode`. */
  username: string;
  /** Where the code went, as Cognito masks it: `a***@e***`. */
  destination?: string;
}

/** Signs up, with an invitation token or without. Remembers that the sign-up began in this browser. */
export function join(pool: Pool, signUp: SignUp): Promise<SignedUp | Problem>;

/** A step that was done. */
export interface Done {
  ok: true;
  /** Whether it had been done before. */
  already: boolean;
}

/** A code that was sent. */
export interface Sent {
  ok: true;
  /** Whether no code is needed any more: the account is confirmed. */
  already: boolean;
  destination?: string;
}

/**
 * Confirms a sign-up. Call it only where the sign-up began (`beganHere`) or with a code that the
 * person typed: a link that confirms on a click elsewhere confirms a stranger's sign-up. The hooks that write the
 * welcome see `clientMetadata`; its `locale` is the language of those whose own is unknown.
 */
export function confirm(
  pool: Pool,
  confirmation: { username: string; code: string; clientMetadata?: Record<string, string> },
): Promise<Done | Problem>;

/** Whom a code is sent to. */
export interface Recipient {
  username: string;
  /** For the hooks that write the message; its `locale` is the language of those whose own is unknown. */
  clientMetadata?: Record<string, string>;
}

/** Sends the code of a sign-up once more. */
export function resendCode(pool: Pool, recipient: Recipient): Promise<Sent | Problem>;

/** Sends a code for a new password. */
export function forgotPassword(pool: Pool, recipient: Recipient): Promise<Sent | Problem>;

/** Sets a new password with the code. */
export function reset(
  pool: Pool,
  renewal: { username: string; code: string; password: string },
): Promise<Done | Problem>;

/**
 * Remembers that a sign-up began in this browser, for seven days; `join` does it. What is kept is a
 * digest, in `localStorage`. Where there is none, nothing is remembered.
 *
 * @param names The user names by which a link may know the person: the one that was signed up with, and the `UserSub`.
 * They are compared byte for byte. The address is none of them unless the pool takes it as the user name: in other
 * pools, a stranger can have it for a user name, and a link would confirm the stranger's sign-up.
 * @param returnTo Where the person wants to go afterwards, for `returnAddress`.
 */
export function rememberSignUp(names: string[], returnTo?: string): Promise<void>;

/** Whether a sign-up of this user name began in this browser, and where it wants to return to. */
export function beganHere(username: string): Promise<{ began: boolean; returnTo?: string }>;

/** The rules of a password, as the pool's `PasswordPolicy` has them. */
export interface PasswordRules {
  minimumLength: number;
  lowercase: boolean;
  uppercase: boolean;
  numbers: boolean;
  symbols: boolean;
}

/** One rule. `spaces`: Cognito refuses a space at the beginning and at the end. */
export type RuleName = "length" | "lowercase" | "uppercase" | "numbers" | "symbols" | "spaces";

/** Each rule that counts, and whether the password keeps it, in a fixed order. */
export function checkPassword(rules: PasswordRules, password: string): { rule: RuleName; met: boolean }[];

/** The address to go on to: `wanted` if it is on the list, else the first of the list, else nothing. Compared byte for byte. */
export function returnAddress(list: string[], wanted?: string): string | undefined;

/** Remembers that this very link was accepted in this browser, by a digest of what it carried. */
export function rememberAccepted(link: Link): Promise<void>;

/** Whether this very link was accepted in this browser, so that opening it again is no error. */
export function acceptedHere(link: Link): Promise<boolean>;
