import type { EmailAddress } from "../../jmap/types";

/** The longest address that can be written to: RFC 5321 §4.5.3.1.3 gives a path 256 octets with its brackets. */
const maxLength = 254;

const atom = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u;
const quoted = /^"(?:[^"\\\r\n]|\\.)*"$/;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const literal = /^\[(?:IPv6:)?[\d.:a-f]+\]$/i;

/** Whether mail can be addressed so: `local@domain` (RFC 5321 §4.1.2), also with letters of all scripts (RFC 6531 §3.3). A domain has a dot. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > maxLength) return false;
  const local = text.slice(0, at);
  if (local.length > 64 || !(quoted.test(local) || local.split(".").every((each) => atom.test(each)))) return false;
  const domain = text.slice(at + 1);
  const labels = domain.split(".");
  return literal.test(domain) || (labels.length > 1 && labels.every((each) => label.test(each)));
}

/**
 * Takes the addresses out of a line that somebody typed, or of a list they pasted: between commas, semicolons and line ends, each as `name <address>` or alone.
 * What is no address stays as it was written, so that it can be shown and mended.
 */
export function parseAddresses(text: string): EmailAddress[] {
  return split(text).flatMap((each) => {
    const bare = each.split(/\s+/);
    if (!each.includes("<") && bare.length > 1 && bare.every(isAddress)) return bare.map((email) => ({ name: null, email }));
    return [parseOne(each)];
  });
}

/** As it is written in a header, and as people write it: `Name <address>`. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (!name) return email;
  return `${/[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name} <${email}>`;
}

/** Two addresses that reach the same person: upper and lower case are one, as all that matter treat them. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The addresses of a list that are not in another, each once. */
export function without(list: readonly EmailAddress[], ...taken: readonly EmailAddress[][]): EmailAddress[] {
  const seen = new Set(taken.flat().map((each) => each.email.toLowerCase()));
  return list.filter(({ email }) => !seen.has(email.toLowerCase()) && seen.add(email.toLowerCase()));
}

function parseOne(text: string): EmailAddress {
  const found = /^(.*?)\s*<\s*([^<>]*?)\s*>[^<>]*$/s.exec(text);
  if (!found) return { name: null, email: text.replace(/^mailto:/i, "") };
  const [, before = "", email = ""] = found;
  const name = unquote(before.trim());
  return { name: name && !sameAddress(name, email) ? name : null, email: email.replace(/^mailto:/i, "") };
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1").trim() : text;
}

/** Cuts at separators that stand neither in quotes, brackets nor comments. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let inQuotes = false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === "\\" && inQuotes) {
      part += letter + (text[++i] ?? "");
      continue;
    }
    if (letter === '"' && (inQuotes || text.indexOf('"', i + 1) > 0)) inQuotes = !inQuotes;
    else if (!inQuotes && letter === "(") depth++;
    else if (!inQuotes && letter === ")" && depth > 0) depth--;
    else if (!inQuotes && depth === 0 && (/[;\r\n]/.test(letter) || letter === "," || letter === "，" || letter === "、")) {
      parts.push(part);
      part = "";
      continue;
    }
    part += letter;
  }
  return [...parts, part].map((each) => each.trim()).filter(Boolean);
}
