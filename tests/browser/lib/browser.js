// Chromium as the tests drive it, and what it complains of.
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { serve } from "./server.js";

/** Where Chromium is. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Chromium has no sandbox for root, and is to ask nobody but the server of the test. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Widths in pixels of a phone, a tablet and a desk, and how high the window is there. */
export const SIZES = [
  { width: 320, height: 640 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
];

/**
 * Starts a browser and a server for each of the sites before the tests of a file, and ends them after.
 *
 * @returns {{url: Record<string, string>, open: typeof open}} filled when the first test begins.
 */
export function session(...names) {
  const running = { url: {}, servers: [], browser: undefined, open };
  before(async () => {
    running.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    for (const name of names) {
      const server = await serve(name);
      running.servers.push(server);
      running.url[name] = server.url;
    }
  });
  after(async () => {
    await running.browser?.close();
    for (const server of running.servers) await server.close();
  });

  /** A new window with these settings of Playwright; `use` gets its page, and what was complained of. */
  async function open(settings, use) {
    const context = await running.browser.newContext({ viewport: SIZES[2], ...settings });
    const page = await context.newPage();
    const complaints = watch(page);
    try {
      return await use(page, complaints);
    } finally {
      await context.close();
    }
  }
  return running;
}

/** Everything that a page should not do: messages, errors, broken addresses, requests to another host. */
function watch(page) {
  const complaints = [];
  let host;
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    host ??= url.host;
    if (url.host !== host) complaints.push(`another host: ${url}`);
  });
  page.on("requestfailed", (request) => {
    // What is still on its way when the next page is asked for is given up, and no fault.
    const { errorText } = request.failure();
    if (errorText !== "net::ERR_ABORTED") complaints.push(`${errorText}: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}
