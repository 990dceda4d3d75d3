// The only place where the page makes something that browsers guard (Trusted Types): the address of its service worker. Nothing makes HTML.

interface ScriptUrls {
  createScriptURL(url: string): string;
}

declare const trustedTypes: { createPolicy(name: string, rules: ScriptUrls): ScriptUrls } | undefined;

const address = "/webmail/sw.js";

/** The address of the service worker, as the browser wants it. */
export function workerAddress(): string {
  if (typeof trustedTypes === "undefined") return address;
  return trustedTypes.createPolicy("mailcloud", { createScriptURL: () => address }).createScriptURL(address);
}
