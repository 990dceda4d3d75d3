import { t } from "../i18n";
import { helpOpen } from "../mail/help";
import { jmapSession } from "../store/session";
import { Button } from "../ui/Button";
import { Section } from "./parts/Section";

/** The name of this build of the page: what its first script has in its name. Null while it is developed. */
function buildName(): string | null {
  const script = document.querySelector<HTMLScriptElement>("script[type=module][src]");
  return /-([\w-]{8})\.js$/.exec(script?.src ?? "")?.[1] ?? null;
}

/** What this is. */
export default function AboutSection() {
  return (
    <>
      <Section title="MailCloud" text={t("about.text")}>
        <dl class="facts">
          <dt>{t("about.version")}</dt>
          <dd dir="ltr">{buildName() ?? t("about.development")}</dd>
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
        <div class="settings-actions">
          <Button icon="keyboard" onClick={() => (helpOpen.value = true)}>
            {t("about.showShortcuts")}
          </Button>
        </div>
      </Section>
      <Section title={t("about.licence")} text={t("about.licenceText")}>
        <ul class="settings-list">
          {[
            ["Preact", "MIT"],
            ["Preact Signals", "MIT"],
            ["Squire", "MIT"],
            ["DOMPurify", "Apache-2.0"],
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
