// What the explainer costs a reader on a slow line.
import assert from "node:assert/strict";
import { test } from "node:test";

import { session } from "./lib/browser.js";
import { pages } from "./lib/sites.js";

const browser = session("example");

const REQUESTS = 6;
const BYTES = 60_000;
const SCRIPT = 10_000;
/** Of a page as it stands in the folder, not compressed. */
const PAGE = 500_000;

test("the explainer needs few requests and little on the wire", async () => {
  const { address } = pages("example").find(({ path }) => path.startsWith("explainers/"));
  await browser.open({}, async (page) => {
    const costs = [];
    page.on("response", (response) => costs.push(cost(response)));
    await page.goto(browser.url.example + address, { waitUntil: "networkidle" });
    // Chromium asks for the icon on its own, and not through the page.
    const icons = await page.locator("link[rel=icon]").evaluateAll((all) => all.map((it) => it.href));
    for (const icon of icons) costs.push(cost(await page.request.get(icon)));
    const spent = await Promise.all(costs);
    const table = spent.map(({ url, bytes }) => `${bytes} ${url}`).join("\n");
    const sum = (list) => list.reduce((all, { bytes }) => all + bytes, 0);
    assert.ok(spent.length <= REQUESTS, table);
    assert.ok(sum(spent) <= BYTES, `${sum(spent)} bytes:\n${table}`);
    assert.ok(sum(spent.filter(({ type }) => type.startsWith("text/javascript"))) <= SCRIPT, table);
    console.log(`${spent.length} requests, ${sum(spent)} bytes`);
  });
});

test("no page of the example is too large for a phone", () => {
  const large = pages("example").filter(({ bytes }) => bytes > PAGE);
  assert.deepEqual(large.map(({ path, bytes }) => `${path}: ${bytes}`), []);
});

/** What a response weighs compressed, its head left out. */
async function cost(response) {
  const headers = response.headers();
  return { url: response.url(), type: headers["content-type"], bytes: Number(headers["content-length"]) };
}
