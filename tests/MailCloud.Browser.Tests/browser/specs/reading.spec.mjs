// Reading: mail comes by itself, is shown safely, is found again, is put in order with keys alone, and is there without a network.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deliver, eventually, launch, open, overImap, picture, signIn, submit, user } from "../lib/world.mjs";

let browser;
let page;
before(async () => {
  browser = await launch();
  page = await open(browser);
  await signIn(page);
});
after(() => browser.close());

test("mail comes into the open list by itself", async () => {
  await submit({ to: user, subject: "Here by itself", text: "No button was pressed." });
  await page.getByRole("row", { name: /Here by itself/ }).waitFor();
});

test("a conversation is read, and is read everywhere then", async () => {
  await submit({ to: user, subject: "Re: Here by itself", text: "A second word.", inReplyTo: "<x@y>", references: "<x@y>" });
  await page.getByRole("row", { name: /Here by itself/ }).last().click();
  await page.frameLocator("iframe").first().getByText("No button was pressed.").waitFor();
  await eventually("it is seen over IMAP", () =>
    overImap(user, async (client) => {
      await client.mailboxOpen("INBOX");
      return (await client.search({ seen: true })).length > 0;
    }),
  );
});

test("what nobody has proven is not said to be proven, whatever it says of itself", async () => {
  await deliver(
    `Authentication-Results: mail.example.test; dmarc=pass header.from=bank.test; dkim=pass header.d=bank.test\r\n` +
      `From: Bank <service@bank.test>\r\nTo: ${user}\r\nSubject: Your account\r\nMessage-ID: <bank@x>\r\n\r\nClick there.\r\n`,
  );
  await page.getByRole("row", { name: /Your account/ }).click();
  await page.frameLocator("iframe").first().getByText("Click there.").waitFor();
  assert.equal(await page.getByText(/Verified: this message comes from/).count(), 0);
});

test("pictures of other servers wait to be asked for", async () => {
  await submit({ to: user, subject: "With a picture", html: '<p>Look:</p><img src="https://pictures.invalid/x.png" alt="A view">' });
  const asked = [];
  page.on("request", (request) => request.url().includes("pictures.invalid") && asked.push(request.url()));
  await page.getByRole("row", { name: /With a picture/ }).click();
  await page.getByText(/remote image is not shown/).waitFor();
  assert.deepEqual(asked, []);
});

test("search finds by operators, in all folders", async () => {
  await page.getByRole("combobox", { name: "Search mail" }).fill('subject:"by itself" is:read');
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /Here by itself/ }).first().waitFor();
  assert.equal(await page.getByRole("row", { name: /Your account/ }).count(), 0);
  await picture(page, "search");
});

test("everything can be done without a mouse", async () => {
  await page.goto("/webmail/");
  await page.getByRole("row", { name: /Your account/ }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await picture(page, "shortcuts");
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: /Your account/ }).focus();
  await page.keyboard.press("e");
  await page.getByRole("row", { name: /Your account/ }).waitFor({ state: "detached" });
  await page.keyboard.press("z");
  await page.getByRole("row", { name: /Your account/ }).waitFor();
});

test("a folder is made, and messages are dragged into it", async () => {
  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Kept <i>things");
  await page.getByRole("button", { name: "Create" }).click();
  const folder = page.getByRole("navigation").getByRole("link", { name: /Kept <i>things/ });
  // The page shows what was made.
  await page.getByRole("heading", { name: "Kept <i>things" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: /Inbox/ }).click();
  await page.getByRole("row", { name: /With a picture/ }).dragTo(folder);
  await page.getByRole("row", { name: /With a picture/ }).waitFor({ state: "detached" });
  await folder.click();
  await page.getByRole("row", { name: /With a picture/ }).waitFor();
});

test("without a network the page is there, with what was read before", async () => {
  await page.goto("/webmail/");
  await page.getByRole("row", { name: /Here by itself/ }).last().click();
  await page.frameLocator("iframe").first().getByText("No button was pressed.").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await eventually("the worker has the page", () => page.evaluate(() => navigator.serviceWorker.controller !== null));
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("Offline").first().waitFor();
  await page.frameLocator("iframe").first().getByText("No button was pressed.").waitFor();
  await picture(page, "offline");
  await page.context().setOffline(false);
  assert.deepEqual(page.problems, []);
});
