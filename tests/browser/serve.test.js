// What an editor sees of `whosays serve`: pages follow, and stay where they were; mistakes lie over them; entries lead to
// their files.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./lib/browser.js";
import { following } from "./lib/serving.js";
import { REPOSITORY } from "./lib/sites.js";

let root, server, browser, page, address;
const complaints = [];
const read = (path) => readFileSync(join(root, path), "utf8");
const write = (path, text) => writeFileSync(join(root, path), text);

before(async () => {
  root = mkdtempSync(join(tmpdir(), "whosays-serve-"));
  for (const path of ["content", "site.yaml"]) cpSync(join(REPOSITORY, path), join(root, path), { recursive: true });
  mkdirSync(join(root, "static"));
  server = await following(root);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(server.url);
  address = await page.locator("a[href^='explainers/']").first().getAttribute("href");
});

after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(root, { recursive: true });
});

const explainer = () => `content/explainers/${address.split("/")[1]}.md`;

test("a change reloads the page, and the place, the open card and the focus stay", async () => {
  await page.goto(server.url + address);
  const marker = page.locator("button.mk").nth(5);
  await marker.scrollIntoViewIfNeeded();
  await marker.focus();
  await page.keyboard.press("Enter");
  const open = await page.locator(".card:popover-open").getAttribute("id");
  const place = await page.evaluate(() => scrollY);
  assert.ok(place > 300);
  write(explainer(), read(explainer()).replace(/^title: .*$/m, "title: A title that was changed"));
  await page.getByRole("heading", { level: 1, name: "A title that was changed" }).waitFor();
  await page.locator(`#${open}:popover-open`).waitFor();
  // The heading may have another height.
  assert.ok(Math.abs((await page.evaluate(() => scrollY)) - place) < 100);
  assert.ok(await page.locator("button.mk").nth(5).evaluate((it) => it === document.activeElement));
  await page.keyboard.press("Escape");
});

test("a page with scripts of its own is loaded anew where the reader was", async () => {
  await page.goto(`${server.url}claims/index.html`);
  await page.evaluate(() => scrollTo(0, 500));
  await page.evaluate(() => (window.before = true));
  write("site.yaml", read("site.yaml").replace(/^title: .*$/m, "title: Another name"));
  await page.locator(".brand", { hasText: "Another name" }).waitFor();
  assert.ok(await page.evaluate(() => !window.before));
  await page.waitForFunction(() => Math.abs(scrollY - 500) < 50);
});

test("a style sheet is exchanged while the page stays", async () => {
  await page.goto(server.url + address);
  await page.evaluate(() => (window.stays = true));
  write("static/site.css", "body { background: rgb(1, 2, 3) }");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)");
  assert.ok(await page.evaluate(() => window.stays));
  rmSync(join(root, "static/site.css"));
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor !== "rgb(1, 2, 3)");
  assert.ok(await page.evaluate(() => window.stays));
});

test("mistakes lie over the page and go when they are mended", async () => {
  const sound = read(explainer());
  await page.goto(server.url + address);
  write(explainer(), sound.replace(/^title: /m, "tittle: "));
  const overlay = page.locator("#whosays-mistakes section");
  await overlay.waitFor();
  assert.match(await overlay.innerText(), /unknown-key/);
  const link = overlay.getByRole("link").first();
  assert.match(await link.getAttribute("href"), /^vscode:\/\/file\/.*\.md:2:1$/);
  // The page as it was lies below, and can be looked at.
  const covers = (it) => it === document.elementFromPoint(640, 400);
  assert.ok(await page.locator("#whosays-mistakes").evaluate(covers));
  await page.keyboard.press("Escape");
  await overlay.waitFor({ state: "detached" });
  assert.ok(await page.locator("h1").isVisible());
  // Whether the page is loaded anew or another body is put into it, its heading is another.
  await page.locator("h1").evaluate((it) => it.setAttribute("data-before", ""));
  write(explainer(), sound);
  await page.locator("h1:not([data-before])").waitFor();
  assert.equal(await page.locator("#whosays-mistakes").count(), 0);
});

test("entries lead to their files", async () => {
  const links = page.locator(".whosays-edit");
  await page.goto(server.url + address);
  await links.first().waitFor({ state: "attached" });
  const claim = page.locator("main a[href*='/claims/']").first();
  const href = await claim.getAttribute("href");
  const edit = page.locator(`main a[href='${href}'] + .whosays-edit`).first();
  assert.match(await edit.getAttribute("href"), /^vscode:\/\/file\/.*content\/.*\.md:\d+:\d+$/);
  const widths = () => page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]);
  const before = await widths();
  await page.evaluate(() => document.querySelectorAll(".whosays-edit").forEach((it) => it.remove()));
  assert.deepEqual(await widths(), before, "the links take no room");
  await page.goto(new URL(href, server.url + address).href);
  await page.locator("h1 .whosays-edit").waitFor();
});

test("the policy of the pages has nothing against it", () => {
  const told = complaints.filter((text) => !/status of 500/.test(text));
  assert.deepEqual(told, []);
});
