/** What the search box offers while somebody types: the operators that begin so, and persons that are known. */
export interface Suggestion {
  /** What the whole search becomes. */
  query: string;
  /** The part that is offered, as it is shown. */
  label: string;
  kind: "operator" | "person" | "recent";
}

const operators = [
  "from:", "to:", "cc:", "subject:", "has:attachment", "is:unread", "is:starred", "in:", "before:", "after:", "larger:", "smaller:",
];

const most = 7;

/** Offers ways to end the last word of a query. */
export function suggest(query: string, people: Iterable<{ name: string | null; email: string }>, recent: readonly string[]): Suggestion[] {
  if (!query.trim()) return recent.slice(0, most).map((each) => ({ query: each, label: each, kind: "recent" }));
  const [, before = "", last = ""] = /^(.*?)(\S*)$/s.exec(query) ?? [];
  if (!last) return [];
  const found: Suggestion[] = operators
    .filter((each) => each !== last.toLowerCase() && each.startsWith(last.toLowerCase()))
    .map((each) => ({ query: before + each + (each.endsWith(":") ? "" : " "), label: each, kind: "operator" }));

  const [, field = "", part = ""] = /^((?:from|to|cc):)?(.*)$/i.exec(last) ?? [];
  if (part.length >= 2 || field) {
    const wanted = part.toLocaleLowerCase();
    for (const { name, email } of people) {
      if (found.length >= most) break;
      if (!email.toLowerCase().includes(wanted) && !name?.toLocaleLowerCase().includes(wanted)) continue;
      found.push({ query: `${before}${field || "from:"}${email} `, label: name ? `${name} <${email}>` : email, kind: "person" });
    }
  }
  return found.slice(0, most);
}
