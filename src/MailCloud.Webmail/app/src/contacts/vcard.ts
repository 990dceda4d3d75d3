// Contacts as vCards: written as version 4.0 (RFC 6350), read also in versions 2.1 and 3.0, which telephones and other services still write. Properties that a
// contact has no place for are kept beside it (RFC 9555 §2.15) and come out again.
import { type NewCard, nameOf } from "./card";

/** Contacts taken out of one file. */
const maxCards = 5_000;
/** Characters of one value; longer ones, such as photographs, are left out. */
const maxValue = 8_000;

interface Line {
  name: string;
  parameters: Record<string, string[]>;
  value: string;
}

/** A property as it is kept beside a contact: name, parameters, type, value. */
type Kept = [string, Record<string, unknown>, string, string];

/** Reads all contacts of a file. What is no vCard is passed over. */
export function readVCards(file: string): NewCard[] {
  const cards: NewCard[] = [];
  let lines: Line[] | null = null;
  for (const line of unfold(file)) {
    if (/^BEGIN:VCARD\s*$/i.test(line)) lines = [];
    else if (/^END:VCARD\s*$/i.test(line)) {
      if (lines) cards.push(toCard(lines));
      lines = null;
      if (cards.length >= maxCards) break;
    } else if (lines) {
      const parsed = parseLine(line);
      if (parsed && parsed.value.length <= maxValue) lines.push(parsed);
    }
  }
  return cards.filter((card) => nameOf(card) !== "");
}

/** Writes contacts as a file. */
export function writeVCards(cards: readonly NewCard[]): string {
  return cards.map((card) => ["BEGIN:VCARD", "VERSION:4.0", ...linesOf(card), "END:VCARD", ""].map(fold).join("\r\n")).join("");
}

/** Joins lines that were folded (RFC 6350 §3.2), and those that quoted-printable of version 2.1 goes on over. */
function unfold(file: string): string[] {
  const lines = file
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]/g, "")
    .split("\n");
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.endsWith("=") && /;ENCODING=QUOTED-PRINTABLE/i.test(last.split(":", 1)[0]!)) joined[joined.length - 1] = last.slice(0, -1) + line;
    else joined.push(line);
  }
  return joined;
}

function parseLine(line: string): Line | null {
  const found = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/s.exec(line);
  if (!found) return null;
  const [, name = "", rest = "", raw = ""] = found;
  const parameters: Record<string, string[]> = {};
  for (const each of rest.match(/;(?:"[^"]*"|[^;"])*/g) ?? []) {
    const [key = "", ...values] = each.slice(1).split("=");
    // Version 2.1 gives types without saying that they are.
    if (values.length === 0) (parameters.TYPE ??= []).push(key.toLowerCase());
    else (parameters[key.toUpperCase()] ??= []).push(...values.join("=").replaceAll('"', "").split(","));
  }
  const quoted = parameters.ENCODING?.some((each) => /^quoted-printable$/i.test(each));
  return { name: name.toUpperCase(), parameters, value: quoted ? decodeQuoted(raw, parameters.CHARSET?.[0]) : raw };
}

function decodeQuoted(text: string, charset = "utf-8"): string {
  const octets: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = /^=([\dA-F]{2})/i.exec(text.slice(i, i + 3))?.[1];
    octets.push(code ? Number.parseInt(code, 16) : text.charCodeAt(i) & 0xff);
    if (code) i += 2;
  }
  try {
    return new TextDecoder(charset).decode(new Uint8Array(octets));
  } catch {
    return new TextDecoder().decode(new Uint8Array(octets));
  }
}

function toCard(lines: Line[]): NewCard {
  const card: NewCard = { "@type": "Card", version: "1.0" };
  const kept: Kept[] = [];
  let count = 0;
  const add = (property: "emails" | "phones" | "organizations" | "titles" | "notes", entry: object): void => {
    card[property] = { ...(card[property] as object), [String(++count)]: entry } as never;
  };
  for (const line of lines) {
    const text = unescape(line.value).trim();
    if (!text) continue;
    if (line.name === "FN") card.name = { ...card.name, full: text };
    else if (line.name === "N") card.name = { ...card.name, components: components(line.value) };
    else if (line.name === "EMAIL") add("emails", { address: text.replace(/^mailto:/i, ""), ...contexts(line) });
    else if (line.name === "TEL") add("phones", { number: text.replace(/^tel:/i, ""), ...contexts(line) });
    else if (line.name === "ORG") add("organizations", organization(line.value));
    else if (line.name === "TITLE") add("titles", { name: text });
    else if (line.name === "NOTE") add("notes", { note: text });
    else if (line.name === "UID") card.uid = text;
    else if (!/^(?:VERSION|PRODID|REV|PHOTO|LOGO|SOUND|KEY|BEGIN|END)$/.test(line.name)) kept.push([line.name.toLowerCase(), parametersOf(line), "unknown", line.value]);
  }
  if (!card.name?.full && card.name?.components) card.name.full = fullFrom(card.name.components);
  if (kept.length > 0) card.vCardProps = kept;
  return card;
}

/** The kinds of RFC 9553 §2.2.1.2 in the order of the parts of `N` (RFC 6350 §6.2.2). */
const kinds = ["surname", "given", "given2", "title", "credential"];

function components(value: string): { kind: string; value: string }[] {
  return splitValue(value, ";").flatMap((part, index) =>
    splitValue(part, ",").flatMap((each) => {
      const text = unescape(each).trim();
      return text && kinds[index] ? [{ kind: kinds[index], value: text }] : [];
    }),
  );
}

/** A name as it is said: in Chinese, Japanese and Korean the family comes first, without a space. */
function fullFrom(parts: { kind: string; value: string }[]): string {
  const eastern = parts.every(({ value }) => /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]+$/u.test(value));
  const order = eastern ? ["surname", "given", "given2", "title", "credential"] : ["title", "given", "given2", "surname", "credential"];
  const sorted = [...parts].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return sorted.map(({ value }) => value).join(eastern ? "" : " ");
}

function organization(value: string): object {
  const [name = "", ...units] = splitValue(value, ";").map((each) => unescape(each).trim());
  const named = units.filter(Boolean).map((unit) => ({ name: unit }));
  return named.length > 0 ? { name, units: named } : { name };
}

function contexts({ parameters }: Line): object {
  const types = (parameters.TYPE ?? []).map((each) => each.toLowerCase());
  const found = { ...(types.includes("work") && { work: true }), ...(types.includes("home") && { private: true }) };
  return Object.keys(found).length > 0 ? { contexts: found } : {};
}

function parametersOf({ parameters }: Line): Record<string, unknown> {
  const { ENCODING: _, CHARSET: __, ...rest } = parameters;
  return Object.fromEntries(Object.entries(rest).map(([key, values]) => [key.toLowerCase(), values.length === 1 ? values[0] : values]));
}

function* linesOf(card: NewCard): Iterable<string> {
  yield `FN:${escape(nameOf(card))}`;
  const parts = card.name?.components;
  if (parts?.length) yield `N:${kinds.map((kind) => parts.filter((each) => each.kind === kind).map(({ value }) => escape(value)).join(",")).join(";")}`;
  if (card.uid) yield `UID:${escape(card.uid)}`;
  for (const each of Object.values(card.emails ?? {})) yield `EMAIL${typeOf(each)}:${escape(each.address)}`;
  for (const each of Object.values(card.phones ?? {})) yield `TEL${typeOf(each)}:${escape(each.number)}`;
  for (const { name = "", units } of Object.values(card.organizations ?? {}))
    yield `ORG:${[name, ...((units as { name: string }[] | undefined) ?? []).map((unit) => unit.name)].map(escape).join(";")}`;
  for (const { name } of Object.values(card.titles ?? {})) yield `TITLE:${escape(name)}`;
  for (const { note } of Object.values(card.notes ?? {})) yield `NOTE:${escape(note)}`;
  for (const [name, parameters, , value] of (card.vCardProps as Kept[] | undefined) ?? []) yield `${name.toUpperCase()}${write(parameters)}:${value}`;
}

function typeOf(entry: Record<string, unknown>): string {
  const given = (entry.contexts ?? {}) as { work?: boolean; private?: boolean };
  return given.work ? ";TYPE=work" : given.private ? ";TYPE=home" : "";
}

function write(parameters: Record<string, unknown>): string {
  return Object.entries(parameters)
    .map(([key, value]) => `;${key.toUpperCase()}=${[value].flat().map((each) => (/[,;:]/.test(String(each)) ? `"${each}"` : each)).join(",")}`)
    .join("");
}

/** RFC 6350 §3.4. */
function escape(text: string): string {
  return text.replace(/[\\,;]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (_, letter: string) => (letter === "n" || letter === "N" ? "\n" : letter));
}

function splitValue(value: string, separator: string): string[] {
  const parts = [""];
  for (let i = 0; i < value.length; i++) {
    const letter = value[i]!;
    if (letter === separator) parts.push("");
    else parts[parts.length - 1] += letter === "\\" ? letter + (value[++i] ?? "") : letter;
  }
  return parts;
}

/** Lines have 75 octets at most (RFC 6350 §3.2); a letter is not torn apart. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let folded = "";
  let length = 0;
  for (const letter of line) {
    const octets = encoder.encode(letter).length;
    if (length + octets > 75) {
      folded += "\r\n ";
      length = 1;
    }
    folded += letter;
    length += octets;
  }
  return folded;
}
