// The way through a page by keyboard alone: every stop can be seen, in the order of the document, and none traps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, session } from "./lib/browser.js";
import { ROOTS, sample } from "./lib/sites.js";

const names = Object.keys(ROOTS);
const browser = session(...names);

/** Stops after which the way is long enough to tell. */
const STOPS = 250;

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
        await browser.open({ viewport, reducedMotion: "reduce" }, async (page) => {
          await page.goto(browser.url[name] + address);
          const expected = await page.evaluate(begin);
          assert.ok(expected > 5, `only ${expected} stops are expected`);
          const presses = Math.min(expected, STOPS);
          for (let press = 0; press < presses; press++) await page.keyboard.press("Tab");
          const { looked, wrong } = await page.evaluate(() => window.seen);
          assert.deepEqual(wrong, [], `${expected} stops are expected`);
          assert.equal(looked, presses);
        });
      });
    }
  }
}

test("the first stop skips to the content", async () => {
  // It would still be on its way into the window.
  await browser.open({ reducedMotion: "reduce" }, async (page) => {
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
 * Tells how many stops there should be, and looks after each press of Tab at the stop that has the focus: `window.seen`
 * counts them, and lists what is wrong with them. Runs in the page. A set of radio buttons is one stop, and what is in closed details is none.
 */
function begin() {
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const ring = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  };
  const picture = (element) => (element.ownerSVGElement ? picture(element.ownerSVGElement) : element);
  let last;
  window.seen = { looked: 0, wrong: [] };
  addEventListener("keyup", () => {
    window.seen.looked++;
    window.seen.wrong.push(...look());
  });
  const look = () => {
    const stop = document.activeElement;
    if (!stop || stop === document.body) return [`after ${last ? name(last) : "the beginning"} nothing has the focus`];
    const wrong = [];
    if (last && !(last.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push("out of order");
    last = stop;
    // A hidden input is shown by its label; a link in a picture by what is drawn in it.
    const own = [stop, ...(stop.labels ?? [])];
    const shown = [...own, ...own.flatMap((element) => [...element.querySelectorAll("*")])];
    if (!shown.some(ring)) wrong.push("no ring");
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const boxes = own.flatMap((element) => [...element.getClientRects()]);
    const inside = boxes.filter((box) => box.bottom > 0 && box.right > 0 && box.top < height && box.left < width);
    // It may not lie wholly below something else, such as a head that stays in place.
    const seen = inside.some((box) =>
      [0.5, 0.1, 0.9].some((part) => {
        const x = Math.min(Math.max(box.left + box.width / 2, 0), width - 1);
        const y = Math.min(Math.max(box.top + box.height * part, 0), height - 1);
        const top = document.elementFromPoint(x, y);
        // Marks of one picture may touch.
        const related = (element) => element.contains(top) || top.contains(element) || picture(element) === picture(top);
        return top && own.some(related);
      }),
    );
    if (inside.length === 0) wrong.push("outside of the window");
    else if (!seen) wrong.push("covered");
    return wrong.map((what) => `${what}: ${name(stop)}`);
  };
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
