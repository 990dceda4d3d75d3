import { t } from "../i18n";
import { jmapSession } from "../store/session";
import { Section } from "./parts/Section";

const keys: readonly [keys: string[], label: "about.key.compose" | "about.key.search" | "about.key.help"][] = [
  [["c"], "about.key.compose"],
  [["/"], "about.key.search"],
  [["?"], "about.key.help"],
];

/** What this is. */
export default function AboutSection() {
  return (
    <>
      <Section title="MailCloud" text={t("about.text")}>
        <dl class="facts">
          <dt>{t("about.version")}</dt>
          <dd dir="ltr">{import.meta.env.VITE_VERSION ?? t("about.development")}</dd>
          <dt>{t("about.user")}</dt>
          <dd>
            <bdi>{jmapSession.value?.username}</bdi>
          </dd>
          <dt>{t("about.server")}</dt>
          <dd dir="ltr">{location.host}</dd>
          <dt>{t("about.api")}</dt>
          <dd dir="ltr">{new URL(jmapSession.value?.apiUrl ?? "/jmap/api", location.origin).href}</dd>
        </dl>
      </Section>
      <Section title={t("about.shortcuts")} text={t("about.shortcutsHint")}>
        <ul class="settings-list">
          {keys.map(([each, label]) => (
            <li key={label}>
              <span class="settings-list-main">{t(label)}</span>
              <span dir="ltr">
                {each.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("about.licence")} text={t("about.licenceText")}>
        <ul class="settings-list">
          {[
            ["Preact", "MIT"],
            ["Preact Signals", "MIT"],
            ["Squire", "MIT"],
            ["uqr", "MIT"],
          ].map(([name, licence]) => (
            <li key={name}>
              <span class="settings-list-main">{name}</span>
              <span class="settings-list-more">{licence}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
