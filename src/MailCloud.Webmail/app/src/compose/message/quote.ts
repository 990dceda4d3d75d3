import type { EmailAddress } from "../../jmap/types";
import { formatAddress } from "../people/addresses";
import type { FullEmail } from "./message";
import { escapeHtml, quoteText, toHtml, toText } from "./text";

/** Other mail programs know a quotation by its type, and draw the line because of the style. */
const quoteStyle = "margin:0 0 0 0.8ex;border-inline-start:2px solid #b8c0cc;padding-inline-start:1ex";

/** Lines of a forwarded message's head, in the language of the page. */
export type Head = readonly (readonly [label: string, value: string])[];

/** The text of a message as HTML. It is the sender's and must be made safe before it is shown or sent on. */
export function htmlOf({ htmlBody, bodyValues }: FullEmail): string {
  return htmlBody
    .map(({ partId, type, cid }) => {
      const value = partId ? bodyValues[partId]?.value : undefined;
      if (type === "text/html") return value ?? "";
      if (type.startsWith("image/") && cid) return `<div><img src="cid:${escapeHtml(cid)}"></div>`;
      return value === undefined ? "" : toHtml(value.trimEnd());
    })
    .join("");
}

/** The text of a message as text; `html` is its HTML made safe, for messages that have nothing else. */
export function textOf({ textBody, bodyValues }: FullEmail, html: string): string {
  const parts = textBody.filter(({ partId }) => partId && bodyValues[partId]);
  if (parts.length === 0 || parts.some(({ type }) => type !== "text/plain")) return toText(html);
  return parts.map(({ partId }) => bodyValues[partId!]!.value.replace(/\r\n?/g, "\n").trimEnd()).join("\n\n");
}

/** What follows an answer: who wrote when, and their text. */
export function quoteReply(attribution: string, html: string): string {
  return `<div>${escapeHtml(attribution)}</div><blockquote type="cite" style="${quoteStyle}">${html}</blockquote>`;
}

export function quoteReplyText(attribution: string, text: string): string {
  return `${attribution}\n${quoteText(text)}`;
}

/** What follows one's words to a forwarded message: its head and its text as it was. */
export function quoteForward(title: string, head: Head, html: string): string {
  const lines = head.map(([label, value]) => `<div><b>${escapeHtml(label)}</b> ${escapeHtml(value)}</div>`).join("");
  return `<div>---------- ${escapeHtml(title)} ----------</div>${lines}<div><br></div>${html}`;
}

export function quoteForwardText(title: string, head: Head, text: string): string {
  return `---------- ${title} ----------\n${head.map(([label, value]) => `${label} ${value}`).join("\n")}\n\n${text}`;
}

/** People as a head names them. */
export function listOf(people: readonly EmailAddress[] | null): string {
  return (people ?? []).map(formatAddress).join(", ");
}
