// Strangers' markup where the page itself shows it: names, subjects, files, invitations. It comes over SMTP, is opened in the page, and is text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deliver, launch, open, signIn, user } from "../lib/world.mjs";

const attack = `<img src=x onerror=alert(1)>"'><svg onload=alert(2)>`;
const encoded = `=?utf-8?B?${Buffer.from(attack).toString("base64")}?=`;

let browser;
let page;
const fired = [];
before(async () => {
  browser = await launch();
  page = await open(browser);
  page.on("dialog", async (dialog) => {
    fired.push(dialog.message());
    await dialog.dismiss();
  });
  page.on("request", (request) => new URL(request.url()).hostname.endsWith(".invalid") && fired.push(request.url()));
  await signIn(page);
});
after(() => browser.close());

test("in a name, a subject, an address and the text", async () => {
  await deliver(
    `From: ${encoded} <a@elsewhere.test>\r\nTo: ${encoded} <${user}>\r\nReply-To: "${attack.replaceAll('"', "")}" <b@elsewhere.test>\r\n` +
      `Subject: ${encoded}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${attack}\r\nhttps://x.invalid/"onmouseover="alert(3)\r\n`,
  );
  const row = page.getByRole("row").filter({ hasText: "onerror=alert(1)" }).first();
  await row.click();
  await page.getByRole("heading", { name: "onerror=alert(1)" }).waitFor();
  await page.frameLocator("iframe").first().getByText("onerror=alert(1)").waitFor();
  await quiet();
});

test("in the names of files, and in files that are pages themselves", async () => {
  const name = `=?utf-8?B?${Buffer.from(`${attack}.html`).toString("base64")}?=`;
  await deliver(
    `From: c@elsewhere.test\r\nTo: ${user}\r\nSubject: Files to look at\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee there.\r\n` +
      `--b\r\nContent-Type: text/html; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n<script>alert(4)</script>\r\n` +
      `--b\r\nContent-Type: image/svg+xml\r\nContent-Disposition: attachment; filename="picture.svg"\r\n\r\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(5)"/>\r\n--b--\r\n`,
  );
  await page.getByRole("row", { name: /Files to look at/ }).click();
  const files = page.getByRole("region", { name: "Attachments" });
  await files.getByText("onerror=alert(1)").first().waitFor();
  // They can be saved, and never opened in the page's place.
  for (const link of await files.getByRole("link").all()) {
    const address = await link.getAttribute("href");
    const answer = await page.request.get(address, { headers: { "X-MailCloud": "1" } });
    assert.match(answer.headers()["content-disposition"], /^attachment/);
    assert.match(answer.headers()["content-security-policy"], /sandbox/);
  }
  await quiet();
});

test("in an invitation", async () => {
  await deliver(
    `From: d@elsewhere.test\r\nTo: ${user}\r\nSubject: Come along\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n` +
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20261124T100000Z\r\nDTSTART:20261201T100000Z\r\n` +
      `DTEND:20261201T110000Z\r\nSUMMARY:${attack}\r\nLOCATION:javascript:alert(6)\r\nDESCRIPTION:${attack}\r\nURL:javascript:alert(7)\r\n` +
      `ORGANIZER;CN="<b onclick=alert(8)>":mailto:d@elsewhere.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
  );
  await page.getByRole("row", { name: /Come along/ }).click();
  const invitation = page.getByRole("region", { name: "Invitation" });
  await invitation.getByText("onerror=alert(1)").first().waitFor();
  assert.equal(await page.locator("a[href^='javascript' i]").count(), 0);
  await quiet();
});

/** Nothing ran, nothing was fetched, and no policy had to stop it. */
async function quiet() {
  assert.equal(await page.locator("img[src='x'], svg[onload]").count(), 0);
  assert.deepEqual([fired, page.problems], [[], []]);
}
