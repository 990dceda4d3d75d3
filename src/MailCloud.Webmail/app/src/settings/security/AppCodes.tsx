import { useEffect, useState } from "preact/hooks";
import { Problem } from "../../http";
import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Spinner } from "../../ui/Spinner";
import { toast } from "../../ui/toasts";
import { beginTotp, confirmTotp, removeTotp } from "../account/api";
import { errorText, Invalid } from "../parts/errors";
import { FormError, TextField } from "../parts/fields";
import { withRecentLogin } from "../parts/reauthenticate";
import { CopyButton } from "../parts/SecretText";
import { Section } from "../parts/Section";
import { useTask } from "../parts/useTask";
import { QrCode } from "./QrCode";

/** Codes of an authenticator app (RFC 6238). */
export function AppCodes({ on, show }: { on: boolean; show: (codes: string[] | undefined) => void }) {
  const [adding, setAdding] = useState(false);
  const turnOff = async (): Promise<void> => {
    if (!(await confirm({ title: t("security.totpOffTitle"), text: t("security.totpOffText"), action: t("security.totpOff"), dangerous: true })))
      return;
    await withRecentLogin(removeTotp).then(
      () => toast(t("security.totpIsOff")),
      (error: unknown) => toast(errorText(error), { kind: "error" }),
    );
  };
  return (
    <Section
      title={t("security.totp")}
      text={t("security.totpHint")}
      actions={
        on ? (
          <Button kind="danger" onClick={() => void turnOff()}>
            {t("security.totpOff")}
          </Button>
        ) : (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t("security.totpAdd")}
          </Button>
        )
      }
    >
      <p class={on ? "settings-state" : "settings-empty"}>{t(on ? "security.totpIsOn" : "security.totpIsNotOn")}</p>
      {adding && <SetUp close={() => setAdding(false)} show={show} />}
    </Section>
  );
}

function SetUp({ close, show }: { close: () => void; show: (codes: string[] | undefined) => void }) {
  const [begun, setBegun] = useState<{ secret: string; uri: string } | null>(null);
  const [code, setCode] = useState("");
  const begin = useTask(async () => setBegun(await withRecentLogin(beginTotp)));
  const finish = useTask(async () => {
    const { recoveryCodes } = await confirmTotp(code).catch((error: unknown) => {
      throw error instanceof Problem && error.type === "wrongCode" ? new Invalid(t("security.codeWrong")) : error;
    });
    toast(t("security.totpIsOn"));
    close();
    show(recoveryCodes);
  });
  useEffect(() => void begin.run(), []);

  return (
    <Dialog
      title={t("security.totpAdd")}
      onClose={close}
      onSubmit={() => void finish.run()}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!begun || finish.busy || code.length < 6}>
            {t("security.turnOn")}
          </Button>
        </>
      }
    >
      <FormError error={begin.error ?? finish.error} />
      {!begun && !begin.error && <Spinner label={t("app.loading")} />}
      {begun && (
        <ol class="steps">
          <li>
            <p>{t("security.totpScan")}</p>
            <QrCode text={begun.uri} label={t("security.qr")} />
            <details>
              <summary>{t("security.totpByHand")}</summary>
              <div class="secret">
                <output class="secret-text" dir="ltr" aria-label={t("security.secret")}>
                  {begun.secret.match(/.{1,4}/g)?.join(" ")}
                </output>
                <CopyButton text={begun.secret} />
              </div>
            </details>
          </li>
          <li>
            <TextField
              label={t("security.totpConfirm")}
              inputMode="numeric"
              autocomplete="one-time-code"
              class="code-input"
              dir="ltr"
              maxLength={8}
              required
              value={code}
              onInput={(value) => setCode(value.replace(/\D/g, "").slice(0, 6))}
            />
          </li>
        </ol>
      )}
    </Dialog>
  );
}
