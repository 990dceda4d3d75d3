/** A piece of what somebody typed to search for. */
export type Token =
  | { kind: "word"; text: string; negated: boolean }
  | { kind: "operator"; name: string; value: string; negated: boolean }
  | { kind: "or" }
  | { kind: "open"; negated: boolean }
  | { kind: "close" };

/** Marks that begin and end a phrase, as keyboards write them. */
const quotes: Record<string, string> = { '"': '"', "“": "”", "„": "“", "「": "」", "«": "»" };

/** Cuts what was typed into pieces. Nothing is an error: a phrase that does not end goes to the end. */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  let at = 0;

  const quoted = (): string | null => {
    const end = quotes[query[at] ?? ""];
    if (!end) return null;
    const close = query.indexOf(end, at + 1);
    const text = query.slice(at + 1, close < 0 ? undefined : close);
    at = close < 0 ? query.length : close + 1;
    return text.trim();
  };

  const bare = (stop: RegExp): string => {
    const start = at;
    while (at < query.length && !stop.test(query[at]!)) at++;
    return query.slice(start, at);
  };

  while (at < query.length) {
    if (/\s/.test(query[at]!)) {
      at++;
      continue;
    }
    const negated = query[at] === "-" && /\S/.test(query[at + 1] ?? " ");
    if (negated) at++;
    if (query[at] === "(") {
      at++;
      found.push({ kind: "open", negated });
      continue;
    }
    if (query[at] === ")") {
      at++;
      found.push({ kind: "close" });
      continue;
    }
    const phrase = quoted();
    if (phrase !== null) {
      if (phrase) found.push({ kind: "word", text: phrase, negated });
      continue;
    }
    const operator = /^([a-z]+):(?=\S)/i.exec(query.slice(at));
    if (operator) {
      at += operator[0].length;
      const value = quoted() ?? bare(/[\s)]/);
      if (value) found.push({ kind: "operator", name: operator[1]!.toLowerCase(), value, negated });
      continue;
    }
    const text = bare(/[\s()]/);
    if (text === "OR" && !negated) found.push({ kind: "or" });
    else if (text) found.push({ kind: "word", text, negated });
  }
  return found;
}
