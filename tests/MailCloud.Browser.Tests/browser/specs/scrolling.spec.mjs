// A folder with 50,000 messages: as quick to open as any, and every message is where it belongs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, picture, signIn } from "../lib/world.mjs";

const messages = 50_000;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("the list shows any place of it, and never more rows than fit", async () => {
  const page = await open(browser);
  await signIn(page);
  const row = (number) => page.getByRole("row", { name: new RegExp(`Message ${number}(?!\\d)`) });
  await row(messages).waitFor();
  await picture(page, "large-folder");
  const scroll = (part) =>
    page.getByRole("grid").evaluate((grid, to) => {
      const scroller = grid.closest("[data-scroller]") ?? [grid, ...grid.querySelectorAll("*")].find((each) => each.scrollHeight > each.clientHeight + 1) ?? grid.parentElement;
      scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * to;
    }, part);
  for (const [part, number] of [
    [0.5, null],
    [1, 1],
    [0.25, null],
    [0, messages],
  ]) {
    await scroll(part);
    if (number) await row(number).waitFor();
    else await page.getByRole("row", { name: /Message \d+/ }).first().waitFor();
    assert.ok((await page.getByRole("row").count()) < 100);
  }
  assert.deepEqual(page.problems, []);
});
