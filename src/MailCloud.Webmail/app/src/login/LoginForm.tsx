import { useId, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { FailureText, useCountdown } from "./FailureText";
import { rememberedName, rememberName } from "./remembered";
import { SecondFactor } from "./SecondFactor";
import { useLogin } from "./useLogin";
import { passkeysExist } from "./webauthn";
import "./login.css";

/** The steps of a log-in. `name` is set where only this person may log in, as over a page that shows their mail. */
export function LoginForm({ name, done }: { name?: string; done: () => Promise<void> }) {
  const login = useLogin(done);
  return login.asks === "password" ? <PasswordStep login={login} fixedName={name} /> : <SecondFactor login={login} asks={login.asks} />;
}

function PasswordStep({ login, fixedName }: { login: ReturnType<typeof useLogin>; fixedName?: string | undefined }) {
  const [name, setName] = useState(fixedName ?? rememberedName());
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const wait = useCountdown(login.failure);
  const id = useId();
  const failed = login.failure !== null;

  const submit = (event: Event): void => {
    event.preventDefault();
    if (login.busy || wait > 0) return;
    if (!fixedName) rememberName(login.remember ? name.trim() : "");
    void login.password(name.trim(), password);
  };

  return (
    <form class="login-form" onSubmit={submit} aria-describedby={failed ? `${id}-failure` : undefined}>
      <FailureText id={`${id}-failure`} failure={login.failure} wait={wait} />
      <label class="field">
        <span>{t("login.name")}</span>
        <input
          name="username"
          inputMode="email"
          autocomplete="username webauthn"
          autocapitalize="none"
          spellcheck={false}
          required
          readOnly={fixedName !== undefined}
          autofocus={!name}
          dir="ltr"
          placeholder={t("login.namePlaceholder")}
          value={name}
          aria-invalid={failed || undefined}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <div class="field">
        <label for={`${id}-password`}>{t("login.password")}</label>
        <div class="login-password">
          <input
            id={`${id}-password`}
            name="password"
            // Preact's types know a field either as text or as password.
            type={(shown ? "text" : "password") as "password"}
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck={false}
            required
            autofocus={name !== ""}
            dir="ltr"
            value={password}
            aria-invalid={failed || undefined}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
          <button type="button" class="login-show" aria-pressed={shown} aria-controls={`${id}-password`} onClick={() => setShown(!shown)}>
            {shown ? t("login.hide") : t("login.show")}
            <span class="visually-hidden"> {t("login.password")}</span>
          </button>
        </div>
      </div>
      {!fixedName && (
        <label class="login-remember">
          <input type="checkbox" checked={login.remember} onChange={(event) => login.setRemember(event.currentTarget.checked)} />
          <span>{t("login.remember")}</span>
        </label>
      )}
      <Button kind="primary" type="submit" class="login-wide" disabled={login.busy || wait > 0}>
        {login.busy ? t("login.working") : wait > 0 ? t("login.waitSeconds", { count: wait }) : t("login.submit")}
      </Button>
      {passkeysExist && (
        <>
          <p class="login-or">
            <span>{t("login.or")}</span>
          </p>
          <Button class="login-wide" icon="shieldCheck" disabled={login.busy} onClick={() => void login.passkey()}>
            {t("login.withPasskey")}
          </Button>
        </>
      )}
    </form>
  );
}
