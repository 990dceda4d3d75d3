// What stands at the door: where a person who knows only the name of the server gets, and what a stranger's browser is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, origin, picture } from "../lib/world.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("the server's name alone leads to the page", async () => {
  const page = await open(browser);
  const answer = await page.goto("/");
  assert.equal(answer.status(), 200);
  assert.ok(page.url().startsWith(`${origin}/webmail/`), page.url());
  assert.deepEqual(page.problems, []);
});
