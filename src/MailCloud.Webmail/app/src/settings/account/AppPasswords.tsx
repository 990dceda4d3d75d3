import { useState } from "preact/hooks";
import { type Key, t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/toasts";
import { errorText } from "../parts/errors";
import { Checks, FormError, TextField } from "../parts/fields";
import { dayText } from "../parts/format";
import { withRecentLogin } from "../parts/reauthenticate";
import { SecretText } from "../parts/SecretText";
import { Section } from "../parts/Section";
import { useTask } from "../parts/useTask";
import { account, addAppPassword, type AppPassword, removeAppPassword, type Scope, scopes } from "./api";

const scopeNames: Record<Scope, Key> = { imap: "account.scopeImap", pop3: "account.scopePop3", smtp: "account.scopeSmtp", jmap: "account.scopeJmap" };

/** Passwords for mail programs, each of which can be taken back alone. */
export function AppPasswords({ passwords }: { passwords: AppPassword[] }) {
  const [adding, setAdding] = useState(false);
  const remove = async ({ name, label }: AppPassword): Promise<void> => {
    const agreed = await confirm({
      title: t("account.appRevokeTitle"),
      text: t("account.appRevokeText", { label }),
      action: t("account.appRevoke"),
      dangerous: true,
    });
    if (!agreed) return;
    await withRecentLogin(() => removeAppPassword(name)).then(
      () => toast(t("account.appRevoked")),
      (error: unknown) => toast(errorText(error), { kind: "error" }),
    );
  };

  return (
    <Section
      title={t("account.apps")}
      text={t("account.appsHint")}
      actions={
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t("account.appAdd")}
        </Button>
      }
    >
      {passwords.length === 0 ? (
        <p class="settings-empty">{t("account.appsNone")}</p>
      ) : (
        <ul class="settings-list">
          {passwords.map((each) => (
            <li key={each.name}>
              <div class="settings-list-main">
                <strong>
                  <bdi>{each.label}</bdi>
                </strong>
                <span class="settings-list-more">
                  {each.scopes.map((scope) => (scope in scopeNames ? t(scopeNames[scope]) : scope)).join(" · ")} ·{" "}
                  {t("account.created", { date: dayText(each.created) })}
                </span>
              </div>
              <Button kind="danger" onClick={() => void remove(each)}>
                {t("account.appRevoke")}
                <span class="visually-hidden"> {each.label}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding && <AppPasswordDialog close={() => setAdding(false)} />}
    </Section>
  );
}

/** Makes a password and shows it once. */
export function AppPasswordDialog({ close }: { close: () => void }) {
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<Scope[]>(["imap", "smtp"]);
  const [made, setMade] = useState<string | null>(null);
  const task = useTask(async () => setMade((await withRecentLogin(() => addAppPassword(label.trim(), chosen))).password));

  if (made)
    return (
      <Dialog
        title={t("account.appMade")}
        actions={
          <Button kind="primary" onClick={close}>
            {t("settings.done")}
          </Button>
        }
      >
        <p class="field-hint">{t("account.appMadeHint", { address: account.value?.address ?? "" })}</p>
        <SecretText label={t("account.appMade")} text={made} />
      </Dialog>
    );

  return (
    <Dialog
      title={t("account.appAdd")}
      onClose={close}
      onSubmit={() => void task.run()}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !label.trim() || chosen.length === 0}>
            {t("account.appCreate")}
          </Button>
        </>
      }
    >
      <FormError error={task.error} />
      <TextField label={t("account.appLabel")} hint={t("account.appLabelHint")} maxLength={100} required autofocus value={label} onInput={setLabel} />
      <Checks
        legend={t("account.appScopes")}
        values={chosen}
        options={scopes.map((scope) => ({ value: scope, label: t(scopeNames[scope]) }))}
        onChange={setChosen}
      />
    </Dialog>
  );
}
