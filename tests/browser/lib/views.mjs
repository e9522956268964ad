// Every view of every page, as a person comes to see it.

import { linkIn } from "./dev.mjs";
import { accept, fillInSignUp, forgetPassword, forgetful, member, signUp, signedUp } from "./steps.mjs";

let count = 0;
/** An address that nobody has had before. */
export const anybody = (domain = "client.example") => `somebody-${++count}@${domain}`;

/** The link in a mail that is on its way. */
export const link = async (mail) => linkIn(await mail).url;

/** Every view, by name: each opens a page for a person and leaves it as it is to be looked at. */
export const VIEWS = {
  home: (person) => person.open(`${person.dev.origin("northwind")}/`),
  accept: async (person) => person.open(await link(person.dev.invite(anybody("client.example")))),
  "accept, typed": (person) => person.open(`${person.dev.endpoint}/accept`),
  "accept, below the rules": async (person) => {
    const view = await VIEWS.accept(person);
    await accept(view, "short");
    await view.page.locator('[aria-invalid="true"]').waitFor();
    return view;
  },
  "accept, refused": async (person) => {
    const view = await person.open(`${person.dev.endpoint}/accept#username=nobody&password=Temporary-1`);
    await accept(view);
    await view.saysProblem("link-not-valid");
    return view;
  },
  "accept, done": async (person) => {
    const view = await VIEWS.accept(person);
    await accept(view);
    await view.isAt("accept.done-heading");
    return view;
  },
  "accept, already": async (person) => {
    const url = await link(person.dev.invite(anybody("client.example")));
    const view = await person.open(url);
    await accept(view);
    await view.isAt("accept.done-heading");
    await view.page.close();
    const again = await person.open(url);
    await again.isAt("accept.already-heading");
    return again;
  },
  join: async (person) => person.open(await link(person.dev.issue(anybody("client.example"), {}))),
  "join, open": (person) => person.open(`${person.dev.endpoint}/join`),
  "join, empty": async (person) => {
    const view = await VIEWS["join, open"](person);
    await view.press("join.action");
    await view.shows("page.fill-in");
    return view;
  },
  "join, rejected": async (person) => {
    const view = await VIEWS["join, open"](person);
    await fillInSignUp(view, anybody("elsewhere.example"));
    await view.press("join.action");
    await view.saysRejection("domain-not-allowed");
    return view;
  },
  "join, account there": async (person) => {
    const email = anybody("example.com");
    await member(person.dev, email);
    const view = await VIEWS["join, open"](person);
    await fillInSignUp(view, email);
    await view.press("join.action");
    await view.saysProblem("account-exists");
    return view;
  },
  "join, code": (person) => signUp(person, anybody("example.com")),
  confirm: async (person) => {
    const email = anybody("example.com");
    await (await signUp(person, email)).page.close();
    return person.open(await link(person.dev.mail(email)));
  },
  "confirm, elsewhere": async (person) => person.open(await link(signedUp(person.dev, anybody("example.com")))),
  "confirm, typed": (person) => person.open(`${person.dev.endpoint}/confirm`),
  reset: async (person) => person.open(await link(forgetful(person.dev, anybody("example.com")))),
  "reset, ask": (person) => person.open(`${person.dev.endpoint}/reset`),
  "reset, code": async (person) => {
    const view = await forgetPassword(person, "nobody@example.com");
    await view.code().waitFor();
    return view;
  },
};
