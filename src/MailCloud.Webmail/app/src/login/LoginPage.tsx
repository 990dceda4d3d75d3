import { useEffect } from "preact/hooks";
import { language, type Language, languages, setLanguage, t } from "../i18n";
import { loadSession } from "../jmap/client";
import { navigate, paths, route } from "../router";
import { settings } from "../store/settings";
import { Icon } from "../ui/Icon";
import { LoginForm } from "./LoginForm";

/** Where somebody logs in who is not yet; once that is done, `loadSession` of the JMAP client opens the page. */
export default function LoginPage() {
  useEffect(() => {
    document.title = t("login.title");
  }, [language.value]);

  return (
    <main class="login-page">
      <div class="login-card">
        <div class="login-brand">
          <span class="login-mark">
            <Icon name="mail" />
          </span>
          <h1>{t("login.title")}</h1>
          <p>{t("login.subtitle")}</p>
        </div>
        <LoginForm done={open} />
      </div>
      <LanguageChoice />
    </main>
  );
}

async function open(): Promise<void> {
  await loadSession();
  if (route.value.name === "login") navigate(paths.inbox, { replace: true });
}

/** The language of this browser's page, before anybody's settings are known. */
function LanguageChoice() {
  const choose = (to: Language): void => {
    settings.value = { ...settings.value, language: to };
    void setLanguage(to);
  };
  return (
    <label class="login-language">
      <Icon name="globe" />
      <span class="visually-hidden">{t("login.language")}</span>
      <select value={language.value} onChange={(event) => choose(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([tag, name]) => (
          <option value={tag} lang={tag} key={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
