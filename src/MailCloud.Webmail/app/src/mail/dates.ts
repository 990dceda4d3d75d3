// Dates as people say them, in the page's language and the reader's zone.

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language, options)));
  return found;
}

/** As short as a row wants it: the time today, the day this year, the date before. */
export function shortDate(date: Date, language: string, now = new Date()): string {
  if (date.toDateString() === now.toDateString()) return format(language, { hour: "numeric", minute: "2-digit" }).format(date);
  if (date.getFullYear() === now.getFullYear()) return format(language, { month: "short", day: "numeric" }).format(date);
  return format(language, { year: "numeric", month: "numeric", day: "numeric" }).format(date);
}

/** With everything there is to say about it. */
export function longDate(date: Date, language: string): string {
  return format(language, { dateStyle: "full", timeStyle: "short" }).format(date);
}

/** A day and time, with the weekday. */
export function mediumDate(date: Date, language: string): string {
  return format(language, { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }).format(date);
}

/** A day of a year. */
export function mediumDay(date: Date, language: string): string {
  return format(language, { dateStyle: "medium" }).format(date);
}

/** From one time to another; whole days are said without times. */
export function dateRange(start: Date, end: Date, allDay: boolean, language: string): string {
  const day: Intl.DateTimeFormatOptions = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
  // Whole days have no zone: they are written as UTC and must be read so.
  if (allDay) return format(language, { ...day, timeZone: "UTC" }).formatRange(start, new Date(Math.max(+start, +end - 1)));
  return format(language, { ...day, hour: "numeric", minute: "2-digit", timeZoneName: "short" }).formatRange(start, end);
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** A number of octets as people say it. */
export function sizeText(octets: number, language: string): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(octets, 1)) / 3)));
  const value = octets / 1000 ** step;
  return new Intl.NumberFormat(language, { style: "unit", unit: units[step]!, unitDisplay: step === 0 ? "long" : "short", maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value);
}
