import { useState } from "preact/hooks";
import { Problem } from "../../http";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toasts";
import { Invalid } from "../parts/errors";
import { FormError, TextField } from "../parts/fields";
import { withRecentLogin } from "../parts/reauthenticate";
import { Section } from "../parts/Section";
import { useTask } from "../parts/useTask";
import { account, changePassword } from "./api";

/** As the server has it. */
const shortest = 8;

/** Changes the password with which somebody logs in. */
export function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [checked, setChecked] = useState(false);
  const tooShort = checked && next.length < shortest ? t("account.passwordShort", { count: shortest }) : null;
  const different = checked && !tooShort && next !== again ? t("account.passwordDifferent") : null;

  const task = useTask(async () => {
    await withRecentLogin(() => changePassword(current, next)).catch((error: unknown) => {
      throw error instanceof Problem && error.type === "wrongPassword" ? new Invalid(t("settings.passwordWrong")) : error;
    });
    setCurrent("");
    setNext("");
    setAgain("");
    setChecked(false);
    toast(t("account.passwordChanged"));
  });

  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (next.length >= shortest && next === again) void task.run();
  };

  return (
    <Section title={t("account.password")} text={t("account.passwordHint")}>
      <form class="settings-form" onSubmit={submit}>
        <FormError error={task.error} />
        {/* Tells password managers whose password it is. */}
        <input class="visually-hidden" autocomplete="username" tabIndex={-1} aria-hidden="true" readOnly value={account.value?.address} />
        <TextField
          label={t("account.passwordCurrent")}
          type="password"
          autocomplete="current-password"
          dir="ltr"
          required
          value={current}
          onInput={setCurrent}
        />
        <TextField
          label={t("account.passwordNew")}
          type="password"
          autocomplete="new-password"
          dir="ltr"
          required
          hint={t("account.passwordRule", { count: shortest })}
          error={tooShort}
          value={next}
          onInput={setNext}
        />
        <TextField
          label={t("account.passwordAgain")}
          type="password"
          autocomplete="new-password"
          dir="ltr"
          required
          error={different}
          value={again}
          onInput={setAgain}
        />
        <div class="settings-actions">
          <Button kind="primary" type="submit" disabled={task.busy}>
            {t("account.passwordChange")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
