import { t } from "../i18n";
import type { Recurrence } from "./details";
import { mediumDay } from "./dates";
import { instantOf } from "./zones";

/** Weekdays as calendars write them, from a Sunday on. */
const weekdays = ["su", "mo", "tu", "we", "th", "fr", "sa"];

/** 4 January 1970 was a Sunday. */
const sunday = Date.UTC(1970, 0, 4);
const day = 86_400_000;

/** Says in a sentence how an event comes again; null where that would take more than one. */
export function recurrenceText({ frequency, interval, days, until }: Recurrence, language: string): string | null {
  const how = { daily: "repeat.daily", weekly: "repeat.weekly", monthly: "repeat.monthly", yearly: "repeat.yearly" } as const;
  if (!(frequency in how)) return null;
  const parts = [t(how[frequency as keyof typeof how], { count: interval })];
  if (frequency === "weekly" && days.length > 0) parts.push(weekdayNames(days, language));
  const end = until && instantOf(until, null);
  if (end) parts.push(t("repeat.until", { date: mediumDay(end, language) }));
  return parts.join(" · ");
}

/** The names of weekdays in a language, in one list. */
export function weekdayNames(days: readonly string[], language: string): string {
  const names = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  const known = days.map((each) => weekdays.indexOf(each.slice(-2))).filter((index) => index >= 0);
  return new Intl.ListFormat(language).format(known.map((index) => names.format(sunday + index * day)));
}
