// The search finds what is written, on a server and from disk, and gives the list back.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { violations } from "./lib/axe.js";
import { SIZES, session } from "./lib/browser.js";
import { built } from "./lib/sites.js";

const browser = session("example");

const places = {
  "on a server": () => `${browser.url.example}search/`,
  "from disk": () => pathToFileURL(join(built("example"), "search", "index.html")).href,
};

for (const [where, address] of Object.entries(places)) {
  test(`words lead to entries ${where}`, async () => {
    await browser.open({}, async (page, complaints) => {
      await page.goto(address());
      const list = page.locator(".az");
      assert.ok(await list.isVisible());
      await page.getByRole("searchbox").pressSequentially("kilimnik");
      const first = page.locator(".finds a").first();
      await first.waitFor();
      assert.match(await first.innerText(), /Kilimnik/);
      await page.getByRole("searchbox").fill("");
      await list.waitFor();
      await page.getByRole("searchbox").fill("putin authorised");
      await page.locator(".finds a", { hasText: "Vladimir Putin authorised" }).click();
      assert.match(await page.innerText("h1"), /Vladimir Putin authorised/);
      assert.deepEqual(complaints, []);
    });
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on what was found, ${colorScheme}`, async () => {
    await browser.open({ colorScheme }, async (page) => {
      await page.goto(places["on a server"]());
      await page.getByRole("searchbox").fill("iran");
      await page.locator(".finds a").first().waitFor();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        assert.deepEqual(await violations(page), [], `${size.width} px`);
      }
    });
  });
}

test("nothing of the search is loaded before it is used", async () => {
  await browser.open({}, async (page) => {
    const scripts = [];
    page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
    await page.goto(places["on a server"](), { waitUntil: "networkidle" });
    assert.equal(scripts.length, 1, scripts.join("\n"));
    assert.match(scripts[0], /\/search\.[0-9a-f]{10}\.js$/);
    const loaded = page.locator("head script[src*='search/']");
    await page.getByRole("searchbox").focus();
    await page.locator("head script[src*='entries-']").first().waitFor({ state: "attached" });
    const before = await loaded.count();
    await page.getByRole("searchbox").fill("putin");
    await page.locator(".finds a").first().waitFor();
    assert.equal(await loaded.count(), before, "of a small index a word loads nothing more");
  });
});
