// Filters show what they name and nothing else, without a script, by pointer and by keyboard.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, session } from "./lib/browser.js";

const browser = session("example");

for (const address of ["claims/", "timeline/"]) {
  for (const javaScriptEnabled of [true, false]) {
    test(`every choice on /${address} ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
      await browser.open({ javaScriptEnabled, reducedMotion: "reduce" }, async (page, complaints) => {
        await page.goto(browser.url.example + address);
        const all = await shown(page);
        assert.ok(all > 40, `only ${all} entries are shown at first`);
        const groups = await page.locator("main fieldset:has(input[type=radio])").all();
        assert.ok(groups.length > 0);
        for (const group of groups) {
          const [everything, ...choices] = await group.locator("label").all();
          assert.ok(choices.length > 1);
          for (const choice of choices) {
            await choice.click();
            const name = await choice.innerText();
            const count = await shown(page);
            assert.equal(count, Number(await choice.locator(".num").innerText()), name);
          }
          await everything.click();
          assert.equal(await shown(page), all);
        }
        assert.deepEqual(complaints, []);
      });
    });
  }

  test(`the choices on /${address} by keyboard, on a phone`, async () => {
    await browser.open({ viewport: SIZES[0], reducedMotion: "reduce" }, async (page) => {
      await page.goto(browser.url.example + address);
      const all = await shown(page);
      await page.locator("main fieldset input[type=radio]").first().focus();
      await page.keyboard.press("ArrowRight");
      assert.ok((await shown(page)) < all);
      await page.keyboard.press("ArrowLeft");
      assert.equal(await shown(page), all);
    });
  });
}

test("a sum in the lanes counts all kinds, and is not there for one", async () => {
  const sums = (page) =>
    page.locator(".lanes .more").evaluateAll((all) => all.filter((sum) => sum.checkVisibility({ visibilityProperty: true })).length);
  await browser.open({}, async (page) => {
    await page.goto(`${browser.url.example}timeline/`);
    const all = await sums(page);
    assert.ok(all > 0);
    for (const kind of ["event", "up", "down"]) {
      await page.locator(`label:has(#k-${kind})`).click();
      assert.equal(await sums(page), 0, kind);
    }
    await page.locator("label:has(#k-all)").click();
    assert.equal(await sums(page), all);
    await page.goto(`${browser.url.example}timeline/#only-up`);
    assert.equal(await sums(page), 0, "an address of one kind");
  });
});

/** How many entries of the list can be seen. */
const shown = (page) =>
  page.locator("main ol :is(.row, .item)").evaluateAll((all) => all.filter((entry) => entry.checkVisibility()).length);
