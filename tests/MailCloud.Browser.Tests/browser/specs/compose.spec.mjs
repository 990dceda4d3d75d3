// Writing: what is sent arrives, what is called back does not, and what is not sent yet is never lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deliver, eventually, launch, open, overImap, password, peer, picture, received, signIn, user } from "../lib/world.mjs";

let browser;
let page;
before(async () => {
  browser = await launch();
  page = await open(browser);
  await signIn(page);
});
after(() => browser.close());

test("a message with formatting, a file and a picture comes to another account", async () => {
  const window = await write({ to: peer, subject: "With all that belongs to it" });
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.press("Control+b");
  await page.keyboard.type("Bold words");
  await page.keyboard.press("Control+b");
  await page.keyboard.type(" and plain ones.");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), window.getByRole("button", { name: "Attach files" }).click()]);
  await chooser.setFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes.\n") }]);
  await window.getByRole("list", { name: "Attachments" }).getByText("notes.txt").waitFor();
  await picture(page, "compose");
  await window.getByRole("button", { name: "Send", exact: true }).click();
  const source = await received(peer, "With all that belongs to it");
  assert.match(source, /<(b|strong)>Bold words<\/(b|strong)>/);
  assert.match(source, /filename="?notes\.txt/);
  assert.match(source, /^Message-ID: </im);
  assert.deepEqual(page.problems, []);
});

test("what is called back was never sent, and is there to be changed", async () => {
  const window = await write({ to: peer, subject: "Too early" });
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("Not yet.");
  await window.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  const again = page.getByRole("dialog").filter({ has: page.getByLabel("Subject") });
  await again.waitFor();
  assert.equal(await again.getByLabel("Subject").inputValue(), "Too early");
  await again.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await again.waitFor({ state: "detached" });
  // What was called back would have come before this.
  const later = await write({ to: peer, subject: "In time" });
  await later.getByRole("button", { name: "Send", exact: true }).click();
  await received(peer, "In time");
  const found = await overImap(peer, async (client) => {
    await client.mailboxOpen("INBOX");
    return client.search({ header: { subject: "Too early" } });
  });
  assert.deepEqual(found, []);
});

test("a message for later waits in a list, and can be called back from there", async () => {
  const window = await write({ to: peer, subject: "For the morning" });
  await window.getByRole("button", { name: "Send later" }).click();
  await page.getByRole("button", { name: /Tomorrow morning/ }).click();
  const confirm = page.getByRole("button", { name: "Schedule sending" });
  if (await confirm.isVisible()) await confirm.click();
  await window.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Scheduled messages" }).or(page.getByRole("link", { name: "Scheduled messages" })).first().click();
  const list = page.getByRole("dialog", { name: "Scheduled messages" });
  await list.getByText("For the morning").waitFor();
  await picture(page, "scheduled");
  await list.getByRole("button", { name: "Cancel sending" }).click();
  await list.getByText("No messages are waiting to be sent.").waitFor();
  await page.keyboard.press("Escape");
});

test("a draft is kept as it is written, over IMAP too", async () => {
  const window = await write({ to: peer, subject: "Begun" });
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("Half a sentence");
  await eventually("the draft is over IMAP too", () =>
    overImap(user, async (client) => {
      await client.mailboxOpen("Drafts");
      const [uid] = await client.search({ header: { subject: "Begun" } }, { uid: true });
      return uid && (await client.fetchOne(uid, { source: true }, { uid: true })).source.includes("Half a sentence");
    }),
  );
  await window.getByRole("button", { name: "Save and close" }).click();
  await window.waitFor({ state: "detached" });
});

test("what is written without a network is there after a reload", async () => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const window = await write({ to: peer, subject: "Begun <b>here</b>" });
  const restored = page.getByRole("dialog").filter({ has: page.getByLabel("Subject") });
  await page.context().setOffline(true);
  try {
    await window.getByRole("textbox", { name: "Message" }).click();
    await page.keyboard.type("On the train");
    await window.getByText("Kept on this device").waitFor();
    await page.reload();
    await restored.waitFor();
    // A subject is text, whatever it looks like.
    assert.equal(await restored.getByLabel("Subject").inputValue(), "Begun <b>here</b>");
    await restored.getByText("On the train").waitFor();
  } finally {
    await page.context().setOffline(false);
  }
  await restored.getByRole("button", { name: "Send", exact: true }).click();
  assert.match(await received(peer, "Begun <b>here</b>"), /On the train/);
});

test("when the session ends while somebody writes, nothing is lost", async () => {
  const window = await write({ to: peer, subject: "Through an end" });
  await page.context().clearCookies();
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("Written after the session ended.");
  const dialog = page.getByRole("dialog", { name: "Log in again" });
  await dialog.waitFor();
  await picture(page, "log-in-again");
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Log in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await window.getByRole("button", { name: "Send", exact: true }).click();
  assert.match(await received(peer, "Through an end"), /Written after the session ended\./);
});

test("a reply goes to the sender, belongs to the conversation, and marks what it answers", async () => {
  await overImap(user, (client) =>
    client.append(
      "INBOX",
      `From: Peer <${peer}>\r\nTo: ${user}\r\nSubject: A question\r\nMessage-ID: <question@example.test>\r\n\r\nWhen do we meet?\r\n`,
    ),
  );
  await page.getByRole("row", { name: /A question/ }).click();
  await page.getByRole("button", { name: "Reply", exact: true }).first().click();
  const window = page.getByRole("dialog").filter({ has: page.getByLabel("Subject") });
  await window.waitFor();
  assert.equal(await window.getByLabel("Subject").inputValue(), "Re: A question");
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("At noon.");
  await page.keyboard.press("Control+Enter");
  const source = await received(peer, "Re: A question");
  assert.match(source, /^In-Reply-To: <question@example\.test>/im);
  assert.match(source, /^References: <question@example\.test>/im);
  await eventually("it is answered", () =>
    overImap(user, async (client) => {
      await client.mailboxOpen("INBOX");
      return (await client.search({ answered: true })).length === 1;
    }),
  );
});

test("what somebody else has written is quoted with its pictures, and with nothing that runs", async () => {
  const html =
    `<p title='<img x' data-src='onmouseover=alert(1) '>Hover here</p><p style='color: red' onclick='alert(2)'>Red</p>` +
    `<img src='https://pictures.invalid/a.png?b=1&amp;c=2' alt='A view'><a href='javascript:alert(3)'>There</a>`;
  await deliver(`From: Peer <${peer}>\r\nTo: ${user}\r\nSubject: Traps\r\nContent-Type: text/html\r\n\r\n${html}\r\n`);
  await page.goto("/webmail/");
  await page.getByRole("row", { name: /Traps/ }).click();
  await page.getByRole("button", { name: "Reply", exact: true }).first().click();
  const window = page.getByRole("dialog").filter({ has: page.getByLabel("Subject") });
  await window.getByRole("textbox", { name: "Message" }).click();
  await page.keyboard.type("I see.");
  await window.getByRole("button", { name: "Send", exact: true }).click();
  const sent = unquoted(await received(peer, "Re: Traps"));
  assert.match(sent, /<p title="(?:<|&lt;)img x">Hover here<\/p>/);
  assert.match(sent, /<p style="color: ?red;?">Red<\/p>/);
  assert.match(sent, /<img (?:alt="A view" )?src="https:\/\/pictures\.invalid\/a\.png\?b=1&amp;c=2"/);
  assert.doesNotMatch(sent, /alert|data-/);
  assert.deepEqual(page.problems, []);
});

async function write({ to, subject }) {
  await page.getByRole("button", { name: "New message" }).first().click();
  const window = page.getByRole("dialog").filter({ has: page.getByLabel("Subject") }).last();
  await window.getByRole("combobox", { name: "To", exact: true }).fill(to);
  await page.keyboard.press("Enter");
  await window.getByLabel("Subject").fill(subject);
  return window;
}

/** Text as it was before quoted-printable. */
function unquoted(source) {
  return source.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
