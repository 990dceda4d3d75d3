import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { makePasskey, passkeysExist } from "../../login/webauthn";
import { confirm, prompt } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/toasts";
import { addPasskey, type Passkey, passkeyOptions, removePasskey, renamePasskey } from "../account/api";
import { errorText, Invalid } from "../parts/errors";
import { FormError, TextField } from "../parts/fields";
import { agoText, dayText } from "../parts/format";
import { withRecentLogin } from "../parts/reauthenticate";
import { Section } from "../parts/Section";
import { useTask } from "../parts/useTask";
import { deviceName } from "./userAgent";

/** Keys that a device or a password manager keeps: they log in without a password, and confirm a log-in with one. */
export function Passkeys({ passkeys, show }: { passkeys: Passkey[]; show: (codes: string[] | undefined) => void }) {
  const [adding, setAdding] = useState(false);
  const remove = async ({ id, name }: Passkey): Promise<void> => {
    if (
      !(await confirm({
        title: t("security.passkeyRemoveTitle"),
        text: t("security.passkeyRemoveText", { name }),
        action: t("security.remove"),
        dangerous: true,
      }))
    )
      return;
    await withRecentLogin(() => removePasskey(id)).then(
      () => toast(t("security.passkeyRemoved")),
      (error: unknown) => toast(errorText(error), { kind: "error" }),
    );
  };
  const rename = async ({ id, name }: Passkey): Promise<void> => {
    const given = await prompt({
      title: t("security.passkeyRename"),
      field: { label: t("security.passkeyName"), value: name },
      action: t("settings.save"),
    });
    if (given && given !== name) await renamePasskey(id, given).catch((error: unknown) => void toast(errorText(error), { kind: "error" }));
  };
  return (
    <Section
      title={t("security.passkeys")}
      text={t("security.passkeysHint")}
      actions={
        passkeysExist && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t("security.passkeyAdd")}
          </Button>
        )
      }
    >
      {!passkeysExist && <p class="settings-empty">{t("security.passkeysMissing")}</p>}
      {passkeysExist && passkeys.length === 0 && <p class="settings-empty">{t("security.passkeysNone")}</p>}
      <ul class="settings-list">
        {passkeys.map((each) => (
          <li key={each.id}>
            <div class="settings-list-main">
              <strong>
                <bdi>{each.name}</bdi>
              </strong>
              <span class="settings-list-more">
                {t("account.created", { date: dayText(each.created) })} ·{" "}
                {each.lastUsed ? t("security.used", { ago: agoText(each.lastUsed) }) : t("security.neverUsed")}
              </span>
            </div>
            <Button onClick={() => void rename(each)}>
              {t("security.rename")}
              <span class="visually-hidden"> {each.name}</span>
            </Button>
            <Button kind="danger" onClick={() => void remove(each)}>
              {t("security.remove")}
              <span class="visually-hidden"> {each.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {adding && <AddDialog close={() => setAdding(false)} show={show} />}
    </Section>
  );
}

function AddDialog({ close, show }: { close: () => void; show: (codes: string[] | undefined) => void }) {
  const [name, setName] = useState(deviceName(navigator.userAgent));
  const task = useTask(async () => {
    const options = await withRecentLogin(passkeyOptions);
    const credential = await makePasskey(options).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === "InvalidStateError" ? new Invalid(t("security.passkeyThere")) : error;
    });
    if (!credential) throw new Invalid(t("security.passkeyCalledOff"));
    const answer = await withRecentLogin(() => addPasskey(name.trim(), credential));
    toast(t("security.passkeyAdded"));
    close();
    show(answer?.recoveryCodes);
  });
  return (
    <Dialog
      title={t("security.passkeyAdd")}
      onClose={close}
      onSubmit={() => void task.run()}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !name.trim()}>
            {t("settings.continue")}
          </Button>
        </>
      }
    >
      <FormError error={task.error} />
      <TextField
        label={t("security.passkeyName")}
        hint={t("security.passkeyNameHint")}
        maxLength={100}
        required
        autofocus
        value={name}
        onInput={setName}
      />
    </Dialog>
  );
}
