import { expect, test } from "vitest";
import { weekdayNames } from "./recurrence";

test("weekdays are called as the language calls them", () => {
  expect(weekdayNames(["mo", "we"], "en")).toBe("Monday and Wednesday");
  expect(weekdayNames(["-1fr"], "zh-TW")).toBe("星期五");
});

test("what is no weekday is left out", () => {
  expect(weekdayNames(["xx"], "en")).toBe("");
});
