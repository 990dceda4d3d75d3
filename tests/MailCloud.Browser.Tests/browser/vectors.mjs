// Opens attack vectors in a real browser, as frames of a page, and looks whether anything happens: a dialog, a script's trace, a request that is not the frame's own, a window
// that goes somewhere else. Each layer of the defence is tried by itself.
//
//   node vectors.mjs http://127.0.0.1:PORT "cookie=value"
//
// The server lists the vectors at /vectors and gives each layer's frames. What comes out is a report in JSON.
import { chromium } from "playwright-core";

const [base, cookie = ""] = process.argv.slice(2);
const vectors = await (await fetch(`${base}/vectors`)).json();

// What a layer's frames are, whether the page's iframe has the attribute sandbox, and how many are opened at once. Where things fire, they must not hide each other.
const layers = [
  { name: "none", address: (vector) => vector.open, sandbox: false, atOnce: 1, settle: 100, only: (vector) => !vector.id.startsWith("literal-") },
  // Each layer by itself has to hold what does something where nothing holds it.
  { name: "frame only", address: (vector) => vector.raw, sandbox: false, atOnce: 20, settle: 1000, only: (vector) => dangerous.has(vector.id) },
  { name: "sanitiser only", address: (vector) => vector.bare, sandbox: false, atOnce: 20, settle: 1000, only: (vector) => dangerous.has(vector.id) },
  { name: "both", address: (vector) => vector.view, sandbox: true, atOnce: 40, settle: 1000 },
  { name: "both, as text", address: (vector) => vector.text, sandbox: true, atOnce: 40, settle: 1000 },
];

const launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"],
  });
let browser = await launch();
let dangerous = new Set();
const report = {};
for (const layer of layers) {
  const began = Date.now();
  report[layer.name] = { ...(await run(layer)), seconds: Math.round((Date.now() - began) / 1000) };
  if (layer.name === "none") dangerous = new Set(report.none.fired.map(({ id }) => id));
}
process.stdout.write(JSON.stringify(report), () => process.exit());

async function run(layer) {
  const chosen = vectors.filter(layer.only ?? (() => true));
  const batches = [];
  for (let at = 0; at < chosen.length; at += layer.atOnce) batches.push(chosen.slice(at, at + layer.atOnce));
  const culprits = [];
  // A browser that has ended, whoever ended it, is replaced, and what it was looking at is looked at again.
  for (let tries = 0; batches.length > 0 && tries < 4; tries++) {
    if (!browser.isConnected()) browser = await launch();
    const context = await browser.newContext({ baseURL: base });
    const [name, value] = cookie.split("=");
    if (name) await context.addCookies([{ name, value, url: base }]);
    const work = async () => {
      while (batches.length > 0 && browser.isConnected()) {
        const batch = batches.shift();
        const found = await fired(context, layer, batch).catch(() => []);
        if (browser.isConnected()) culprits.push(...found);
        else batches.push(batch);
      }
    };
    await Promise.all(Array.from({ length: layer.atOnce === 1 ? 8 : 2 }, work));
    await Promise.race([context.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 5_000))]);
  }
  for (const batch of batches) culprits.push(...batch.map((vector) => ({ id: vector.id, seen: ["not looked at"] })));
  return { vectors: chosen.length, fired: culprits };
}

/** Which vectors of a batch did something. Of several that were opened together, each by itself says which it was. */
async function fired(context, layer, batch) {
  const seen = await look(context, layer, batch);
  if (seen.length === 0) return [];
  if (batch.length === 1) return [{ id: batch[0].id, seen }];
  const culprits = [];
  for (const vector of batch) {
    const alone = await look(context, layer, [vector]);
    if (alone.length > 0) culprits.push({ id: vector.id, seen: alone });
  }
  return culprits.length > 0 ? culprits : [{ id: batch.map((vector) => vector.id).join(" "), seen }];
}

/** Opens vectors in frames of one page; everything that happened and should not. A page that does not come to an end is one of these things. */
async function look(context, layer, batch) {
  const seen = new Set();
  const late = new Promise((resolve) => setTimeout(resolve, batch.length === 1 ? 10_000 : 90_000, "late"));
  // A browser that ends while a page is asked of it never answers.
  const page = await Promise.race([context.newPage(), late]);
  if (page === "late") return ["no page"];
  if ((await Promise.race([open(page, layer, batch, seen), late])) === "late") seen.add("no end");
  page.close().catch(() => {});
  return [...seen];
}

async function open(page, layer, batch, seen) {
  const sources = batch.map(layer.address);
  const host = `/host?sandbox=${layer.sandbox ? 1 : 0}&${sources.map((source) => `src=${encodeURIComponent(source)}`).join("&")}`;
  const own = new Set([host, ...sources].map((path) => base + path));
  // Who presses a stranger's link goes where it leads, which the page's own policy keeps to this server: all that may not happen then is that something runs.
  let mayLead = false;
  listen(page, seen);
  page.on("popup", (popup) => {
    if (mayLead) return listen(popup, seen);
    seen.add(`popup ${popup.url()}`);
    popup.close().catch(() => {});
  });
  page.on("framenavigated", (frame) => {
    // A frame within a message's frame is part of the message: what it would load is seen as a request, and what is forbidden shows an error there.
    const isInside = frame.parentFrame() && frame.parentFrame() !== page.mainFrame();
    if (!mayLead && !isInside && !own.has(frame.url()) && frame.url() !== "about:blank") seen.add(`navigation to ${frame.url()}`);
  });
  await page.route(
    () => true,
    (route) => {
      const address = route.request().url();
      if (own.has(address)) return route.continue();
      if (!mayLead && !isOwnPicture(address)) seen.add(`request ${address.slice(0, 200)}`);
      return route.fulfill({ status: 404, body: "" });
    },
  );
  // What the policy forbids may never finish loading; what is there by then is looked at.
  await page.goto(host, { waitUntil: "load", timeout: batch.length === 1 ? 3_000 : 8_000 }).catch(() => {});
  await page.waitForTimeout(layer.settle).catch(() => {});
  mayLead = layer.name !== "none";
  if (seen.size === 0) await click(page);
  await page.waitForTimeout(layer.settle / 2).catch(() => {});
  if (seen.size === 0) await checkNames(page, seen);
}

/** Hears whatever runs in a window. */
function listen(page, seen) {
  page.on("dialog", async (dialog) => {
    seen.add(`dialog ${dialog.message()}`);
    await dialog.dismiss().catch(() => {});
  });
  page.on("console", (message) => message.text().includes("vector-ran") && seen.add("script"));
}

function isOwnPicture(address) {
  const { origin, pathname } = new URL(address);
  return origin === base && (pathname === "/webmail/image" || pathname === "/favicon.ico" || /^\/webmail\/view\/M\d+\/inline\/[\d.]+$/.test(pathname));
}

/** What waits for a reader's hand: each place in a frame that reacts to one. Links that lead elsewhere do what links do, and are left alone. */
async function click(page) {
  const places = "summary, button, input, [onclick], [tabindex], a[href*='script' i], svg a, math *";
  await eachFrame(page, async (frame) => {
    for (const place of (await frame.$$(places)).slice(0, 5)) await place.dispatchEvent("click");
  });
}

/** A script may leave its trace in a window's name, or in an element of the page around it. */
async function checkNames(page, seen) {
  await eachFrame(page, async (frame) => {
    const [name, trace] = await frame.evaluate(() => [window.name, document.documentElement.dataset.vector]);
    if (name && !name.startsWith("frame-")) seen.add(`window.name ${name}`);
    if (trace) seen.add(`trace ${trace}`);
  });
}

/** Does something in all frames at once. One that shows nothing, because its address is forbidden, never answers. */
async function eachFrame(page, work) {
  const late = new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.all(page.frames().map((frame) => Promise.race([work(frame).catch(() => {}), late])));
}
