import { beforeEach, expect, it, vi } from "vitest";

const answers: { method: string; answer: (value: unknown) => void }[] = [];

vi.mock("../jmap/client", () => ({ call: (method: string) => new Promise((answer) => answers.push({ method, answer })) }));
vi.mock("../i18n", () => ({ preferred: () => "en", setLanguage: async () => undefined }));
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { changeSettings, loadSettings, settings } = await import("./settings");

beforeEach(() => void answers.splice(0));

function answerTo(method: string, value: unknown): void {
  const at = answers.findIndex((each) => each.method === method);
  answers.splice(at, 1)[0]!.answer(value);
}

it("a choice that is made while the account's are fetched is not undone by their answer", async () => {
  const loading = loadSettings();
  const changing = changeSettings({ theme: "dark" });
  answerTo("Settings/set", {});
  await changing;
  answerTo("Settings/get", { list: [{ theme: "light", density: "compact" }] });
  await loading;
  expect(settings.value.theme).toBe("dark");
  expect(settings.value.density).toBe("compact");
});

it("nor is one that is on its way when the fetch begins", async () => {
  const changing = changeSettings({ theme: "light" });
  const loading = loadSettings();
  answerTo("Settings/get", { list: [{ theme: "dark" }] });
  await loading;
  expect(settings.value.theme).toBe("light");
  answerTo("Settings/set", {});
  await changing;
});

it("what the account has counts once nothing is on its way", async () => {
  const loading = loadSettings();
  answerTo("Settings/get", { list: [{ theme: "dark" }] });
  await loading;
  expect(settings.value.theme).toBe("dark");
});
