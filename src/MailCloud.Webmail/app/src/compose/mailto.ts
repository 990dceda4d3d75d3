/** What a `mailto:` link asks to be written (RFC 6068). */
export interface Mailto {
  to?: string;
  cc?: string;
  bcc?: string;
  subject?: string;
  body?: string;
}

/** The fields that a link may fill in; others could do what the person does not see, as RFC 6068 §4 warns. */
const fields = ["to", "cc", "bcc", "subject", "body"] as const;

/** Reads a `mailto:` link; null if it is none. Percent signs that mean nothing stay as they are. */
export function parseMailto(link: string): Mailto | null {
  const found = /^mailto:([^?]*)(?:\?([^#]*))?/i.exec(link.trim());
  if (!found) return null;
  const [, path = "", query = ""] = found;
  const given: Mailto = path ? { to: decode(path) } : {};
  for (const pair of query.split("&")) {
    const [name = "", ...value] = pair.split("=");
    const field = fields.find((each) => each === decode(name).toLowerCase());
    if (!field) continue;
    const text = decode(value.join("="));
    const many = field === "subject" || field === "body" ? "\n" : ", ";
    given[field] = given[field] ? given[field] + many + text : text;
  }
  if (given.subject) given.subject = given.subject.replace(/\s+/g, " ").trim();
  if (given.body) given.body = given.body.replace(/\r\n?/g, "\n");
  return given;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
