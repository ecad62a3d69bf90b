// The Nu Html Checker has nothing to say on any page of any site.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import vnu from "vnu-jar";

import { ROOTS, built, pages } from "./lib/sites.js";

// The checker takes `'self'` for no file on disk, and JSON-LD, which is data, for a script that the
// policy forbids. Whether pages keep to it is seen where a browser obeys it.
const isOfPolicy = ({ type, message }) =>
  type === "info" && /violates Content Security Policy/.test(message);

for (const name of Object.keys(ROOTS)) {
  test(`every page of ${name} is valid HTML`, () => {
    const files = pages(name).map((page) => page.path);
    assert.ok(files.length > 10, `only ${files.length} pages were built`);
    const call = ["-Xss4m", "-jar", vnu, "--format", "json", "--exit-zero-always", ...files];
    const checked = spawnSync("java", call, { cwd: built(name), encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(checked.status, 0, checked.error?.message ?? checked.stderr);
    const words = ({ type, url, lastLine, message }) => `${url}:${lastLine}: ${type}: ${message}`;
    const { messages } = JSON.parse(checked.stderr);
    assert.deepEqual(messages.filter((message) => !isOfPolicy(message)).map(words), []);
  });
}
