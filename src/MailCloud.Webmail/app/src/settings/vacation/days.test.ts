import { expect, test } from "vitest";
import { dayOf, isAway, timeOf } from "./days";

const away = { isEnabled: true, fromDate: "2026-07-01T00:00:00Z", toDate: "2026-07-08T00:00:00Z" };

test("mail is answered from the first day to the end of the last", () => {
  expect(isAway(away, Date.parse("2026-06-30T23:59:59Z"))).toBe(false);
  expect(isAway(away, Date.parse("2026-07-01T00:00:00Z"))).toBe(true);
  expect(isAway(away, Date.parse("2026-07-08T00:00:00Z"))).toBe(false);
  expect(isAway({ ...away, isEnabled: false }, Date.parse("2026-07-02T00:00:00Z"))).toBe(false);
  expect(isAway({ ...away, fromDate: null, toDate: null }, 0)).toBe(true);
});

test.each(["2026-01-01", "2026-03-29", "2026-10-25", "2026-12-31"])("%s is the same day when it comes back", (day) => {
  expect(dayOf(timeOf(day))).toBe(day);
  expect(dayOf(timeOf(day, true), true)).toBe(day);
});

test("no day is no time", () => {
  expect(timeOf("")).toBeNull();
  expect(dayOf(null)).toBe("");
});
