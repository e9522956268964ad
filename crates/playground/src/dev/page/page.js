// The page: asks each second what happened, and has its parts show it.
import { clockTime, find, get, post } from "./dom.js";
import { prepareForm } from "./form.js";
import { receive, showMessages } from "./inbox.js";
import { add, showActivity } from "./activity.js";
import { showUsers } from "./users.js";

const POLL_MILLISECONDS = 1000;

/** The number of the first entry that is not known, or was under way. */
let since = 0;
/** How far the pool's clock is ahead of this one. */
let ahead = 0;
let lookAgain = true;
let looking = Promise.resolve();

/** One look at a time: the form looks as well as the clock does. */
function look() {
  looking = looking.then(lookOnce, lookOnce);
  return looking;
}

/** Asks what happened since the last look; only then is there anything else to ask for. */
async function lookOnce() {
  const news = await get(`/_local/activity?since=${since}`);
  add(news.activity);
  since = news.next;
  await receive(news.activity.filter(({ kind }) => kind === "message").map(({ id }) => id));
  // A hook's record may come a moment after its answer, so the look after the last one counts too.
  if (news.activity.length || lookAgain) {
    lookAgain = news.activity.length > 0;
    await refresh();
  }
}

async function refresh() {
  const pool = await get("/_dev/pool");
  ahead = Date.parse(pool.now) - Date.now();
  showUsers(pool.users);
  showMessages();
  showActivity(pool.decisions);
}

/** The pool's clock goes as fast as any, and some days ahead. */
function showClock() {
  const now = new Date(Date.now() + ahead).toISOString();
  find("#now").textContent = `${now.slice(0, 10)} ${clockTime(now)} UTC`;
}

async function pass(event) {
  const days = Number(event.target.dataset.days);
  await post("/_local/clock", { advance_seconds: days * 24 * 60 * 60 });
  await refresh();
  showClock();
}

async function keepLooking() {
  try {
    await look();
    showClock();
    document.body.classList.remove("gone");
  } catch {
    document.body.classList.add("gone");
  }
  setTimeout(keepLooking, POLL_MILLISECONDS);
}

document.querySelectorAll("[data-days]").forEach((button) => button.addEventListener("click", pass));
await prepareForm(look);
await keepLooking();
