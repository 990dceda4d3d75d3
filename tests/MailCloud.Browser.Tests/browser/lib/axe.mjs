// Accessibility as axe-core judges it: no serious finding, on any screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const source = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Fails with a list of what a person would stumble over. */
export async function assertAccessible(page, screen) {
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], iframes: false }));
  const serious = violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${screen}: ${each.id} (${each.help}): ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`);
  assert.deepEqual(serious, []);
}
