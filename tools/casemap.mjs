#!/usr/bin/env node
// Writes src/MailCloud.Mail/Search/casemap.txt, the table of i;unicode-casemap (RFC 5051 §2), from the Unicode data that Node brings along.
// Each line is a code point that the collation replaces, then what it becomes. Hangul syllables are left out: they are computed.
import { writeFileSync } from 'node:fs';

const last = 0x10ffff;
const hex = (codePoint) => codePoint.toString(16).toUpperCase().padStart(4, '0');
const codePoints = (text) => [...text].map((letter) => letter.codePointAt(0));
const isSurrogate = (codePoint) => codePoint >= 0xd800 && codePoint <= 0xdfff;

// JavaScript has full uppercase mappings, where the collation wants simple titlecase ones. They differ where a letter grows ("ß" to "SS": then
// only a capital that has just this small letter counts), for the letters that are two in one ("ǆ"), and for Georgian, which has no titlecase.
const capitals = new Map();
for (let codePoint = 0; codePoint <= last; codePoint++) {
  if (isSurrogate(codePoint)) continue;
  const lower = codePoints(String.fromCodePoint(codePoint).toLowerCase());
  if (lower.length === 1 && lower[0] !== codePoint && codePoint >= 0x1f88 && codePoint <= 0x1ffc) capitals.set(lower[0], codePoint);
}

function titlecase(codePoint) {
  if (codePoint >= 0x1c4 && codePoint <= 0x1cc) return codePoint <= 0x1c6 ? 0x1c5 : codePoint <= 0x1c9 ? 0x1c8 : 0x1cb;
  if (codePoint >= 0x1f1 && codePoint <= 0x1f3) return 0x1f2;
  if (codePoint >= 0x10d0 && codePoint <= 0x10ff) return codePoint;
  const upper = codePoints(String.fromCodePoint(codePoint).toUpperCase());
  return upper.length === 1 ? upper[0] : (capitals.get(codePoint) ?? codePoint);
}

const lines = [`# i;unicode-casemap (RFC 5051), Unicode ${process.versions.unicode}; made by tools/casemap.mjs`];
for (let codePoint = 0x80; codePoint <= last; codePoint++) {
  if (isSurrogate(codePoint) || (codePoint >= 0xac00 && codePoint <= 0xd7a3)) continue;
  const folded = codePoints(String.fromCodePoint(titlecase(codePoint)).normalize('NFKD'));
  if (folded.length > 1 || folded[0] !== codePoint) lines.push([codePoint, ...folded].map(hex).join(' '));
}
writeFileSync(new URL('../src/MailCloud.Mail/Search/casemap.txt', import.meta.url), lines.join('\n') + '\n');
