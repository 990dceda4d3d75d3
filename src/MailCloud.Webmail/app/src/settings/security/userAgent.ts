const browsers: readonly [name: string, sign: RegExp][] = [
  ["Edge", /\bEdgA?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bVersion\/[\d.]+.*\bSafari\//],
];

const systems: readonly [name: string, sign: RegExp][] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
];

const find = (list: readonly [string, RegExp][], text: string): string | undefined => list.find(([, sign]) => sign.test(text))?.[0];

/** The browser and the system that a User-Agent field names; null for what is no browser we know. */
export function browserName(userAgent: string): string | null {
  const browser = find(browsers, userAgent);
  const system = find(systems, userAgent);
  return browser && system ? `${browser} · ${system}` : (browser ?? system ?? null);
}

/** What somebody might call the device they use. */
export function deviceName(userAgent: string): string {
  return find(systems, userAgent) ?? "";
}

export function isPhone(userAgent: string): boolean {
  return /\b(?:iPhone|Android|Mobile)\b/.test(userAgent);
}
