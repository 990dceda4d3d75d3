import { expect, test } from "vitest";
import { dateRange, shortDate, sizeText } from "./dates";

const now = new Date(2026, 4, 15, 18, 0);

test("the nearer a date, the shorter it is said", () => {
  expect(shortDate(new Date(2026, 4, 15, 9, 5), "en", now)).toMatch(/^9:05\sAM$/);
  expect(shortDate(new Date(2026, 0, 3), "en", now)).toBe("Jan 3");
  expect(shortDate(new Date(2024, 0, 3), "en", now)).toBe("1/3/2024");
  expect(shortDate(new Date(2026, 0, 3), "zh-TW", now)).toBe("1月3日");
});

test("a whole day ends on the day before its end", () => {
  const text = dateRange(new Date("2026-05-15T00:00:00Z"), new Date("2026-05-16T00:00:00Z"), true, "en");
  expect(text).toBe("Friday, May 15, 2026");
});

test("sizes have the unit that makes them short", () => {
  expect([0, 999, 1_500, 12_300_000].map((size) => sizeText(size, "en"))).toEqual(["0 bytes", "999 bytes", "1.5 kB", "12 MB"]);
});
