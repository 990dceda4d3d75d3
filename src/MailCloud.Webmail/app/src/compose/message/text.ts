// HTML of the page's own editor as text, and text as HTML. The HTML was written by a browser, so that it is well-formed; nothing here makes HTML safe.

const token = /<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|<!--[\s\S]*?-->|[^<]+|</gi;
const blocks = /^(?:address|article|aside|blockquote|center|dd|div|dl|dt|figure|footer|form|h[1-6]|header|li|main|nav|ol|p|pre|section|table|tr|ul)$/;
const spaced = /^(?:p|h[1-6])$/;
const unread = /^(?:style|script|head|title|template)$/;
const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** The text of HTML, with `>` before what is quoted, marks before list items, and addresses of links behind them. */
export function toText(html: string): string {
  const writer = new TextWriter();
  let skipped = 0;
  for (const [whole, close, tag, attributes] of html.matchAll(token)) {
    const name = tag?.toLowerCase();
    if (name && unread.test(name)) skipped = Math.max(0, skipped + (close ? -1 : 1));
    else if (skipped > 0 || whole.startsWith("<!--")) continue;
    else if (!name) writer.text(decode(whole));
    else if (close) writer.close(name);
    else writer.open(name, attributes ?? "");
  }
  return writer.finish();
}

class TextWriter {
  private readonly lines: string[] = [];
  private line = "";
  private quotes = 0;
  private pre = 0;
  private gap = false;
  private readonly lists: { ordered: boolean; count: number }[] = [];
  private readonly links: { href: string; line: number; from: number }[] = [];

  text(text: string): void {
    const clean = (this.pre > 0 ? text : text.replace(/[ \t\r\n]+/g, " ")).replaceAll("\u00a0", " ").replaceAll("\u200b", "");
    if (this.pre > 0) {
      const [first = "", ...rest] = clean.split("\n");
      this.line += first;
      for (const each of rest) {
        this.end();
        this.line = each;
      }
    } else this.line += this.line === "" || /\s$/.test(this.line) ? clean.trimStart() : clean;
  }

  open(name: string, attributes: string): void {
    if (blocks.test(name)) this.endIfAny();
    if (spaced.test(name)) this.gap = this.lines.length > 0;
    if (name === "br") this.end();
    else if (name === "hr") this.rule();
    else if (name === "blockquote") this.quotes++;
    else if (name === "pre") this.pre++;
    else if (name === "ul" || name === "ol") this.lists.push({ ordered: name === "ol", count: 0 });
    else if (name === "li") this.line = this.mark();
    else if ((name === "td" || name === "th") && this.line) this.line += "  ";
    else if (name === "a") this.links.push({ href: attribute(attributes, "href"), line: this.lines.length, from: this.line.length });
    else if (name === "img") this.text(attribute(attributes, "alt"));
    else if (name === "div" && /\bsignature\b/.test(attribute(attributes, "class"))) {
      this.line = "-- ";
      this.end();
    }
  }

  close(name: string): void {
    if (blocks.test(name)) this.endIfAny();
    if (spaced.test(name)) this.gap = true;
    if (name === "blockquote") this.quotes = Math.max(0, this.quotes - 1);
    else if (name === "pre") this.pre = Math.max(0, this.pre - 1);
    else if (name === "ul" || name === "ol") this.lists.pop();
    else if (name === "a") this.endLink();
  }

  finish(): string {
    this.endIfAny();
    return this.lines.join("\n").replace(/^\n+|\n+$/g, "");
  }

  private endLink(): void {
    const link = this.links.pop();
    const shown = link && (link.line === this.lines.length ? this.line.slice(link.from) : this.line).trim();
    if (!link || !/^https?:|^mailto:/i.test(link.href)) return;
    const bare = (text: string): string => text.replace(/^(?:https?:\/\/|mailto:)/i, "").replace(/\/$/, "");
    if (bare(link.href) !== bare(shown ?? "")) this.line += ` <${link.href}>`;
  }

  private mark(): string {
    const list = this.lists.at(-1);
    const indent = "  ".repeat(Math.max(0, this.lists.length - 1));
    return indent + (list?.ordered ? `${++list.count}. ` : "- ");
  }

  private rule(): void {
    this.endIfAny();
    this.line = "-".repeat(20);
    this.end();
  }

  private endIfAny(): void {
    if (this.line.trim() !== "") this.end();
    else this.line = "";
  }

  private end(): void {
    const prefix = ">".repeat(this.quotes) + (this.quotes > 0 ? " " : "");
    if (this.gap) this.lines.push(prefix.trimEnd());
    this.gap = false;
    const text = this.line === "-- " ? this.line : this.line.trimEnd();
    this.lines.push(text ? prefix + text : prefix.trimEnd());
    this.line = "";
  }
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(attributes);
  return decode(found?.[1] ?? found?.[2] ?? found?.[3] ?? "");
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex!, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Text where HTML is expected: nothing in it is markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Text as HTML: a block for a line, and what begins with `>` as a quotation. */
export function toHtml(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let html = "";
  for (let i = 0; i < lines.length; i++) {
    const quoted: string[] = [];
    while (lines[i]?.startsWith(">")) quoted.push(lines[i++]!.replace(/^> ?/, ""));
    if (quoted.length > 0) html += `<blockquote type="cite">${toHtml(quoted.join("\n"))}</blockquote>`;
    if (i < lines.length) html += `<div>${escapeHtml(lines[i]!).replace(/ {2}/g, "&nbsp; ") || "<br>"}</div>`;
  }
  return html;
}

/** Text with `>` before each line (RFC 3676 §4.5). */
export function quoteText(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" || line.startsWith(">") ? `>${line}` : `> ${line}`))
    .join("\n");
}
