import { useState } from "preact/hooks";
import { type Language, languages, t } from "../i18n";
import { disableNotifications, enableNotifications } from "../store/push";
import { changeSettings, type Settings, settings } from "../store/settings";
import { Button } from "../ui/Button";
import { toast } from "../ui/toasts";
import { errorText } from "./parts/errors";
import { Choice, Field, Switch } from "./parts/fields";
import { Section } from "./parts/Section";

/** How the page looks and behaves. Every change holds at once. */
export default function GeneralSection() {
  const now = settings.value;
  return (
    <>
      <Section title={t("general.look")}>
        <Field label={t("general.language")}>
          {(attributes) => (
            <select
              {...attributes}
              value={now.language ?? ""}
              onChange={(event) => void change({ language: (event.currentTarget.value || null) as Language | null })}
            >
              <option value="">{t("general.languageBrowser")}</option>
              {Object.entries(languages).map(([tag, name]) => (
                <option value={tag} lang={tag} key={tag}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Choice
          legend={t("general.theme")}
          value={now.theme}
          options={[
            { value: "system", label: t("general.themeSystem") },
            { value: "light", label: t("general.themeLight") },
            { value: "dark", label: t("general.themeDark") },
          ]}
          onChange={(theme) => void change({ theme })}
        />
        <Choice
          legend={t("general.density")}
          value={now.density}
          options={[
            { value: "comfortable", label: t("general.densityComfortable") },
            { value: "compact", label: t("general.densityCompact") },
          ]}
          onChange={(density) => void change({ density })}
        />
      </Section>
      <Section title={t("general.reading")}>
        <Switch
          label={t("general.conversations")}
          hint={t("general.conversationsHint")}
          checked={now.conversations}
          onChange={(conversations) => void change({ conversations })}
        />
        <Choice
          legend={t("general.images")}
          hint={t("general.imagesHint")}
          value={now.loadImages}
          options={[
            { value: "ask", label: t("general.imagesAsk") },
            { value: "contacts", label: t("general.imagesContacts") },
            { value: "always", label: t("general.imagesAlways") },
          ]}
          onChange={(loadImages) => void change({ loadImages })}
        />
        <Switch
          label={t("general.shortcuts")}
          hint={t("general.shortcutsHint")}
          checked={now.shortcuts}
          onChange={(shortcuts) => void change({ shortcuts })}
        />
      </Section>
      <Section title={t("general.sending")}>
        <Choice
          legend={t("general.undo")}
          hint={t("general.undoHint")}
          value={String(now.undoSeconds)}
          options={[0, 5, 10, 20, 30].map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? t("general.undoOff") : t("general.undoSeconds", { count: seconds }),
          }))}
          onChange={(seconds) => void change({ undoSeconds: Number(seconds) })}
        />
      </Section>
      <Notifications />
    </>
  );
}

async function change(changes: Partial<Settings>): Promise<void> {
  try {
    await changeSettings(changes);
  } catch (error) {
    toast(errorText(error), { kind: "error" });
  }
}

/** Whether the browser tells of new mail. It has to be allowed to, and can be tried. */
function Notifications() {
  const supported = typeof Notification !== "undefined";
  const [permission, setPermission] = useState(supported ? Notification.permission : "denied");
  const on = settings.value.notifications && permission === "granted";

  const turn = async (wanted: boolean): Promise<void> => {
    try {
      await (wanted ? enableNotifications() : disableNotifications());
    } catch (error) {
      toast(errorText(error), { kind: "error" });
    }
    setPermission(Notification.permission);
  };

  const test = async (): Promise<void> => {
    const options = { body: t("general.testBody"), icon: "/webmail/icons/icon-192.png", tag: "test" };
    // Phones show only those of a service worker.
    const worker = await navigator.serviceWorker?.getRegistration();
    if (worker) await worker.showNotification(t("general.testTitle"), options);
    else new Notification(t("general.testTitle"), options);
  };

  return (
    <Section title={t("general.notifications")}>
      <Switch
        label={t("general.notify")}
        hint={t(!supported ? "general.notifyMissing" : permission === "denied" ? "general.notifyBlocked" : "general.notifyHint")}
        checked={on}
        disabled={!supported || permission === "denied"}
        onChange={(wanted) => void turn(wanted)}
      />
      {on && (
        <div class="settings-actions">
          <Button icon="bell" onClick={() => void test().catch((error: unknown) => toast(errorText(error), { kind: "error" }))}>
            {t("general.notifyTest")}
          </Button>
        </div>
      )}
    </Section>
  );
}
