import { signal } from "@preact/signals";
import type accountTexts from "./en/account.json";
import type composeTexts from "./en/compose.json";
import type contactsTexts from "./en/contacts.json";
import type mailTexts from "./en/mail.json";

export const languages = { en: "English", "zh-TW": "繁體中文", ar: "العربية" } as const;
export type Language = keyof typeof languages;

/** The files of texts: `mail` is there from the start, the others come with the part of the page that shows them. */
export type Area = "mail" | "compose" | "contacts" | "account";

/** A name of a text. Each area's names begin differently, as they all share one table. */
export type Key = keyof (typeof mailTexts & typeof composeTexts & typeof contactsTexts & typeof accountTexts);

type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Texts = Record<string, Text>;

const files = import.meta.glob<{ default: Texts }>("./*/*.json");
const texts = signal<Texts>({});
const areas = new Set<Area>(["mail"]);

export const language = signal<Language>("en");

/** `rtl` where the language is written from right to left. */
export function direction(of: Language = language.value): "ltr" | "rtl" {
  return of === "ar" ? "rtl" : "ltr";
}

/** The language that fits a browser's list best. */
export function preferred(wanted: readonly string[]): Language {
  for (const each of wanted) {
    const tag = each.toLowerCase();
    if (tag.startsWith("zh")) return "zh-TW";
    const found = (Object.keys(languages) as Language[]).find((known) => tag === known || tag.startsWith(`${known}-`));
    if (found) return found;
  }
  return "en";
}

/** Shows the page in a language, once its texts have come. */
export async function setLanguage(to: Language): Promise<void> {
  const loaded = await Promise.all([...areas].map((area) => load(to, area)));
  texts.value = Object.assign({}, ...loaded) as Texts;
  language.value = to;
  document.documentElement.lang = to;
  document.documentElement.dir = direction(to);
}

/** Fetches the texts of another area. */
export async function loadArea(area: Area): Promise<void> {
  if (areas.has(area)) return;
  const more = await load(language.value, area);
  areas.add(area);
  texts.value = { ...texts.value, ...more };
}

async function load(of: Language, area: Area): Promise<Texts> {
  const file = files[`./${of}/${area}.json`];
  if (!file) throw new Error(`No texts ${area} in ${of}.`);
  return (await file()).default;
}

/** The text of a name in the language of the page. `{count}` chooses among plural forms, and every `{name}` is filled in. */
export function t(key: Key, values?: Record<string, string | number>): string {
  return format(texts.value[key] ?? key, values, language.value);
}

/** Fills in a text; exported for its tests. */
export function format(text: Text, values: Record<string, string | number> | undefined, of: string): string {
  const chosen = typeof text === "string" ? text : (text[plural(Number(values?.count ?? 0), of)] ?? text.other ?? "");
  if (!values) return chosen;
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? numberFormat(of).format(value) : value;
  });
}

function plural(count: number, of: string): Intl.LDMLPluralRule {
  return new Intl.PluralRules(of).select(count);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(of: string): Intl.NumberFormat {
  let found = numberFormats.get(of);
  if (!found) numberFormats.set(of, (found = new Intl.NumberFormat(of)));
  return found;
}
