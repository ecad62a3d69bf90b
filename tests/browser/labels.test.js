// Words in pictures: none lies on another, and none is cut off by the window.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SIZES, session } from "./lib/browser.js";
import { ROOTS, sample } from "./lib/sites.js";

const names = Object.keys(ROOTS);
const browser = session(...names);

test("words in pictures stand apart, and inside the window", async () => {
  await browser.open({}, async (page) => {
    const wrong = [];
    let words = 0;
    for (const name of names) {
      for (const { address } of sample(name).filter(({ html }) => html.includes("<text"))) {
        await page.goto(browser.url[name] + address);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          const found = await page.evaluate(overlaps);
          words += found.words;
          wrong.push(...found.wrong.map((what) => `${name} /${address} at ${size.width} px: ${what}`));
        }
      }
    }
    assert.ok(words > 1000, `only ${words} words were seen`);
    assert.deepEqual(wrong, []);
  });
});

/** Words of one picture that share more than a pixel each way, or that the window cuts; runs in the page. */
function overlaps() {
  const outermost = (svg) => (svg.ownerSVGElement ? outermost(svg.ownerSVGElement) : svg);
  const pictures = Map.groupBy(document.querySelectorAll("main svg text"), (text) => outermost(text.ownerSVGElement));
  const wrong = [];
  let words = 0;
  for (const texts of pictures.values()) {
    const seen = texts
      .filter((text) => text.checkVisibility() && text.textContent.trim())
      .map((text) => ({ text: text.textContent.trim(), box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    words += seen.length;
    for (const [index, { text, box }] of seen.entries()) {
      if (box.left < -1 || box.right > innerWidth + 1) wrong.push(`“${text}” from ${box.left} to ${box.right}`);
      for (const other of seen.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // A line of words is higher than its letters, so that lines set close share some of it.
        if (across > 1 && down > 0.3 * Math.min(box.height, other.box.height)) wrong.push(`“${text}” and “${other.text}”`);
      }
    }
  }
  return { words, wrong };
}
