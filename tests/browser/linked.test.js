// What pages and data say to machines, in the words of schema.org: read as a processor of JSON-LD reads it, and held
// against the vocabulary itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import jsonld from "jsonld";
import ts from "typescript";

import { ROOTS, built, pages, sample } from "./lib/sites.js";

const VOCABULARY = "https://schema.org/";
const names = Object.keys(ROOTS);

/** The block of a page, or `undefined`. */
function block(html) {
  const found = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html);
  return found ? JSON.parse(found[1]) : undefined;
}

const blocks = names.flatMap((name) =>
  pages(name)
    .map((page) => ({ name, page, data: block(page.html) }))
    .filter(({ data }) => data),
);

/** The nodes of a document with all names written out. No context is fetched: that of schema.org is its vocabulary. */
async function expand(document) {
  const documentLoader = async (url) => {
    assert.equal(url, "https://schema.org");
    return { document: { "@context": { "@vocab": VOCABULARY } }, documentUrl: url };
  };
  return jsonld.expand(document, { documentLoader });
}

const types = (nodes) => nodes.flatMap((node) => node["@type"] ?? []).map((type) => type.replace(VOCABULARY, ""));

test("each kind of page says what it is about", async () => {
  const expected = {
    "index.html": ["WebSite", "Organization"],
    "explainers/us-2020/index.html": ["BackgroundNewsArticle", "Organization"],
    "claims/kj2-putin-authorised/index.html": ["Claim", "Organization", "Quotation", "BreadcrumbList"],
    "actors/vladimir-putin/index.html": ["Person", "BreadcrumbList"],
    "actors/nic/index.html": ["GovernmentOrganization", "BreadcrumbList"],
    "events/reports-released/index.html": ["Event", "BreadcrumbList"],
    "countries/ru/index.html": ["Country", "BreadcrumbList"],
    "data/index.html": ["Dataset", "Organization"],
    "terms/confidence/index.html": ["BreadcrumbList"],
  };
  for (const [path, wanted] of Object.entries(expected)) {
    const found = blocks.find(({ name, page }) => name === "example" && page.path === path);
    assert.ok(found, path);
    assert.deepEqual([...new Set(types(await expand(found.data)))], wanted, path);
  }
});

test("no block grows with its page, and none rates", async () => {
  for (const { name, page, data } of blocks) {
    const text = JSON.stringify(data);
    assert.ok(text.length < 24_000, `${name} /${page.address}: ${text.length} characters`);
    assert.doesNotMatch(text, /"@type":"(ClaimReview|Rating|Review)"|reviewRating/);
    assert.ok((await expand(data)).length > 0, page.path);
  }
  assert.ok(blocks.length > 300, `only ${blocks.length} pages have a block`);
});

test("every class and property is in the vocabulary, and where it belongs", () => {
  const all = join(built("example"), "data", "all.jsonld");
  const sampled = new Set(names.flatMap((name) => sample(name).map(({ path }) => `${name} ${path}`)));
  const told = blocks.filter(({ name, page }) => sampled.has(`${name} ${page.path}`)).map(({ data }) => data);
  const documents = [...told, JSON.parse(readFileSync(all, "utf8"))];
  assert.deepEqual(faults(documents), []);
});

test("a word that is not in the vocabulary is found", () => {
  const wrong = { "@context": "https://schema.org", "@graph": [{ "@type": "Claim", verdict: "none" }] };
  assert.equal(faults([wrong]).length, 1);
});

/** What the compiler says of documents as values of the types that are made of the vocabulary. */
function faults(documents) {
  const file = join(fileURLToPath(new URL(".", import.meta.url)), "documents.ts");
  const values = documents.map((document) => `  ${JSON.stringify(document)},\n`).join("");
  const text = `import type { Graph } from "schema-dts";\nexport const documents: Graph[] = [\n${values}];\n`;
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  host.fileExists = (path) => path === file || fileExists(path);
  host.readFile = (path) => (path === file ? text : readFile(path));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start }) => {
    const near = text.slice(start, start + 160);
    return `${ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 600)} near ${near}`;
  });
}
