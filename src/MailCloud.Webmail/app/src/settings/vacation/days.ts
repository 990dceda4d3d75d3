import type { Vacation } from "./vacation";

/** Whether mail is answered at a time. */
export function isAway({ isEnabled, fromDate, toDate }: Pick<Vacation, "isEnabled" | "fromDate" | "toDate">, now: number): boolean {
  return isEnabled && (!fromDate || Date.parse(fromDate) <= now) && (!toDate || now < Date.parse(toDate));
}

/** The day of a time where the browser is, as a date field has it. `end` is a time at which a day is over: the day is the one before. */
export function dayOf(time: string | null, end = false): string {
  if (!time) return "";
  const date = new Date(Date.parse(time) - (end ? 1 : 0));
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day of a date field begins where the browser is, or with `end` when it is over. */
export function timeOf(day: string, end = false): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + (end ? 1 : 0)).toISOString().replace(".000Z", "Z");
}
