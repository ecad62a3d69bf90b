// Builds every site that the tests look at with the `whosays` of this repository.
import { execFileSync } from "node:child_process";

import { REPOSITORY, ROOTS, built } from "./lib/sites.js";

for (const [name, root] of Object.entries(ROOTS)) {
  const call = ["run", "--quiet", "--", "build", "--root", root, "--out", built(name)];
  execFileSync("cargo", call, { cwd: REPOSITORY, stdio: ["ignore", "ignore", "inherit"] });
}
