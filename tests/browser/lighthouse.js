// The scores of Lighthouse, the median of three runs a page: speed depends on the machine, so that no test asserts it.
import { audit, scores } from "./lib/lighthouse.js";

const RUNS = 3;

const all = new Map();
await audit(["performance", "accessibility", "best-practices", "seo"], RUNS, (address, report) => {
  all.set(address, [...(all.get(address) ?? []), scores(report)]);
});
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
for (const [address, runs] of all) {
  const line = Object.keys(runs[0]).map((category) => `${category} ${median(runs.map((run) => run[category]))}`);
  console.log(`/${address}: ${line.join(", ")}`);
}
