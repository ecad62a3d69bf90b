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

/** What a window is set to where a test says nothing else. */
const USUAL = { colorScheme: "light", reducedMotion: "no-preference", forcedColors: "none" };

/**
 * Starts a browser and a server for each of the sites before the tests of a file, and ends them after.
 *
 * @returns {{url: Record<string, string>, open: typeof open}} filled when the first test begins.
 */
export function session(...names) {
  const running = { url: {}, servers: [], browser: undefined, open };
  const windows = new Map();
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

  /**
   * Hands an empty page with these settings to `use`, and what is complained of. A window is slow to open: there is one
   * with scripts and one without, which the tests of a file use in turn.
   */
  async function open({ javaScriptEnabled = true, viewport = SIZES[2], ...media }, use) {
    if (!windows.has(javaScriptEnabled)) windows.set(javaScriptEnabled, await running.browser.newContext({ javaScriptEnabled }));
    const context = windows.get(javaScriptEnabled);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize(viewport);
    await page.emulateMedia({ ...USUAL, ...media });
    const complaints = watch(page);
    try {
      const result = await use(page, complaints);
      page.removeAllListeners();
      await page.mouse.move(0, 0);
      await page.goto("about:blank");
      return result;
    } catch (error) {
      windows.delete(javaScriptEnabled);
      await context.close();
      throw error;
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
