import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/toasts";
import { account, renewRecoveryCodes } from "../account/api";
import { errorText } from "../parts/errors";
import { withRecentLogin } from "../parts/reauthenticate";
import { CopyButton } from "../parts/SecretText";
import { Section } from "../parts/Section";

const few = 3;

/** Codes for when phone and passkey are lost. */
export function RecoveryCodes({ left, show }: { left: number; show: (codes: string[]) => void }) {
  const renew = async (): Promise<void> => {
    if (!(await confirm({ title: t("security.renewTitle"), text: t("security.renewText"), action: t("security.renew") }))) return;
    await withRecentLogin(renewRecoveryCodes).then(
      ({ recoveryCodes }) => show(recoveryCodes),
      (error: unknown) => toast(errorText(error), { kind: "error" }),
    );
  };
  return (
    <Section
      title={t("security.recovery")}
      text={t("security.recoveryHint")}
      actions={
        <Button icon="refresh" onClick={() => void renew()}>
          {t("security.renew")}
        </Button>
      }
    >
      <p class={left < few ? "settings-state settings-state-warn" : "settings-state"}>{t("security.recoveryLeft", { count: left })}</p>
    </Section>
  );
}

/** Shows new codes, which cannot be shown again. */
export function RecoveryDialog({ codes, close }: { codes: string[]; close: () => void }) {
  const text = codes.join("\n");
  const address = account.value?.address ?? "";
  const download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${t("security.recovery")} · ${address}\n\n${text}\n`], { type: "text/plain" }));
    link.download = t("security.recoveryFile");
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Dialog
      title={t("security.recovery")}
      actions={
        <Button kind="primary" onClick={close}>
          {t("security.recoveryKept")}
        </Button>
      }
    >
      <p class="field-hint">{t("security.recoveryKeep")}</p>
      <div class="recovery">
        <p class="recovery-head">
          {t("security.recovery")} · <bdi>{address}</bdi>
        </p>
        <ul class="recovery-codes" dir="ltr" aria-label={t("security.recovery")}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div class="settings-actions">
        <CopyButton text={text} />
        <Button icon="download" onClick={download}>
          {t("settings.download")}
        </Button>
        <Button icon="print" onClick={() => print()}>
          {t("settings.print")}
        </Button>
      </div>
    </Dialog>
  );
}
