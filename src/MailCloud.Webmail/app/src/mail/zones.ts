/**
 * The moment of a local time in a zone, as calendars write it; null if it is none. A time with its own offset or Z needs no zone; without any zone it is the
 * reader's; a date alone is midnight UTC, as whole days have no zone.
 */
export function instantOf(local: string, zone: string | null): Date | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(local)) return valid(new Date(`${local}T00:00:00Z`));
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(local)) return valid(new Date(local));
  if (!zone) return valid(new Date(local));
  const asUtc = valid(new Date(`${local}Z`));
  if (!asUtc) return null;
  try {
    // The zone's offset at a moment near, and then at the moment itself, since it may change between.
    const near = new Date(+asUtc - offsetOf(zone, asUtc));
    return new Date(+asUtc - offsetOf(zone, near));
  } catch {
    // A zone that only its author knows.
    return valid(new Date(local));
  }
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offsetOf(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(+at / 1000) * 1000;
}

function valid(date: Date): Date | null {
  return Number.isNaN(+date) ? null : date;
}
