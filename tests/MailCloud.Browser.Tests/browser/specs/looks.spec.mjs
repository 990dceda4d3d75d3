// How every screen looks: in light and dark, on a desk and a phone, from left to right and from right to left; and that axe finds nothing serious on any of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible } from "../lib/axe.mjs";
import { launch, open, overImap, picture, signIn, submit, user } from "../lib/world.mjs";

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const looks = [
  { name: "light", locale: "en", colorScheme: "light", viewport: desk },
  { name: "dark", locale: "en", colorScheme: "dark", viewport: desk },
  { name: "zh-TW", locale: "zh-TW", colorScheme: "light", viewport: desk },
  { name: "ar", locale: "ar", colorScheme: "light", viewport: desk },
  { name: "phone", locale: "en", colorScheme: "light", viewport: phone, hasTouch: true, isMobile: true },
];
const settings = ["general", "account", "security", "programs", "identities", "vacation", "filters", "folders", "transfer", "about"];

let browser;
before(async () => {
  browser = await launch();
  await overImap(user, async (client) => {
    for (const [from, subject, html] of letters)
      await client.append("INBOX", `From: ${from}\r\nTo: ${user}\r\nSubject: ${subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`);
  });
  await submit({ to: user, subject: "Minutes of Tuesday", text: "Attached.", attachments: [{ filename: "minutes.txt", content: "Nobody was late." }] });
});
after(() => browser.close());

const letters = [
  ["Harbour Library <news@library.example>", "Your books are due on Friday", "<p>Two books are due. <b>Renew them</b> with one click.</p>"],
  ["Mei Lin <mei@friends.example>", "=?utf-8?B?6YCx5pyr54is5bGx?=", "<p>這個週末去爬山好嗎？天氣應該不錯。</p>"],
  ["Omar <omar@friends.example>", "=?utf-8?B?2YXZiNi52K8g2KfZhNi62K/Yp9ih?=", "<p dir=rtl>هل نلتقي على الغداء يوم الخميس؟</p>"],
  ["Ann Example <ann@friends.example>", "Photos from the lake", "<h2>At last!</h2><p>Here they are. The third one is my favourite.</p><blockquote>When will you send them?</blockquote>"],
];

for (const { name, ...options } of looks) {
  test(`the screens in ${name}`, async () => {
    const page = await open(browser, options);
    await page.goto("/webmail/");
    await page.locator("input[name=username]").waitFor();
    await settle(page);
    await look(page, `login-${name}`);
    await page.locator("input[name=username]").fill(user);
    await page.locator("input[name=password]").fill(process.env.MAILCLOUD_PASSWORD);
    await page.locator("form button[type=submit]").click();
    await page.getByRole("row", { name: /Photos from the lake/ }).waitFor();
    await look(page, `inbox-${name}`);
    assert.equal(await page.evaluate(() => document.documentElement.dir), options.locale === "ar" ? "rtl" : "ltr");

    await page.getByRole("row", { name: /Photos from the lake/ }).click();
    await page.frameLocator("iframe").first().getByText("At last!").waitFor();
    await look(page, `conversation-${name}`);

    await page.goto("/webmail/contacts");
    await settle(page);
    await look(page, `contacts-${name}`);
    for (const section of settings) {
      await page.goto(`/webmail/settings/${section}`);
      await page.getByRole("heading", { level: 1 }).or(page.getByRole("heading", { level: 2 })).first().waitFor();
      await settle(page);
      await look(page, `settings-${section}-${name}`);
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

async function look(page, screen) {
  await picture(page, screen);
  await assertAccessible(page, screen);
}

/** Until nothing is fetched any more. */
async function settle(page) {
  await page.getByRole("status").filter({ hasText: /…/ }).waitFor({ state: "detached" });
}
