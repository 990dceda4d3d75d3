import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Key, language, t } from "../i18n";
import { goBack, paths } from "../router";
import { IconButton } from "../ui/Button";
import { Icon, type IconName } from "../ui/Icon";
import AboutSection from "./AboutSection";
import AccountSection from "./account/AccountSection";
import GeneralSection from "./GeneralSection";
import FiltersSection from "./filters/FiltersSection";
import FoldersSection from "./FoldersSection";
import IdentitiesSection from "./identities/IdentitiesSection";
import { Reauthentication } from "./parts/reauthenticate";
import ProgramsSection from "./programs/ProgramsSection";
import SecuritySection from "./security/SecuritySection";
import TransferSection from "./transfer/TransferSection";
import VacationSection from "./vacation/VacationSection";
import "./settings.css";
import "./parts/fields.css";
import "./parts/meters.css";
import "./parts/parts.css";
import "./filters/filters.css";
import "./identities/signature.css";
import "./programs/programs.css";
import "./security/security.css";

interface Entry {
  label: Key;
  icon: IconName;
  show: ComponentType;
}

const sections: Record<string, Entry> = {
  general: { label: "settings.general", icon: "settings", show: GeneralSection },
  account: { label: "settings.account", icon: "contacts", show: AccountSection },
  security: { label: "settings.security", icon: "shield", show: SecuritySection },
  programs: { label: "settings.programs", icon: "phone", show: ProgramsSection },
  identities: { label: "settings.identities", icon: "pencil", show: IdentitiesSection },
  vacation: { label: "settings.vacation", icon: "calendar", show: VacationSection },
  filters: { label: "settings.filters", icon: "filter", show: FiltersSection },
  folders: { label: "settings.folders", icon: "folder", show: FoldersSection },
  transfer: { label: "settings.transfer", icon: "download", show: TransferSection },
  about: { label: "settings.about", icon: "info", show: AboutSection },
};

/** The settings, one section at a time. On a narrow screen the list of sections is a screen of its own. */
export default function SettingsPage({ section }: { section: string | null }) {
  const name = section !== null && section in sections ? section : null;
  const shown = sections[name ?? "general"]!;
  const heading = useRef<HTMLHeadingElement>(null);
  const came = useRef(false);

  useEffect(() => {
    document.title = `${t(shown.label)} · ${t("settings.title")}`;
  }, [shown, language.value]);

  // Who goes to another section by keyboard or screen reader goes on at its beginning.
  useEffect(() => {
    if (came.current) heading.current?.focus();
    came.current = true;
  }, [name]);

  return (
    <div class={name ? "settings settings-open" : "settings"}>
      <div class="settings-bar">
        <IconButton icon="arrowBack" mirrored label={t("settings.back")} onClick={() => goBack(paths.inbox)} class="settings-leave" />
        <a class="icon-button settings-up" href={paths.settings()} aria-label={t("settings.all")} title={t("settings.all")}>
          <Icon name="arrowBack" mirrored />
        </a>
        <h1>{t("settings.title")}</h1>
      </div>
      <nav class="settings-nav" aria-label={t("settings.title")}>
        {Object.entries(sections).map(([key, entry]) => (
          <a href={paths.settings(key)} aria-current={key === (name ?? "general") ? "page" : undefined} key={key}>
            <Icon name={entry.icon} />
            <span>{t(entry.label)}</span>
            <Icon name="chevron" mirrored />
          </a>
        ))}
      </nav>
      <main class="settings-main" id="main">
        <h2 ref={heading} tabIndex={-1}>
          {t(shown.label)}
        </h2>
        <shown.show key={name} />
      </main>
      <Reauthentication />
    </div>
  );
}
