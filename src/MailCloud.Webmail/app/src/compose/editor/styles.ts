/** What a style may change: how text looks, not where it stands, so that nothing covers the page. */
const allowed =
  /^(?:color|background-color|font(?:-(?:family|size|style|weight|variant))?|text-(?:align|decoration(?:-line)?|indent|transform)|direction|unicode-bidi|line-height|letter-spacing|white-space|vertical-align|list-style(?:-type)?|(?:max-|min-)?width|height|border(?:-[a-z-]+)?|padding(?:-[a-z-]+)?|margin(?:-[a-z-]+)?|word-break|overflow-wrap|table-layout)$/;

/** Values that fetch something, or that hide what they mean behind escapes or comments. */
const refused = /url\(|image|expression|var\(|attr\(|env\(|[\\@<>{}]|\/\*|(?:^|\s)-/i;

/** The harmless part of a `style` attribute. */
export function safeStyle(style: string): string {
  return style
    .split(";")
    .map((each) => /^\s*([a-z-]+)\s*:\s*(.*?)\s*$/is.exec(each))
    .filter((found) => found !== null && allowed.test(found[1]!.toLowerCase()) && !refused.test(found[2]!) && found[2]!.length < 200)
    .map((found) => `${found![1]!.toLowerCase()}:${found![2]}`)
    .join(";");
}

/**
 * Renames `style` attributes before HTML is parsed, and takes away styles and scripts that stand where they are no use: the page's Content Security Policy forbids
 * them even in documents that are never shown, and reports each one. What comes out is made safe afterwards; this only keeps the browser quiet.
 */
export function setStylesAside(html: string): string {
  return html
    .replace(/<style\b[^]*?(?:<\/style\s*>|$)/gi, "")
    .replace(/<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=[^<>]*/gi, (tag) => tag.replace(/(\s)(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));
}
