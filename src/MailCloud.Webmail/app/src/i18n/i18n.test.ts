import { expect, test } from "vitest";
import { format, preferred } from ".";

type Texts = Record<string, string | Record<string, string>>;
const files = import.meta.glob<{ default: Texts }>("./*/*.json", { eager: true });
const areas = ["mail", "compose", "contacts", "account"];
const of = (language: string, area: string): Texts => files[`./${language}/${area}.json`]!.default;
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

for (const language of ["zh-TW", "ar"]) {
  for (const area of areas) {
    test(`${language} has exactly the texts of ${area}`, () => {
      expect(Object.keys(of(language, area)).sort()).toEqual(Object.keys(of("en", area)).sort());
    });

    test(`${language} fills in the same values in ${area}`, () => {
      const last = (text: string | Record<string, string>): string => (typeof text === "string" ? text : text.other!);
      for (const [key, text] of Object.entries(of("en", area)))
        expect([key, placeholders(last(of(language, area)[key]!))]).toEqual([key, placeholders(last(text))]);
    });
  }
}

test("every plural has the forms that its language knows", () => {
  for (const language of ["en", "zh-TW", "ar"])
    for (const area of areas)
      for (const [key, text] of Object.entries(of(language, area)))
        if (typeof text !== "string")
          expect([key, Object.keys(text).sort()]).toEqual([key, [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort()]);
});

test("names are unique over all areas", () => {
  const keys = areas.flatMap((area) => Object.keys(of("en", area)));
  expect(keys.length).toBe(new Set(keys).size);
});

test("counts choose the form and are written as the language does", () => {
  const text = { one: "{count} message", other: "{count} messages" };
  expect(format(text, { count: 1 }, "en")).toBe("1 message");
  expect(format(text, { count: 1200 }, "en")).toBe("1,200 messages");
});

test("the browser's languages choose ours", () => {
  expect(preferred(["fr", "zh-Hant-TW", "en"])).toBe("zh-TW");
  expect(preferred(["ar-EG"])).toBe("ar");
  expect(preferred(["fr"])).toBe("en");
});
