import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Problem } from "../../http";
import { type Key, t } from "../../i18n";
import { passkeyOptions } from "../../login/api";
import { askForPasskey, passkeysExist } from "../../login/webauthn";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { account, type Proof, reauthenticate } from "../account/api";
import { Invalid } from "./errors";
import { FormError, TextField } from "./fields";
import { useTask } from "./useTask";

/** What is said of the server's refusals, by their types. */
const refusals: Record<string, Key> = {
  wrongPassword: "settings.passwordWrong",
  wrongCode: "login.codeWrong",
  secondFactor: "settings.secondWanted",
};

/** What waits for the password; null: nothing does. */
const waiting = signal<((confirmed: boolean) => void) | null>(null);

/** Does something for which the log-in must be recent: if it is not, the password is asked for, and it is tried again. */
export async function withRecentLogin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem && error.type === "reauthenticate")) throw error;
    const confirmed = await new Promise<boolean>((resolve) => (waiting.value = resolve));
    if (!confirmed) throw new Invalid(t("settings.notConfirmed"));
    return work();
  }
}

/** Asks for the password when something waits for it. */
export function Reauthentication() {
  return waiting.value && <PasswordDialog answer={waiting.value} />;
}

/** What a passkey answers; null if it was called off. */
async function passkeyProof(): Promise<Proof | null> {
  const credential = await askForPasskey(await passkeyOptions(), new AbortController().signal);
  return credential && { credential };
}

function PasswordDialog({ answer }: { answer: (confirmed: boolean) => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const factors = account.value?.twoFactor;
  const [wantsFactor, setWantsFactor] = useState(!!factors && (factors.totp || factors.passkeys.length > 0));
  const close = (confirmed: boolean): void => {
    waiting.value = null;
    answer(confirmed);
  };
  const task = useTask(async (by: "code" | "passkey") => {
    const proof = by === "passkey" ? await passkeyProof() : code.trim() ? { code: code.trim() } : undefined;
    // They called it off.
    if (proof === null) return;
    await reauthenticate(password, proof).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      if (error.type === "secondFactor") setWantsFactor(true);
      throw error.type in refusals ? new Invalid(t(refusals[error.type]!)) : error;
    });
    close(true);
  });
  return (
    <Dialog
      title={t("settings.confirmYou")}
      onClose={() => close(false)}
      onSubmit={() => void task.run("code")}
      actions={
        <>
          <Button onClick={() => close(false)}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !password || (wantsFactor && !code.trim())}>
            {t("settings.continue")}
          </Button>
        </>
      }
    >
      <p class="field-hint">{t("settings.confirmYouHint")}</p>
      <FormError error={task.error} />
      <TextField
        label={t("login.password")}
        type="password"
        autocomplete="current-password"
        dir="ltr"
        autofocus
        required
        value={password}
        onInput={setPassword}
      />
      {wantsFactor && (
        <TextField label={t("settings.secondCode")} autocomplete="one-time-code" dir="ltr" value={code} onInput={setCode} />
      )}
      {wantsFactor && passkeysExist && factors?.passkeys.length !== 0 && (
        <Button icon="shieldCheck" disabled={task.busy || !password} onClick={() => void task.run("passkey")}>
          {t("login.usePasskey")}
        </Button>
      )}
    </Dialog>
  );
}
