// A team's own front end, as far as its types go: every export is used once, and nothing runs.
import {
  accept,
  acceptedHere,
  beganHere,
  checkPassword,
  confirm,
  forgotPassword,
  join,
  readInvitation,
  readLink,
  readRejection,
  rememberAccepted,
  rememberSignUp,
  resendCode,
  reset,
  returnAddress,
  takeLink,
  type Accepted,
  type Acceptance,
  type Done,
  type InvitationClaims,
  type Link,
  type Page,
  type PasswordRules,
  type Pool,
  type Problem,
  type ProblemCode,
  type Rejection,
  type RuleName,
  type Sent,
  type Session,
  type SignedUp,
  type SignUp,
  type Tokens,
} from "../site/invitations.js";

const pool: Pool = { endpoint: "https://cognito-idp.eu-west-1.amazonaws.com", clientId: "web", timeout: 5_000 };
const page: Page = "accept";
const rules: PasswordRules = { minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: false };
const say = (words: string) => void words;

/** Every way that it can go has a sentence: a new code makes this a type error. */
const SENTENCES: Record<ProblemCode, string> = {
  "invitation-expired": "",
  "link-not-valid": "",
  "account-exists": "",
  "code-wrong": "",
  "code-expired": "",
  "code-not-delivered": "",
  "password-refused": "",
  "password-used-before": "",
  "attributes-missing": "",
  "attributes-refused": "",
  rejected: "",
  "sign-up-closed": "",
  "reset-not-possible": "",
  "reset-required": "",
  "not-confirmed": "",
  "account-disabled": "",
  throttled: "",
  offline: "",
  unexpected: "",
};

function explain({ code, rejection, attributes }: Problem) {
  const said: Rejection | undefined = rejection;
  say(said?.sentence ?? SENTENCES[code] + (attributes ?? []).join());
}

export async function acceptInvitation(password: string) {
  const link: Link = takeLink(page);
  const { username = "", temporaryPassword = "" } = link;
  if (await acceptedHere(link)) return say("You can sign in.");
  let acceptance: Acceptance = { username, temporaryPassword, password };
  const first = await accept(pool, acceptance);
  const session: Session | undefined = first.ok ? undefined : first.session;
  acceptance = { ...acceptance, attributes: { given_name: "Ada" }, session };
  const outcome: Accepted | Problem = await accept(pool, acceptance);
  if (!outcome.ok) return explain(outcome);
  const tokens: Tokens | undefined = outcome.tokens;
  say(tokens?.refreshToken ?? tokens?.idToken ?? outcome.challenge ?? String(outcome.already));
}

export async function signUp(invitation: string, password: string) {
  const claims: InvitationClaims = readInvitation(invitation);
  const wish: SignUp = {
    email: claims.email ?? "",
    password,
    invitation,
    userNames: "alias",
    username: "ada",
    attributes: { given_name: "Ada" },
    validationData: { terms: "accepted" },
    clientMetadata: { app: "web" },
    locale: claims.locale,
  };
  const outcome: SignedUp | Problem = await join(pool, wish);
  if (!outcome.ok) return explain(outcome);
  await rememberSignUp([outcome.username], "https://app.example.com/welcome");
  say(outcome.confirmed ? "" : (outcome.destination ?? ""));
}

export async function confirmSignUp() {
  const { username = "", code = "" } = readLink("confirm", location.hash);
  const { began, returnTo } = await beganHere(username);
  if (!began) return say(code);
  const outcome: Done | Problem = await confirm(pool, { username, code });
  if (!outcome.ok && outcome.code === "code-expired") {
    const again: Sent | Problem = await resendCode(pool, { username });
    return again.ok ? say(again.destination ?? "") : explain(again);
  }
  say(returnAddress(["https://app.example.com/"], returnTo) ?? "");
}

export async function renewPassword(username: string, code: string, password: string) {
  const open: RuleName[] = checkPassword(rules, password)
    .filter(({ met }) => !met)
    .map(({ rule }) => rule);
  if (open.length) return say(open.join());
  const sent: Sent | Problem = await forgotPassword(pool, { username });
  const outcome: Done | Problem = sent.ok ? await reset(pool, { username, code, password }) : sent;
  if (!outcome.ok) explain(outcome);
}

/** For an app that calls Cognito through another library. */
export async function explainError(link: Link, error?: Error) {
  if (!error) return rememberAccepted(link);
  say(readRejection(error.message)?.sentence ?? SENTENCES.unexpected);
}
