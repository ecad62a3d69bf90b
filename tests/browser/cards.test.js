// The cards behind annotated phrases: opened by pointer and by keyboard, inside the window, beside their phrase and not
// over it, closed with the focus where it was, and without scripts too.
import assert from "node:assert/strict";
import { test } from "node:test";

import { violations } from "./lib/axe.js";
import { SIZES, session } from "./lib/browser.js";
import { pages } from "./lib/sites.js";

const browser = session("example", "extremes");

/** Every page with a marker in its prose. */
const annotated = ["example", "extremes"].flatMap((name) =>
  pages(name)
    .filter((page) => page.html.includes('class="mk"'))
    .map(({ address }) => ({ name, address })),
);

test("there are annotated pages", () => {
  assert.ok(annotated.some(({ name }) => name === "example"));
  assert.ok(annotated.some(({ name }) => name === "extremes"));
});

for (const { name, address } of annotated) {
  for (const viewport of SIZES) {
    test(`every marker of ${name} /${address} opens its card at ${viewport.width} px`, async () => {
      await browser.open({ viewport, reducedMotion: "reduce" }, async (page, complaints) => {
        await page.goto(browser.url[name] + address);
        const markers = await page.locator("button.mk").all();
        for (const [index, marker] of markers.entries()) {
          const card = page.locator(`#${await marker.getAttribute("popovertarget")}`);
          // By keyboard and by pointer in turn.
          if (index % 2 === 0) {
            await marker.focus();
            await page.keyboard.press("Enter");
          } else {
            await marker.click();
          }
          const box = await card.boundingBox();
          const where = `card of marker ${index + 1}`;
          assert.equal(await page.locator(".card:popover-open").count(), 1, `${where} is open`);
          assert.ok(box.x >= 0 && box.x + box.width <= viewport.width, `${where} is inside the window: ${JSON.stringify(box)}`);
          assert.ok(box.y >= 0 && box.y + box.height <= viewport.height, `${where} is inside the window: ${JSON.stringify(box)}`);
          await page.waitForFunction(uncovered, await marker.getAttribute("id"), { timeout: 5000 });
          if (index === 0) {
            await page.keyboard.press("Tab");
            assert.ok(await card.evaluate((it) => it.contains(document.activeElement)), "the next stop is in the card");
          }
          await page.keyboard.press("Escape");
          assert.equal(await page.locator(".card:popover-open").count(), 0, `Escape closes the ${where}`);
          assert.ok(await marker.evaluate((it) => it === document.activeElement), `the focus is back, ${where}`);
        }
        assert.deepEqual(complaints, []);
      });
    });
  }

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing on open cards of ${name} /${address}, ${colorScheme}`, async () => {
      await browser.open({ colorScheme, reducedMotion: "reduce" }, async (page) => {
        await page.goto(browser.url[name] + address);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          for (const marker of [page.locator("button.mk").first(), page.locator("button.mk").last()]) {
            await marker.focus();
            await page.keyboard.press("Enter");
            assert.equal(await page.locator(".card:popover-open").count(), 1);
            assert.deepEqual(await violations(page), [], `${size.width} px`);
            await page.keyboard.press("Escape");
          }
        }
      });
    });
  }

  test(`without scripts the cards of ${name} /${address} stand after the text, and open`, async () => {
    await browser.open({ javaScriptEnabled: false, reducedMotion: "reduce" }, async (page) => {
      await page.goto(browser.url[name] + address);
      const cards = await page.locator(".card").all();
      assert.ok(cards.length > 0);
      for (const card of cards) {
        assert.ok(await card.isVisible());
        assert.ok(await card.locator("a[href^='#mk-']").count() > 0, "a way back to the text");
      }
      const marker = page.locator("button.mk").first();
      await marker.click();
      assert.equal(await page.locator(".card:popover-open").count(), 1);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".card:popover-open").count(), 0);
    });
  });
}

for (const viewport of SIZES) {
  test(`an address leads to its card or note, and the contents to theirs, at ${viewport.width} px`, async () => {
    await browser.open({ viewport }, async (page) => {
      const { address } = annotated.find(({ address }) => address.startsWith("explainers/"));
      const last = (ids) => ids.at(-1);
      await page.goto(browser.url.example + address);
      const ids = await page.evaluate(() => ({
        cards: [...document.querySelectorAll(".card")].map(({ id }) => id),
        notes: [...document.querySelectorAll(".fnotes > li")].map(({ id }) => id),
      }));
      const middle = ids.cards[ids.cards.length >> 1];
      for (const id of [middle, last(ids.cards), ids.notes[0], "notes"]) {
        await page.goto("about:blank");
        await page.goto(`${browser.url.example}${address}#${id}`);
        assert.ok(await page.evaluate(reached, id), `#${id} is reached`);
      }
      for (const id of ["claims", "notes"]) {
        await page.locator(`.toc a[href="#${id}"]`).click();
        assert.ok(await page.evaluate(reached, id), `#${id} is reached`);
      }
    });
  });
}

/** Whether an element stands where a jump puts it, near the head of the window, once that is drawn; runs in the page. */
async function reached(id) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const { top } = document.getElementById(id).getBoundingClientRect();
  return top >= 0 && top < 48;
}

/** Whether the marker, or where its phrase begins, can be seen beside the open card; runs in the page. */
function uncovered(id) {
  const marker = document.getElementById(id);
  const phrase = marker.parentElement.previousElementSibling;
  return [marker, phrase].filter(Boolean).some((element) => {
    const { left, top, height } = element.getClientRects()[0];
    const seen = document.elementFromPoint(left + 4, top + height / 2);
    return element.contains(seen);
  });
}
