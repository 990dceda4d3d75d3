import type { Identity } from "./message";
import { toHtml, toText } from "./text";

/** The line before a signature in text (RFC 3676 §4.3). */
const separator = "-- \n";

/** What an identity signs with in HTML; not yet safe to be shown. Empty: it does not sign. */
export function htmlSignature(identity: Identity | null): string {
  if (!identity) return "";
  return identity.htmlSignature.trim() ? identity.htmlSignature : identity.textSignature.trim() ? toHtml(identity.textSignature.trim()) : "";
}

/** What it signs with in text, with the line before it. */
export function textSignature(identity: Identity | null): string {
  const text = identity?.textSignature.trim() || toText(identity?.htmlSignature ?? "");
  return text && separator + text;
}

/** HTML with room to write above the signature. */
export function signHtml(body: string, identity: Identity | null): string {
  const signature = htmlSignature(identity);
  return `${body || "<div><br></div>"}${signature && `<div><br></div><div class="signature">${signature}</div>`}`;
}

export function signText(body: string, identity: Identity | null): string {
  const signature = textSignature(identity);
  return signature ? `${body}\n\n${signature}` : body;
}

/** Puts another identity's signature in the place of the one before. Where that has been changed it stays, and the new one follows only if there was none. */
export function resignText(body: string, before: Identity | null, after: Identity | null): string {
  const old = textSignature(before);
  const at = old ? body.lastIndexOf(old) : -1;
  if (at < 0) return old ? body : signText(body, after);
  const signature = textSignature(after);
  const above = body.slice(0, at);
  return (signature ? above + signature : above.trimEnd()) + body.slice(at + old.length);
}
