// The Nu Html Checker has nothing to say on any page of any site.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import vnu from "vnu-jar";

import { ROOTS, built, pages } from "./lib/sites.js";

for (const name of Object.keys(ROOTS)) {
  test(`every page of ${name} is valid HTML`, () => {
    const files = pages(name).map((page) => page.path);
    assert.ok(files.length > 10, `only ${files.length} pages were built`);
    const call = ["-Xss4m", "-jar", vnu, "--format", "json", "--exit-zero-always", ...files];
    const checked = spawnSync("java", call, { cwd: built(name), encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(checked.status, 0, checked.error?.message ?? checked.stderr);
    const words = ({ type, url, lastLine, message }) => `${url}:${lastLine}: ${type}: ${message}`;
    assert.deepEqual(JSON.parse(checked.stderr).messages.map(words), []);
  });
}
