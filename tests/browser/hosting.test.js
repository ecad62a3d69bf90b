// The built folder where readers meet it: behind nginx at the root of a host and below a path, under the policy that
// the build wrote, and opened from disk. Nothing that a page needs is missing or forbidden.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { session } from "./lib/browser.js";
import { host } from "./lib/nginx.js";
import { built, pages, sample } from "./lib/sites.js";

const PREFIXES = ["/", "/a/b/"];
const browser = session();
const hosts = new Map();

before(async () => {
  for (const prefix of PREFIXES) hosts.set(prefix, await host(prefix));
});
after(async () => {
  for (const { close } of hosts.values()) await close();
});

/** Opens every page of a kind, and says what each complained of. */
async function complained(name, address) {
  const told = [];
  let opened = 0;
  for (const { path, address: visited, html } of sample(name)) {
    // A page that leads on is no page to look at; where it leads is tested below.
    if (html.includes('http-equiv="refresh"')) continue;
    await browser.open({}, async (page, complaints) => {
      const at = address(path, visited);
      if (at === undefined) return;
      await page.goto(at, { waitUntil: "load" });
      const styled = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      if (styled === "rgba(0, 0, 0, 0)") told.push(`${at} has no style sheet`);
      told.push(...complaints.map((words) => `${at}: ${words}`));
      opened += 1;
    });
  }
  console.log(`${name}: ${opened} pages opened`);
  return told;
}

for (const prefix of PREFIXES) {
  test(`every kind of page works under nginx at ${prefix}`, async () => {
    const { name, url } = hosts.get(prefix);
    assert.deepEqual(await complained(name, (_, address) => url + address), []);
  });

  test(`cards, choices and the search work under nginx at ${prefix}`, async () => {
    const { url } = hosts.get(prefix);
    await used((address) => url + address);
  });

  test(`an earlier address leads on, and a lost one is told, at any depth under nginx at ${prefix}`, async () => {
    const { url, alias } = hosts.get(prefix);
    await browser.open({}, async (page, complaints) => {
      await page.goto(url + alias);
      assert.equal(page.url(), `${url}moved/`);
      assert.deepEqual(complaints, []);
    });
    for (const lost of ["nothing", "nothing/at/all/", "claims/nothing/index.html"]) {
      await browser.open({}, async (page, complaints) => {
        const response = await page.goto(url + lost);
        assert.equal(response.status(), 404);
        assert.match(await page.innerText("h1"), /no page/);
        // The one complaint is of the address itself, by the browser and by the server.
        assert.ok(complaints.every((words) => words.includes("404")), complaints.join("\n"));
        assert.equal(complaints.length, 2);
        await page.click("text=Go to the first page");
        assert.equal(page.url().replace(/index\.html$/, ""), url);
      });
    }
  });
}

test("every kind of page works from disk", async () => {
  const { name } = hosts.get("/");
  // The page for what is not there is for servers: its links begin at the root of their host.
  const address = (path) => (path === "404.html" ? undefined : onDisk(name, path));
  assert.deepEqual(await complained(name, address), []);
});

test("cards, choices and the search work from disk", async () => {
  const { name } = hosts.get("/");
  await used((address) => onDisk(name, address.replace(/(^|\/)$/, "$1index.html")));
});

test("an earlier address leads on from disk, without a script", async () => {
  const { name, alias } = hosts.get("/");
  await browser.open({ javaScriptEnabled: false }, async (page) => {
    await page.goto(onDisk(name, `${alias}index.html`));
    await page.waitForURL(onDisk(name, "moved/index.html"));
    assert.equal(await page.innerText("h1"), "A page that has moved");
  });
});

// What these tests are worth: what the policy forbids is told, by the server’s and by the page’s own.
for (const [what, planted] of [
  ["an inline style", '<p style="color: red">red</p>'],
  ["an inline script", "<script>document.title = 'taken'</script>"],
  ["a picture of another host", '<img src="https://site.invalid/pixel.gif" alt="">'],
]) {
  test(`${what} is forbidden and told`, async () => {
    const { name, url } = hosts.get("/");
    const [from, file] = ["index.html", "planted.html"].map((path) => join(built(name), path));
    copyFileSync(from, file);
    try {
      writeFileSync(file, readFileSync(file, "utf8").replace("</main>", `${planted}</main>`));
      for (const address of [`${url}planted.html`, onDisk(name, "planted.html")]) {
        await browser.open({}, async (page, complaints) => {
          await page.goto(address);
          assert.ok(complaints.some((words) => words.includes("Content Security Policy")), `${address}: ${complaints}`);
          assert.notEqual(await page.title(), "taken");
        });
      }
    } finally {
      rmSync(file);
    }
  });
}

const onDisk = (name, path) => pathToFileURL(join(built(name), path)).href;

/** Uses what needs a script: a card, a choice in the timeline, the search. */
async function used(address) {
  const { name } = hosts.get("/");
  const explainer = pages(name).find(({ path }) => path.startsWith("explainers/")).address;
  await browser.open({}, async (page, complaints) => {
    await page.goto(address(explainer));
    await page.locator("button.mk").first().click();
    await page.locator(".card:popover-open").first().waitFor();
    await page.goto(address("timeline/"));
    await page.locator("input[name=country]").nth(1).check({ force: true });
    await page.waitForURL(/[?&]country=/);
    await page.goto(address("search/"));
    await page.getByRole("searchbox").fill("kilimnik");
    await page.locator(".finds a").first().click();
    assert.match(await page.innerText("h1"), /Kilimnik/);
    assert.deepEqual(complaints, []);
  });
}
