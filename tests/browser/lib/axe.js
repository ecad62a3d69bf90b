// axe-core, with all that WCAG 2.2 asks for at the levels A and AA, and what is best practice.
import axe from "axe-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong on the page as it stands now: a line for each node. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    // Loading ahead serves rules of sounds and films, of which there are none, and asks for every style sheet again.
    // What is laid out only when it comes near is looked at too, and moves nothing while axe measures.
    const whole = new CSSStyleSheet();
    whole.replaceSync("* { content-visibility: visible !important }");
    document.adoptedStyleSheets.push(whole);
    const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false });
    document.adoptedStyleSheets.pop();
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target}`));
  }, TAGS);
}
