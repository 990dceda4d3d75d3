/** A person's initial in a colour that is always theirs. Decoration: the name stands beside it. */
export function Avatar({ name, email, large }: { name: string | null; email: string; large?: boolean }) {
  return (
    <span class={`avatar avatar-${hueOf(email)}${large ? " avatar-large" : ""}`} aria-hidden="true">
      {initialOf(name || email)}
    </span>
  );
}

const hues = 8;

/** One of eight colours, the same for the same address. */
export function hueOf(email: string): number {
  let hash = 7;
  for (const each of email.toLowerCase()) hash = (hash * 31 + each.codePointAt(0)!) >>> 0;
  return hash % hues;
}

/** The first letter or digit of a name; ideographs stand for themselves. */
export function initialOf(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? "?").toLocaleUpperCase();
}
