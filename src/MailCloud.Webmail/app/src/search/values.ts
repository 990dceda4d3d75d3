// The values of search operators: days and sizes.

/** A day or the beginning of a time span, as the reader's clock has it, in UTC; null if it is none. `2026-01-31`, `2026/1`, `2026`, `today`, `yesterday`, `7d`, `2w`, `3m`, `1y`. */
export function dateOf(text: string, now: Date): string | null {
  const day = (year: number, month: number, date: number): string => utc(new Date(year, month, date));
  const lower = text.toLowerCase();
  if (lower === "today") return day(now.getFullYear(), now.getMonth(), now.getDate());
  if (lower === "yesterday") return day(now.getFullYear(), now.getMonth(), now.getDate() - 1);

  const ago = /^(\d{1,4})([dwmy])$/.exec(lower);
  if (ago) {
    const [days, months] = { d: [1, 0], w: [7, 0], m: [0, 1], y: [0, 12] }[ago[2] as "d" | "w" | "m" | "y"] as [number, number];
    return day(now.getFullYear(), now.getMonth() - months * Number(ago[1]), now.getDate() - days * Number(ago[1]));
  }

  const date = /^(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/.exec(lower);
  if (!date) return null;
  const [year, month, dayOfMonth] = [Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)];
  const made = new Date(year, month - 1, dayOfMonth);
  return made.getMonth() === month - 1 && made.getDate() === dayOfMonth ? utc(made) : null;
}

function utc(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A number of octets; null if it is none. `500k`, `5M`, `1.5 MB` without the blank; without a unit it is octets. */
export function sizeOf(text: string): number | null {
  const size = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text);
  if (!size) return null;
  const unit = { "": 1, k: 1_000, m: 1_000_000, g: 1_000_000_000 }[size[2]!.toLowerCase()]!;
  return Math.round(Number(size[1]) * unit);
}
