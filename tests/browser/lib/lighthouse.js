// Lighthouse on the pages that readers see first, as a phone on a slow line sees them.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

import { CHROMIUM, FLAGS } from "./browser.js";
import { serve } from "./server.js";
import { pages } from "./sites.js";

/** One of each: the home page, and the fullest explainer, claim, country and timeline. */
export function audited() {
  // Of entries, not of the lists beside them.
  const fullest = (kind) =>
    pages("example")
      .filter(({ path }) => path.startsWith(`${kind}/`) && path.split("/").length === 3)
      .reduce((best, page) => (page.bytes > best.bytes ? page : best)).address;
  return ["", fullest("explainers"), fullest("claims"), fullest("countries"), "timeline/"];
}

/**
 * Runs Lighthouse `times` times on each page and hands every report to `use`, with the address of the page.
 *
 * @param {string[]} categories as Lighthouse names them
 */
export async function audit(categories, times, use) {
  const server = await serve("example");
  const chromium = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless=new", ...FLAGS], logLevel: "silent" });
  try {
    const settings = { port: chromium.port, onlyCategories: categories, disableFullPageScreenshot: true, logLevel: "silent" };
    for (const address of audited()) {
      for (let run = 0; run < times; run++) {
        use(address, await report(server.url + address, settings));
      }
    }
  } finally {
    chromium.kill();
    await server.close();
  }
}

/** One report. Where Lighthouse itself came to no result, which it may on a busy machine, it is asked again. */
async function report(url, settings, tries = 3) {
  const { lhr } = await lighthouse(url, settings);
  const whole = Object.values(lhr.categories).every(({ score }) => score !== null);
  return whole || tries === 1 ? lhr : report(url, settings, tries - 1);
}

/** The score of each category, of 100. */
export const scores = (report) =>
  Object.fromEntries(Object.entries(report.categories).map(([name, { score }]) => [name, Math.round(score * 100)]));
