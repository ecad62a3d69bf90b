// The sites whose pages are looked at: the example, and small ones at the extremes.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL("..", import.meta.url));

/** The root of the repository. */
export const REPOSITORY = join(HERE, "..", "..");

/** The folder of each site by its name: `example`, and every folder in `sites/`. */
export const ROOTS = {
  example: REPOSITORY,
  ...Object.fromEntries(readdirSync(join(HERE, "sites")).map((name) => [name, join(HERE, "sites", name)])),
};

/** Where the site of this name is built to. */
export const built = (name) => join(HERE, ".built", name);

/**
 * Every HTML page of a built site, sorted by path.
 *
 * @returns {{path: string, address: string, html: string, bytes: number}[]} `path` is that of the file,
 *   `address` what a reader visits; both relative to the site.
 */
export function pages(name) {
  const folder = built(name);
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".html"))
    .sort()
    .map((path) => {
      const file = join(folder, path);
      return {
        path,
        address: path.replace(/(^|\/)index\.html$/, "$1"),
        html: readFileSync(file, "utf8"),
        bytes: statSync(file).size,
      };
    });
}

/** The path under which a site stands on its host, from the canonical address of its home page. */
export function prefix(name) {
  const home = readFileSync(join(built(name), "index.html"), "utf8");
  return new URL(/<link rel="canonical" href="([^"]+)">/.exec(home)[1]).pathname;
}

/**
 * Of the pages of a site, those that say most: of each kind of page the first, the largest, the smallest and that
 * with the longest heading.
 */
export function sample(name) {
  const kinds = new Map();
  for (const page of pages(name)) {
    const of = kind(page);
    kinds.set(of, [...(kinds.get(of) ?? []), page]);
  }
  const chosen = new Set();
  for (const of of kinds.values()) {
    for (const measure of [() => 0, (page) => page.bytes, (page) => -page.bytes, heading]) {
      chosen.add(of.reduce((best, page) => (measure(page) > measure(best) ? page : best)));
    }
  }
  return [...chosen].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The folder that a page of an entry stands in; pages that are one of a kind are their own. */
function kind(page) {
  const parts = page.path.split("/");
  return parts.length > 2 ? parts[0] + "/*" + "/*".repeat(parts.length - 3) : page.path;
}

const heading = (page) => (/<h1[^>]*>(.*?)<\/h1>/s.exec(page.html)?.[1] ?? "").replace(/<[^>]*>/g, "").length;
