// The start page: where to sign in, and what to do about a forgotten password.
import { buttons, heading, link, open, say, settings, view } from "./page.js";

open("home", () => {
  const ways = [link("page.sign-in", settings.signIn, "primary"), link("home.forgotten", "/reset", "quiet")];
  view(heading("home.heading"), say("p", "home.body"), buttons(...ways));
});
