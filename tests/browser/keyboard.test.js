// The way through a page by keyboard alone: every stop can be seen, in the order of the document, and none traps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, session } from "./lib/browser.js";
import { ROOTS, sample } from "./lib/sites.js";

const names = Object.keys(ROOTS);
const browser = session(...names);

/** Stops after which the way is long enough to tell. */
const STOPS = 400;

for (const name of names) {
  // Of each kind of page the fullest alone: the rest of the sample differs in words, not in ways.
  const kinds = new Map();
  for (const page of sample(name)) {
    const kind = page.address.split("/").slice(0, 1).concat(page.address.split("/").length).join();
    if (!(kinds.get(kind)?.bytes > page.bytes)) kinds.set(kind, page);
  }
  for (const { address } of kinds.values()) {
    for (const viewport of [SIZES[0], SIZES[2]]) {
      test(`${name} /${address} at ${viewport.width} px`, async () => {
        await browser.open({ viewport }, async (page) => {
          await page.goto(browser.url[name] + address);
          const expected = await page.evaluate(begin);
          const presses = Math.min(expected, STOPS);
          for (let press = 0; press < presses; press++) await page.keyboard.press("Tab");
          const { stops, wrong } = await page.evaluate(() => window.way);
          assert.deepEqual(wrong, []);
          assert.equal(stops, presses, `${expected} stops are expected`);
        });
      });
    }
  }
}

test("the first stop skips to the content", async () => {
  await browser.open({}, async (page) => {
    await page.goto(browser.url.example);
    await page.keyboard.press("Tab");
    const skip = page.locator(":focus");
    assert.match(await skip.textContent(), /Skip to the content/);
    assert.ok((await skip.boundingBox()).y >= 0);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
  });
});

/**
 * Writes down every stop in `window.way`, and tells how many there should be; runs in the page. A set of radio buttons
 * is one stop, and what is in a closed card or in closed details is none.
 */
function begin() {
  const way = { stops: 0, wrong: [], last: undefined };
  window.way = way;
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  document.addEventListener("focusin", ({ target }) => {
    way.stops++;
    if (way.last && !(way.last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING)) {
      way.wrong.push(`out of order: ${name(target)}`);
    }
    way.last = target;
    // What shows the focus may be the label of a hidden input, or a mark inside of a link.
    const shown = [target, ...(target.labels ?? []), target.nextElementSibling, ...target.querySelectorAll("*")].filter(Boolean);
    const ring = (element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    if (!shown.some(ring)) way.wrong.push(`no ring: ${name(target)}`);
    const boxes = [target, ...(target.labels ?? [])].flatMap((element) => [...element.getClientRects()]);
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const inside = boxes.filter((box) => box.bottom > 0 && box.right > 0 && box.top < height && box.left < width);
    if (inside.length === 0) way.wrong.push(`outside of the window: ${name(target)}`);
    // It may not lie wholly below something else, such as a head that stays in place.
    const seen = inside.some((box) => {
      const clamp = (at, most) => Math.min(Math.max(at, 0), most - 1);
      return [0.5, 0.1, 0.9].some((part) => {
        const x = clamp(box.left + box.width / 2, width);
        const top = document.elementFromPoint(x, clamp(box.top + box.height * part, height));
        const own = [target, ...(target.labels ?? [])];
        return top && own.some((element) => element.contains(top) || top.contains(element));
      });
    });
    if (inside.length > 0 && !seen) way.wrong.push(`covered: ${name(target)}`);
  });
  const reachable = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }),
  );
  const radios = new Set();
  const stops = reachable.filter((element) => {
    if (element.type !== "radio") return true;
    const first = !radios.has(element.name);
    radios.add(element.name);
    return first;
  });
  return stops.length;
}
