// How long it takes from saving a file to the new page, on a large site: claims, actors and a template in turn.
//
//   node edits.js [--claims 10000] [--edits 200] [--pause 300] [--stay] [--http]
//
// With `--stay` all edits of a kind come one after the other, while the page stays open; else each comes to a page that
// has just been loaded. With `--http` no browser is asked: a client hears of the edition and asks for the page.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./lib/browser.js";
import { following } from "./lib/serving.js";
import { REPOSITORY } from "./lib/sites.js";

const { values } = parseArgs({
  options: {
    claims: { type: "string", default: "10000" },
    edits: { type: "string", default: "200" },
    // Milliseconds between a page and the next edit; half of them to half more, by turns.
    pause: { type: "string", default: "300" },
    stay: { type: "boolean", default: false },
    http: { type: "boolean", default: false },
  },
});
const cargo = (...call) => execFileSync("cargo", call, { cwd: REPOSITORY, stdio: ["ignore", "ignore", "inherit"] });
cargo("build", "--quiet", "--release", "--bin", "whosays");

const folder = mkdtempSync(join(tmpdir(), "whosays-edits-"));
const root = join(folder, "site");
cargo("run", "--quiet", "--release", "--example", "generate", "--", "--claims", values.claims, root);

const CLAIM = "content/claims/claim-1.md";
const ACTOR = "content/actors/actor-1.md";
const TEMPLATE = "templates/claim.html";
const read = (path) => readFileSync(join(root, path), "utf8");
const [claim, actor] = [read(CLAIM), read(ACTOR)];
const template = readFileSync(join(REPOSITORY, TEMPLATE), "utf8");
mkdirSync(join(root, "templates"));

/** Each kind of edit: the file, the page that shows it, and the text with a word that was not there. */
const KINDS = {
  claim: { path: CLAIM, page: "claims/claim-1/", text: (word) => claim.replace(/^title: /m, `title: ${word} `) },
  actor: { path: ACTOR, page: "actors/actor-1/", text: (word) => actor.replace(/^name: /m, `name: ${word} `) },
  template: { path: TEMPLATE, page: "claims/claim-1/", text: (word) => template.replace("{% endblock main %}", `<p>${word}</p>{% endblock main %}`) },
};

const start = performance.now();
const server = await following(root, "release");
const first = await fetch(server.url + KINDS.claim.page);
await first.text();
console.log(`start to first page: ${(performance.now() - start).toFixed(0)} ms (status ${first.status})`);

const times = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
const watch = values.http ? await overHttp() : await inChromium();
const kinds = Object.keys(KINDS);
for (let edit = 0; edit < Number(values.edits); edit++) {
  const kind = kinds[values.stay ? Math.floor((edit * kinds.length) / Number(values.edits)) : edit % kinds.length];
  const { path, page, text } = KINDS[kind];
  await watch.open(page);
  await sleep(Number(values.pause) * (0.5 + (edit % 7) / 6));
  const word = `Edit${edit}`;
  const seen = watch.until(page, word);
  const saved = performance.now();
  writeFileSync(join(root, path), text(word));
  times[kind].push((await seen) - saved);
}
await watch.close();
await server.close();
rmSync(folder, { recursive: true });

const all = { ...times, all: Object.values(times).flat() };
for (const [kind, list] of Object.entries(all)) {
  list.sort((a, b) => a - b);
  const at = (part) => list[Math.min(list.length - 1, Math.floor(list.length * part))].toFixed(0);
  console.log(`${kind}: ${list.length} edits, median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, least ${at(0)} ms, most ${at(1)} ms`);
}
console.log(`load of the machine: ${loadavg().map((load) => load.toFixed(1)).join(", ")}`);

/** A window of Chromium: a page is seen when its document holds the word and a frame was drawn. */
async function inChromium() {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const page = await browser.newPage();
  let wanted = () => {};
  await page.exposeFunction("whosaysSeen", (text) => wanted(text));
  await page.addInitScript(() => {
    const look = () => requestAnimationFrame(() => window.whosaysSeen(document.querySelector("main")?.textContent ?? ""));
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  return {
    open: async (address) => {
      if (page.url() !== server.url + address) await page.goto(server.url + address);
    },
    until: (_, word) => new Promise((resolve) => (wanted = (text) => text.includes(word) && resolve(performance.now()))),
    close: () => browser.close(),
  };
}

/** A client that does as the script in a page does. */
async function overHttp() {
  const stop = new AbortController();
  const events = await fetch(`${server.url}__whosays/events`, { signal: stop.signal });
  let heard = () => {};
  (async () => {
    const decoder = new TextDecoder();
    for await (const part of events.body) if (decoder.decode(part).includes("data:")) heard();
  })().catch(() => {});
  return {
    open: async () => {},
    until: (address, word) =>
      new Promise((resolve) => {
        heard = async () => {
          const text = await (await fetch(server.url + address)).text();
          if (text.includes(word)) resolve(performance.now());
        };
      }),
    close: async () => stop.abort(),
  };
}
