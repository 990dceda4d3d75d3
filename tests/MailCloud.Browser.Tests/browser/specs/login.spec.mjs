// How people get in: password, codes of an app, recovery codes, passkeys; and how they put others out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, password, signIn, user } from "../lib/world.mjs";
import { code } from "../lib/totp.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("a wrong password is refused as an unknown name is", async () => {
  const page = await open(browser);
  const said = [];
  for (const name of [user, "nobody@example.test"]) {
    await page.goto("/webmail/");
    await page.getByLabel("Address", { exact: true }).fill(name);
    await page.getByLabel("Password", { exact: true }).fill("not-the-secret");
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: "wrong" });
    await alert.waitFor();
    said.push(await alert.innerText());
  }
  assert.equal(said[0], said[1]);
  assert.deepEqual(page.problems, []);
});

let secret;
let usedCode;
let recoveryCodes;

test("an authenticator app is set up, and its codes are asked for from then on", async () => {
  const page = await open(browser);
  await signIn(page);
  await page.goto("/webmail/settings/security");
  await page.getByRole("button", { name: "Set up an app" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "QR code" }).waitFor();
  await dialog.getByText("Enter the key by hand instead").click();
  secret = await dialog.getByLabel("Key", { exact: true }).innerText();
  await dialog.getByLabel(/enter the code/).fill(code(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const list = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await list.first().waitFor();
  recoveryCodes = await list.allInnerTexts();
  assert.equal(recoveryCodes.length, 10);
  await page.getByRole("button", { name: "I have kept them" }).click();

  const other = await open(browser);
  await askForPassword(other);
  // Each code opens once, and this step's was used to set it up. The sixth digit sends it.
  usedCode = code(secret, 1);
  await other.getByLabel("Code from your authenticator app").fill(usedCode);
  await inside(other);
  assert.deepEqual([...page.problems, ...other.problems], []);
});

test("a code is not taken twice, and a recovery code opens instead, once", async () => {
  for (const isFirst of [true, false]) {
    const page = await open(browser);
    await askForPassword(page);
    if (isFirst) {
      await page.getByLabel("Code from your authenticator app").fill(usedCode);
      await page.getByRole("alert").filter({ hasText: "used before" }).waitFor();
    }
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recoveryCodes[0]);
    await page.getByRole("button", { name: "Verify" }).click();
    if (isFirst) await inside(page);
    else await page.getByRole("alert").filter({ hasText: "used before" }).waitFor();
    await page.context().close();
  }
});

test("a passkey opens without a password", async () => {
  const page = await open(browser);
  const authenticator = await page.context().newCDPSession(page);
  await authenticator.send("WebAuthn.enable");
  const { authenticatorId } = await authenticator.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await askForPassword(page);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recoveryCodes[1]);
  await page.getByRole("button", { name: "Verify" }).click();
  await inside(page);

  await page.goto("/webmail/settings/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Test key");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Remove Test key" }).waitFor();

  // The page asks for passkeys by itself too; nobody touches the key before the button is pressed.
  await authenticator.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      const asked = get(options);
      document.documentElement.dataset.asked = "";
      return asked;
    };
  });
  await page.goto("/webmail/");
  await page.getByRole("button", { name: `Account ${user}` }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.locator("html[data-asked]").waitFor();
  await authenticator.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await inside(page);
  assert.deepEqual(page.problems, []);
});

test("a session that is ended elsewhere is out at once", async () => {
  const [mine, theirs] = [await open(browser), await open(browser)];
  for (const [page, used] of [
    [mine, 2],
    [theirs, 3],
  ]) {
    await askForPassword(page);
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recoveryCodes[used]);
    await page.getByRole("button", { name: "Verify" }).click();
    await inside(page);
  }
  await mine.goto("/webmail/settings/security");
  await mine.getByRole("button", { name: "Log out everywhere else" }).click();
  await mine.getByRole("dialog").getByRole("button", { name: "Log out everywhere else" }).click();
  await mine.getByText("You are logged in only here now.").waitFor();
  const status = await theirs.evaluate(async () => (await fetch("/jmap/session", { headers: { "X-MailCloud": "1" } })).status);
  assert.equal(status, 401);
  await theirs.getByRole("button", { name: "Refresh" }).click();
  await theirs.getByRole("dialog", { name: "Log in again" }).waitFor();
});

/** Waits for the list, or the words that stand there when it is empty. */
function inside(page) {
  return page.getByRole("button", { name: "New message" }).waitFor();
}

async function askForPassword(page) {
  await page.goto("/webmail/");
  await page.getByLabel("Address", { exact: true }).fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("button", { name: "Verify" }).waitFor();
}
