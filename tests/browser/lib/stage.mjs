// What a file of tests needs: a user pool with pages, and a browser in which people come and go.

import { chromium } from "playwright-core";

import { Dev } from "./dev.mjs";
import { Person } from "./person.mjs";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

export class Stage {
  static async open(options) {
    const dev = await Dev.start(options);
    return new Stage(dev, await launch());
  }

  constructor(dev, browser) {
    Object.assign(this, { dev, browser });
  }

  async close() {
    await this.browser.close();
    await this.dev.stop();
  }

  /** Lets somebody with a browser of their own act, and holds afterwards what holds for everybody. */
  async someone(act, options) {
    const person = await Person.enter(this.dev, this.browser, options);
    try {
      await act(person);
    } catch (failure) {
      // What stands on the page tells more than that something did not appear.
      const seen = await person.sees();
      await person.context.close();
      throw new Error(`${failure.message}\nThe person sees:${seen}`, { cause: failure });
    }
    await person.leave();
  }
}
