import { expect, it } from "vitest";
import { fromLocal, suggestions, toLocal } from "./schedule";

const offered = (now: string): string[] => suggestions(new Date(now)).map(({ name, at }) => `${name} ${toLocal(at)}`);

it("offers this evening while there is time", () => {
  // A Wednesday.
  expect(offered("2026-06-03T09:30")).toEqual([
    "thisEvening 2026-06-03T18:00",
    "tomorrowMorning 2026-06-04T08:00",
    "tomorrowAfternoon 2026-06-04T13:00",
    "mondayMorning 2026-06-08T08:00",
  ]);
  expect(offered("2026-06-03T17:30")[0]).toBe("tomorrowMorning 2026-06-04T08:00");
});

it("does not offer Monday on Sunday, when it is tomorrow", () => {
  expect(offered("2026-06-07T20:00")).toEqual(["tomorrowMorning 2026-06-08T08:00", "tomorrowAfternoon 2026-06-08T13:00"]);
});

it("goes over the end of a year", () => {
  expect(offered("2026-12-31T20:00")[0]).toBe("tomorrowMorning 2027-01-01T08:00");
});

it("reads and writes the times of an input", () => {
  expect(toLocal(fromLocal("2026-02-03T04:05")!)).toBe("2026-02-03T04:05");
  expect(fromLocal("")).toBeNull();
  expect(fromLocal("soon")).toBeNull();
});
