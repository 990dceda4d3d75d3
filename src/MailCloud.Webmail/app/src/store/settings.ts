import { computed, effect, signal } from "@preact/signals";
import { type Language, preferred, setLanguage } from "../i18n";
import { call } from "../jmap/client";
import type { GetResponse, SetResponse } from "../jmap/types";

/** What a person has chosen about the page; kept in the account, so that all browsers show the same. */
export interface Settings {
  /** Null follows the browser. */
  language: Language | null;
  theme: "system" | "light" | "dark";
  density: "comfortable" | "compact";
  /** Messages of a thread are one row. */
  conversations: boolean;
  /** Seconds in which a sent message can be called back. */
  undoSeconds: number;
  /** When remote images are shown without asking. */
  loadImages: "ask" | "always" | "contacts";
  notifications: boolean;
  shortcuts: boolean;
  /** The identity that new messages are sent as; null: the first. */
  defaultIdentity: string | null;
  /** Addresses whose remote images are always shown. */
  imageSenders: string[];
}

const defaults: Settings = {
  language: null,
  theme: "system",
  density: "comfortable",
  conversations: true,
  undoSeconds: 10,
  loadImages: "ask",
  notifications: false,
  shortcuts: true,
  defaultIdentity: null,
  imageSenders: [],
};

const key = "mailcloud.settings";

/** The last known ones until the account's have come. */
export const settings = signal<Settings>({ ...defaults, ...stored() });

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = signal<"light" | "dark">(systemDark.matches ? "dark" : "light");
systemDark.addEventListener("change", () => (systemTheme.value = systemDark.matches ? "dark" : "light"));

/** The colours that are shown now. */
export const theme = computed(() => (settings.value.theme === "system" ? systemTheme.value : settings.value.theme));

function stored(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Settings>;
  } catch {
    return {};
  }
}

/** Applies the settings to the page, now and whenever they change. Resolves once the language's texts are there. */
export async function applySettings(): Promise<void> {
  effect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = theme.value;
    dataset.density = settings.value.density;
    localStorage.setItem(key, JSON.stringify(settings.value));
  });
  const wanted = computed(() => settings.value.language ?? preferred(navigator.languages));
  await setLanguage(wanted.value);
  effect(() => void setLanguage(wanted.value));
}

/** Choices that are on their way to the account. */
const sending = new Set<Partial<Settings>>();

/** What is being fetched, each with the choices that its answer may not know of yet. */
const fetching = new Set<Partial<Settings>>();

/** Fetches the account's settings. What is chosen here meanwhile holds. */
export async function loadSettings(): Promise<void> {
  const newer: Partial<Settings> = Object.assign({}, ...sending);
  fetching.add(newer);
  try {
    const { list } = await call<GetResponse<Partial<Settings>>>("Settings/get", { ids: null });
    settings.value = { ...defaults, ...known(list[0] ?? {}), ...newer };
  } finally {
    fetching.delete(newer);
  }
}

/** Keeps of them only what the log-in page looks like. */
export function forgetSettings(): void {
  const { language, theme, density } = settings.peek();
  settings.value = { ...defaults, language, theme, density };
}

/** Changes some of them, here at once and then in the account; if that fails they are as before, and the error is thrown. */
export async function changeSettings(changes: Partial<Settings>): Promise<void> {
  const before = settings.value;
  settings.value = { ...before, ...changes };
  sending.add(changes);
  for (const newer of fetching) Object.assign(newer, changes);
  try {
    const { notUpdated } = await call<SetResponse>("Settings/set", { update: { singleton: changes } });
    const refused = notUpdated?.singleton;
    if (refused) throw new Error(refused.description ?? refused.type);
  } catch (error) {
    settings.value = before;
    throw error;
  } finally {
    sending.delete(changes);
  }
}

/** Leaves out what is null or absent, where the default holds. */
function known(given: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => name in defaults && value !== null));
}
