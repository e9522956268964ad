// What people do on the pages again and again, and what a test needs done before.

import { PASSWORD, linkIn } from "./dev.mjs";

/** Chooses a password on the page behind an administrator's invitation. */
export async function accept(view, password = PASSWORD) {
  await view.newPassword().fill(password);
  await view.press("accept.action");
}

/** Fills in what the sample configuration asks of everybody; the address, unless the link said it. */
export async function fillInSignUp(view, email) {
  if (email) await view.field("username").fill(email);
  await view.newPassword().fill(PASSWORD);
  await view.labelled("field.terms").check();
}

/** Signs up without an invitation, up to the question for the code. */
export async function signUp(person, email) {
  const view = await person.open(`${person.dev.endpoint}/join`);
  await fillInSignUp(view, email);
  await view.press("join.action");
  await view.isAt("join.code-heading");
  return view;
}

/** Asks for a code to choose a new password with. */
export async function forgetPassword(person, username) {
  const view = await person.open(`${person.dev.endpoint}/reset`);
  await view.field("username").fill(username);
  await view.press("reset.ask-action");
  return view;
}

/** The code, or whatever secret it is, in the mail of this number. */
export async function secretMailed(dev, email, count) {
  return linkIn(await dev.mail(email, count)).secret;
}

/** A sign-up by other means than the pages; answers its mail. */
export async function signedUp(dev, email) {
  await dev.call("SignUp", {
    Username: email,
    Password: PASSWORD,
    UserAttributes: [{ Name: "email", Value: email }],
    ValidationData: [{ Name: "terms", Value: "accepted" }],
  });
  return dev.mail(email);
}

/** Somebody who has been a member for long. */
export async function member(dev, email) {
  await dev.call("AdminCreateUser", {
    Username: email,
    UserAttributes: [{ Name: "email", Value: email }, { Name: "email_verified", Value: "true" }],
    MessageAction: "SUPPRESS",
  });
  await dev.call("AdminSetUserPassword", { Username: email, Password: PASSWORD, Permanent: true });
}

/** Somebody who has been a member for long and has asked for a new password; answers the mail. */
export async function forgetful(dev, email) {
  await member(dev, email);
  await dev.call("ForgotPassword", { Username: email });
  return dev.mail(email);
}
