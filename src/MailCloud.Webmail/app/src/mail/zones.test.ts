import { expect, test } from "vitest";
import { instantOf } from "./zones";

test.each([
  ["2026-01-15T09:00:00", "Asia/Taipei", "2026-01-15T01:00:00.000Z"],
  ["2026-07-15T09:00:00", "America/New_York", "2026-07-15T13:00:00.000Z"],
  // The night in which clocks go forward.
  ["2026-03-08T03:30:00", "America/New_York", "2026-03-08T07:30:00.000Z"],
  ["2026-01-15T09:00:00Z", "Asia/Taipei", "2026-01-15T09:00:00.000Z"],
  ["2026-01-15", null, "2026-01-15T00:00:00.000Z"],
])("%s in %s", (local, zone, utc) => {
  expect(instantOf(local, zone)?.toISOString()).toBe(utc);
});

test("what is no time is none", () => {
  expect(instantOf("soon", "Asia/Taipei")).toBeNull();
});
