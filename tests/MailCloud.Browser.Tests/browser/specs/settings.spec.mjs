// What people set for themselves: how the page looks, passwords for programs, whom they write as, what is done with mail as it comes, and files of mail.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { ImapFlow } from "imapflow";
import { deliver, eventually, host, launch, open, overImap, password, picture, ports, received, signIn, user } from "../lib/world.mjs";

let browser;
let page;
before(async () => {
  browser = await launch();
  page = await open(browser);
  await signIn(page);
});
after(() => browser.close());

test("what is chosen holds at once, and in other browsers", async () => {
  const other = await open(browser);
  await signIn(other);
  await page.goto("/webmail/settings/general");
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByLabel("Language", { exact: true }).selectOption("zh-TW");
  await page.getByRole("heading", { name: "一般" }).waitFor();
  await eventually("the other browser shows the same", async () => {
    await other.reload();
    await other.getByRole("navigation").first().waitFor();
    const { lang, theme } = await other.evaluate(() => ({ lang: document.documentElement.lang, theme: document.documentElement.dataset.theme }));
    return lang === "zh-TW" && theme === "dark";
  });
  await picture(page, "settings-dark-zh");
  await page.getByLabel("語言").selectOption("en");
  await page.getByRole("radio", { name: "As the system" }).check();
  await page.getByRole("heading", { name: "General" }).waitFor();
  await other.context().close();
});

test("an app password opens IMAP until it is revoked", async () => {
  await page.goto("/webmail/settings/account");
  await page.getByRole("button", { name: "New app password" }).click();
  await page.getByLabel("What it is for").fill("Laptop");
  await page.getByRole("button", { name: "Create" }).click();
  const secret = await page.getByRole("status", { name: "Your new app password" }).innerText();
  await page.getByRole("button", { name: "Done" }).click();
  assert.equal(await opensImap(secret), true);

  await page.getByRole("button", { name: "Revoke Laptop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("No mail program has a password yet.").waitFor();
  await eventually("the password opens nothing any more", async () => !(await opensImap(secret)));
});

test("phones and programs are told where the servers are", async () => {
  await page.goto("/webmail/settings/programs");
  await page.getByRole("row", { name: /IMAP/ }).getByText(String(ports.imaps)).waitFor();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download profile" }).click();
  const profile = await readFile(await (await downloading).path(), "latin1");
  assert.match(profile, new RegExp(`<integer>${ports.imaps}</integer>`));
  await page.getByRole("button", { name: "Show code" }).click();
  await page.getByRole("img", { name: "Code that leads to the profile" }).waitFor();
});

test("an identity has a name and a signature in bold", async () => {
  await page.goto("/webmail/settings/identities");
  await page.getByRole("button", { name: `Edit ${user}` }).click();
  await page.getByLabel("Your name").fill("Alice Liddell");
  await page.getByRole("textbox", { name: "Signature" }).click();
  await page.keyboard.press("Control+b");
  await page.keyboard.type("Alice <wonderland>");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("with signature").waitFor();
  await page.getByRole("button", { name: `Edit ${user}` }).click();
  await page.getByRole("textbox", { name: "Signature" }).getByText("Alice <wonderland>").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Signature" }).locator("b").innerText(), "Alice <wonderland>");
  await page.getByRole("button", { name: "Cancel" }).click();
});

test("mail is answered while somebody is away, and the page says so", async () => {
  await page.goto("/webmail/settings/vacation");
  await page.getByRole("switch", { name: "Answer automatically" }).check();
  await page.getByLabel("First day").fill("2026-01-02");
  await page.getByLabel("Last day").fill("2026-01-01");
  await page.getByText("The last day comes before the first.").waitFor();
  await page.getByLabel("Last day").fill("2100-01-01");
  await page.getByLabel("Text", { exact: true }).fill("I am away.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Mail is answered automatically.").waitFor();
  await page.goto("/webmail/");
  await page.getByText("Your mail is being answered automatically.").waitFor();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByText("Your mail is being answered automatically.").waitFor({ state: "detached" });
});

test("filters are put into order with the keyboard, and file mail as it comes", async () => {
  await page.goto("/webmail/settings/filters");
  for (const [name, subject, folder] of [
    ["First", "parrot", "Archive"],
    ["Second", "dead parrot", "Junk"],
  ]) {
    await page.getByRole("button", { name: "New filter" }).click();
    const dialog = page.getByRole("dialog", { name: "New filter" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("What is looked at").selectOption("subject");
    await dialog.getByLabel("Text", { exact: true }).fill(subject);
    await dialog.getByLabel("Move it to", { exact: true }).selectOption(folder);
    await dialog.getByLabel("Apply no further filters").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
  }
  const names = () => page.getByRole("listitem").locator("strong").allInnerTexts();
  await eventually("both are there", async () => (await names()).join() === "First,Second");
  const kept = page.waitForResponse((response) => response.request().postData()?.includes("MailRule/set") ?? false);
  await page.getByRole("button", { name: "Move Second" }).press("ArrowUp");
  await page.getByText("Second is at place 1 of 2 now").waitFor({ state: "attached" });
  await kept;
  await page.reload();
  await eventually("the order stays", async () => (await names()).join() === "Second,First");
  await picture(page, "settings-filters");

  // Rules are read once in a while.
  let sent = 0;
  await eventually("the first filter files it", async () => (await placeOf(`A dead parrot ${++sent}`)) === "Junk");
  assert.equal(await placeOf("A living parrot"), "Archive");
});

test("a filter is made from a message", async () => {
  await deliver("From: News <news@elsewhere.test>\r\nSubject: News of today\r\n\r\nNothing.\r\n");
  await received(user, "News of today");
  await page.goto("/webmail/");
  await page.getByText("News of today").first().click();
  await page.getByRole("button", { name: "Message actions" }).first().click();
  await page.getByRole("menuitem", { name: "Filter messages like this" }).click();
  const dialog = page.getByRole("dialog", { name: "New filter" });
  assert.equal(await dialog.getByLabel("Text", { exact: true }).inputValue(), "news@elsewhere.test");
  await dialog.getByRole("button", { name: "Try it on the last messages" }).click();
  await dialog.getByRole("status").getByText("News of today").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

test("an mbox comes in, and goes out as it was", async () => {
  const message = (subject) => `From bob@example.net Thu Mar  5 10:30:33 2020\nSubject: ${subject}\nMessage-ID: <${subject}@example.net>\n\nHello\n>From me\n\n`;
  await page.goto("/webmail/settings/transfer");
  await page.getByLabel("File").setInputFiles({ name: "old.mbox", mimeType: "application/mbox", buffer: Buffer.from(message("one") + message("two")) });
  await page.getByLabel("Into the folder").selectOption("Sent");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("2 messages were imported.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download Sent" }).click()]);
  assert.equal(download.suggestedFilename(), "Sent.mbox");
  const text = await readFile(await download.path(), "utf8");
  assert.equal(text.match(/^Subject: (one|two)$/gm).length, 2);
  assert.equal(text.match(/^>From me$/gm).length, 2);
});

test("a hidden folder is hidden here and in mail programs", async () => {
  await page.goto("/webmail/settings/folders");
  await page.getByRole("switch", { name: "Show Drafts" }).click();
  await page.getByRole("switch", { name: "Show Drafts", checked: false }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Drafts" }).waitFor({ state: "detached" });
  const subscribed = await overImap(user, async (client) => (await client.list()).find(({ path }) => path === "Drafts").subscribed);
  assert.ok(!subscribed);
  await page.getByRole("switch", { name: "Show Drafts" }).click();
  await page.getByRole("switch", { name: "Show Drafts", checked: true }).waitFor();
  assert.ok(await overImap(user, async (client) => (await client.list()).find(({ path }) => path === "Drafts").subscribed));
  await page.getByRole("navigation").getByRole("link", { name: "Drafts" }).waitFor();
});

test("a session that has ended asks for the password over the page, and what waited goes on", async () => {
  await page.goto("/webmail/settings/vacation");
  await page.getByLabel("Text", { exact: true }).fill("Typed before it ended.");
  await page.context().clearCookies();
  // The page may find out by itself first.
  await page.locator("main form").evaluate((form) => form.requestSubmit());
  const dialog = page.getByRole("dialog", { name: "Log in again" });
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await picture(page, "log-in-again");
  await dialog.getByRole("button", { name: "Log in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Mail is not answered automatically.").waitFor();
  assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), "Typed before it ended.");
});

test("no rule of the page's own was broken", () => assert.deepEqual(page.problems, []));

/** Has a message delivered, and tells the mailbox that it comes into. */
async function placeOf(subject) {
  await deliver(`From: someone@elsewhere.test\r\nSubject: ${subject}\r\n\r\nIt is no more.\r\n`);
  return eventually(`"${subject}" is somewhere`, () =>
    overImap(user, async (client) => {
      for (const { path } of await client.list()) {
        const lock = await client.getMailboxLock(path);
        try {
          if ((await client.search({ header: { subject } })).length > 0) return path;
        } finally {
          lock.release();
        }
      }
    }),
  );
}

/** Whether IMAP takes a password. */
async function opensImap(secret) {
  const client = new ImapFlow({ host, port: ports.imaps, secure: true, tls: { rejectUnauthorized: false }, auth: { user, pass: secret }, logger: false });
  try {
    await client.connect();
    await client.logout();
    return true;
  } catch (error) {
    if (error.authenticationFailed) return false;
    throw error;
  }
}
