import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Problem } from "../../http";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { reauthenticate } from "../account/api";
import { Invalid } from "./errors";
import { FormError, TextField } from "./fields";
import { useTask } from "./useTask";

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

function PasswordDialog({ answer }: { answer: (confirmed: boolean) => void }) {
  const [password, setPassword] = useState("");
  const close = (confirmed: boolean): void => {
    waiting.value = null;
    answer(confirmed);
  };
  const task = useTask(async () => {
    await reauthenticate(password).catch((error: unknown) => {
      throw error instanceof Problem && error.type === "wrongPassword" ? new Invalid(t("settings.passwordWrong")) : error;
    });
    close(true);
  });
  return (
    <Dialog
      title={t("settings.confirmYou")}
      onClose={() => close(false)}
      onSubmit={() => void task.run()}
      actions={
        <>
          <Button onClick={() => close(false)}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !password}>
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
    </Dialog>
  );
}
