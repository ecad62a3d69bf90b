// Everything that Lighthouse judges by what is there and not by the clock. `npm run lighthouse` judges speed too.
import assert from "node:assert/strict";
import { test } from "node:test";

import { audit, audited } from "./lib/lighthouse.js";

test("Lighthouse finds nothing to better in accessibility, best practices and SEO", async () => {
  const seen = [];
  const faults = [];
  await audit(["accessibility", "best-practices", "seo"], 1, (address, report) => {
    seen.push(address);
    for (const { id, title, auditRefs, score } of Object.values(report.categories)) {
      if (score === 1) continue;
      const audits = auditRefs.map((ref) => report.audits[ref.id]);
      const below = audits.filter((audit) => audit.scoreDisplayMode === "error" || (audit.score !== null && audit.score < 1));
      const words = below.map((audit) => `${audit.id}: ${audit.errorMessage ?? audit.title}`);
      faults.push(`/${address}: ${title} ${score}: ${words.join(", ") || id}`);
    }
  });
  assert.deepEqual(faults, []);
  assert.deepEqual(seen, audited());
});
