// What holds for every kind of page: no barrier that axe knows, nothing wider than the window, nothing in the console,
// nothing from another host.
import assert from "node:assert/strict";
import { test } from "node:test";

import { violations } from "./lib/axe.js";
import { SIZES, session } from "./lib/browser.js";
import { ROOTS, pages, sample } from "./lib/sites.js";

const names = Object.keys(ROOTS);
const browser = session(...names);

for (const name of names) {
  for (const { address } of sample(name)) {
    test(`${name} /${address}`, async () => {
      // Colours would fade into each other when the scheme is changed.
      await browser.open({ reducedMotion: "reduce" }, async (page, complaints) => {
        await page.goto(browser.url[name] + address);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          for (const size of SIZES) {
            await page.setViewportSize(size);
            assert.deepEqual(await violations(page), [], `${colorScheme}, ${size.width} px`);
          }
        }
        assert.deepEqual(complaints, []);
      });
    });
  }

  test(`no page of ${name} is wider than the window`, async () => {
    await browser.open({}, async (page, complaints) => {
      const wide = [];
      for (const { address } of pages(name)) {
        await page.goto(browser.url[name] + address);
        for (const size of [...SIZES, { width: 1920, height: 1080 }]) {
          await page.setViewportSize(size);
          const found = await page.evaluate(sideways);
          wide.push(...found.map((what) => `/${address} at ${size.width} px: ${what}`));
        }
      }
      assert.deepEqual(wide, []);
      assert.deepEqual(complaints, []);
    });
  });
}

test("the address of no page shows the page that says so, whole", async () => {
  await browser.open({}, async (page, complaints) => {
    const response = await page.goto(`${browser.url.example}claims/there/is/none`);
    assert.equal(response.status(), 404);
    assert.match(await page.innerText("h1"), /no page/);
    await page.click("text=Go to the first page");
    assert.equal(page.url().replace(/index\.html$/, ""), browser.url.example);
    // The one complaint is of the address itself, by the browser and by the server.
    assert.ok(complaints.every((words) => words.includes("404")), complaints.join("\n"));
    assert.equal(complaints.length, 2);
  });
});

/** Whether the window scrolls sideways, or hides what it would scroll to; runs in the page. */
function sideways() {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth > width) {
    const over = [...document.querySelectorAll("body *")].find((element) => element.getBoundingClientRect().right > width + 1);
    found.push(`scrolls to ${document.scrollingElement.scrollWidth}, for ${over?.outerHTML.slice(0, 120)}`);
  }
  for (const element of [document.documentElement, document.body]) {
    const { overflowX } = getComputedStyle(element);
    if (overflowX !== "visible" && overflowX !== "auto") found.push(`${element.localName} has overflow-x: ${overflowX}`);
  }
  return found;
}
