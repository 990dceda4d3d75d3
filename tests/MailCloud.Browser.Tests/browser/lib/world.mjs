// What every script needs: the service's addresses, a browser that trusts its certificate, and ways to put mail into an account and look at it from outside.
import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";
import { ImapFlow } from "imapflow";
import nodemailer from "nodemailer";
import { chromium } from "playwright-core";

const setting = (name) => process.env[`MAILCLOUD_${name}`] ?? fail(name);
const fail = (name) => {
  throw new Error(`MAILCLOUD_${name} is not set: these scripts are run by \`./mailcloud test --only Browser\`.`);
};

export const host = setting("HOST");
export const ports = {
  https: Number(setting("HTTPS")),
  imaps: Number(setting("IMAPS")),
  smtp: Number(setting("SMTP")),
  submissions: Number(setting("SUBMISSIONS")),
};
export const origin = `https://${host}:${ports.https}`;
export const password = setting("PASSWORD");
export const user = setting("USER");
export const peer = setting("PEER");
export const corpora = process.env.MAILCLOUD_CORPORA;
const authority = readFileSync(setting("CA"));

/** A browser that takes the service's certificate for what it is, so that workers and passkeys work as they do in public. */
export async function launch() {
  return chromium.launch({ executablePath, args: await options() });
}

/** The same with one profile, in a folder, which another program can drive too, through a port. */
export async function launchAt(folder, port) {
  const args = [...(await options()), `--remote-debugging-port=${port}`];
  return chromium.launchPersistentContext(folder, { executablePath, args, baseURL: origin, locale: "en" });
}

/** How long one step may take, in milliseconds: other tests may run at the same time. */
const stepLimit = 20_000;

const executablePath = "/usr/bin/chromium";
const options = async () => [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  `--ignore-certificate-errors-spki-list=${await certificateKey()}`,
];

/** A window of its own, with its own cookies, which must not break the rules of its own Content Security Policy or throw. */
export async function open(browser, wishes = {}) {
  const context = browser.newContext
    ? await browser.newContext({ baseURL: origin, viewport: { width: 1440, height: 900 }, locale: "en", ...wishes })
    : browser;
  const page = await context.newPage();
  page.setDefaultTimeout(stepLimit);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Trusted/i.test(message.text())) page.problems.push(message.text());
  });
  return page;
}

/** Logs in as a person does. */
export async function signIn(page, { name = user, secret = password } = {}) {
  await page.goto("/webmail/");
  await page.getByLabel("Address", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("button", { name: "New message" }).waitFor();
}

/** Sends a message as another server does, whatever its bytes are. */
export async function deliver(raw, { from = "someone@elsewhere.test", to = user } = {}) {
  const transport = nodemailer.createTransport({ host, port: ports.smtp, ignoreTLS: true, name: "mx.elsewhere.test" });
  try {
    await transport.sendMail({ envelope: { from, to }, raw });
  } finally {
    transport.close();
  }
}

/** Sends a message with an account's own program. */
export async function submit(message, { name = peer } = {}) {
  const transport = nodemailer.createTransport({
    host,
    port: ports.submissions,
    secure: true,
    tls: { ca: authority },
    auth: { user: name, pass: password },
  });
  try {
    await transport.sendMail({ from: name, ...message });
  } finally {
    transport.close();
  }
}

/** Does something with an account over IMAP, as a mail program would. */
export async function overImap(name, work) {
  const client = new ImapFlow({
    host,
    port: ports.imaps,
    secure: true,
    tls: { ca: authority },
    auth: { user: name, pass: password },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** Waits until an account has a message with this subject in INBOX, and gives its source. */
export function received(name, subject, { mailbox = "INBOX" } = {}) {
  return eventually(`${name} has "${subject}"`, () =>
    overImap(name, async (client) => {
      const lock = await client.getMailboxLock(mailbox);
      try {
        const [uid] = await client.search({ header: { subject } }, { uid: true });
        return uid ? (await client.fetchOne(uid, { source: true }, { uid: true })).source.toString() : undefined;
      } finally {
        lock.release();
      }
    }),
  );
}

/** Asks again until there is an answer; it fails after half a minute. */
export async function eventually(what, ask, { limit = 30_000 } = {}) {
  const until = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() > until) throw new Error(`Not within ${limit / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Keeps a picture of the page, for the documentation and for whoever looks into a failure. */
export async function picture(page, name) {
  const folder = setting("SCREENSHOTS");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", caret: "hide" });
}

/** The hash by which a browser is told which key to trust. */
function certificateKey() {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port: ports.https, ca: authority, servername: host }, () => {
      const certificate = new X509Certificate(socket.getPeerCertificate(true).raw);
      const key = certificate.publicKey.export({ type: "spki", format: "der" });
      socket.end();
      resolve(createHash("sha256").update(key).digest("base64"));
    });
    socket.once("error", reject);
  });
}
