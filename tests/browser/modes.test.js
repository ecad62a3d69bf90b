// The same words without scripts; forced colours, reduced motion, and paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { session } from "./lib/browser.js";
import { ROOTS, sample } from "./lib/sites.js";

const names = Object.keys(ROOTS);
const browser = session(...names);

const everything = names.flatMap((name) => sample(name).map(({ address }) => ({ name, address })));

test("a page has the same words with and without scripts", async () => {
  const words = async (javaScriptEnabled) =>
    browser.open({ javaScriptEnabled }, async (page) => {
      const all = {};
      for (const { name, address } of everything) {
        await page.goto(browser.url[name] + address);
        // The field of the search and the buttons that zoom are there only for those who can use them.
        const tools = page.locator("form[role=search], .zoombar");
        await tools.evaluateAll((all) => all.forEach((tool) => tool.remove()));
        all[`${name} /${address}`] = await page.innerText("body");
      }
      return all;
    });
  assert.deepEqual(await words(true), await words(false));
});

for (const colorScheme of ["light", "dark"]) {
  test(`in forced colours no mark is lost, ${colorScheme}`, async () => {
    await browser.open({ colorScheme, forcedColors: "active" }, async (page) => {
      let marks = 0;
      for (const { name, address } of everything) {
        await page.goto(browser.url[name] + address);
        const found = await page.evaluate(faint);
        marks += found.marks;
        assert.deepEqual(found.faint, [], `${name} /${address}`);
      }
      assert.ok(marks > 1000, `only ${marks} marks were seen`);
    });
  });
}

test("nothing moves where less motion is asked for", async () => {
  await browser.open({ reducedMotion: "reduce" }, async (page) => {
    for (const { name, address } of everything) {
      await page.goto(browser.url[name] + address);
      assert.deepEqual(await page.evaluate(moving), [], `${name} /${address}`);
    }
  });
});

test("on paper every card is there, and every address is spelled out", async () => {
  // Lines are broken anywhere on paper, and words hyphenated.
  const bare = (text) => text.normalize("NFKC").replace(/[\s\p{Cf}\-‐]/gu, "");
  await browser.open({}, async (page) => {
    let cards = 0;
    let addresses = 0;
    for (const { name, address } of everything.filter(({ name }) => name === "example")) {
      await page.goto(browser.url[name] + address);
      const wanted = await page.evaluate(() => ({
        cards: [...document.querySelectorAll(".card .prop, .card .vname a")].map((it) => it.textContent),
        addresses: [...document.querySelectorAll("main a[rel~=external]")].map((it) => it.getAttribute("href")),
      }));
      const pdf = await page.pdf({ format: "A4" });
      const text = bare(execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8", maxBuffer: 1 << 28 }));
      const missing = [...wanted.cards, ...wanted.addresses].filter((words) => !text.includes(bare(words)));
      assert.deepEqual(missing, [], `${name} /${address}`);
      cards += wanted.cards.length;
      addresses += wanted.addresses.length;
    }
    assert.ok(cards > 50, `only ${cards} names and propositions were looked for`);
    assert.ok(addresses > 50, `only ${addresses} addresses were looked for`);
  });
});

/** Marks and lines of pictures with less than three to one against the page; runs in the page. */
function faint() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  const probe = document.createElement("p");
  probe.style.color = "Canvas";
  document.body.append(probe);
  const canvas = getComputedStyle(probe).color;
  probe.remove();
  const result = { marks: 0, faint: [] };
  // Glyphs are drawn once a page and used from there; a glyph is seen by the strongest of its shapes.
  const glyphs = [...document.querySelectorAll(".sprite [id]:not(#hit, [id^=open-])")].map((glyph) =>
    [glyph, ...glyph.querySelectorAll("*")].filter((shape) => !["g", "use"].includes(shape.localName)),
  );
  const texts = [...document.querySelectorAll("main svg text")].map((text) => [text]);
  for (const shapes of [...glyphs, ...texts].filter((shapes) => shapes.length > 0)) {
    result.marks++;
    const colours = shapes.map((shape) => getComputedStyle(shape)).flatMap(({ fill, stroke }) => [fill, stroke]);
    const painted = colours.filter((colour) => colour.startsWith("rgb") && channels(colour)[3] !== 0);
    if (!painted.some((colour) => contrast(colour, canvas) >= 3)) {
      result.faint.push(`${shapes[0].outerHTML} is ${colours.join(", ")} on ${canvas}`);
    }
  }
  return result;
}

/** What is animated, or would be; runs in the page. */
function moving() {
  const found = document.getAnimations().map((animation) => `animation ${animation.animationName ?? ""}`);
  if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") found.push("smooth scrolling");
  const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000)));
  for (const element of document.querySelectorAll("*")) {
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (longest(style.transitionDuration) > 10 || (style.animationName !== "none" && longest(style.animationDuration) > 10)) {
        found.push(`${element.localName}.${element.className}${pseudo ?? ""}`);
      }
    }
  }
  return found;
}
