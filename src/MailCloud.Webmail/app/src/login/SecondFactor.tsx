import { useEffect, useId, useState } from "preact/hooks";
import { type Key, t } from "../i18n";
import { Button } from "../ui/Button";
import type { IconName } from "../ui/Icon";
import type { Method } from "./api";
import { FailureText, useCountdown } from "./FailureText";
import type { Login } from "./useLogin";
import { passkeysExist } from "./webauthn";

const choices: Record<Method, { label: Key; icon: IconName }> = {
  totp: { label: "login.useTotp", icon: "keyboard" },
  passkey: { label: "login.usePasskey", icon: "shieldCheck" },
  recovery: { label: "login.useRecovery", icon: "drafts" },
};

const digits = 6;

/** Asks who has given the right password to prove it a second time. */
export function SecondFactor({ login, asks }: { login: Login; asks: Method }) {
  const others = login.methods.filter((method) => method !== asks && (method !== "passkey" || passkeysExist));
  return (
    <div class="login-form">
      {asks === "passkey" ? <PasskeyStep login={login} /> : <CodeStep login={login} isRecovery={asks === "recovery"} key={asks} />}
      <div class="login-others">
        {others.map((method) => (
          <Button kind="plain" icon={choices[method].icon} disabled={login.busy} onClick={() => login.choose(method)} key={method}>
            {t(choices[method].label)}
          </Button>
        ))}
        <Button kind="plain" icon="arrowBack" disabled={login.busy} onClick={login.restart}>
          {t("login.restart")}
        </Button>
      </div>
    </div>
  );
}

function CodeStep({ login, isRecovery }: { login: Login; isRecovery: boolean }) {
  const [code, setCode] = useState("");
  const wait = useCountdown(login.failure);
  const id = useId();

  const send = (value: string): void => {
    if (login.busy || wait > 0) return;
    void (isRecovery ? login.recoveryCode(value.trim()) : login.code(value));
  };

  const input = (value: string): void => {
    const kept = isRecovery ? value : value.replace(/\D/g, "").slice(0, digits);
    setCode(kept);
    // Whoever has typed the last digit has nothing else to do.
    if (!isRecovery && kept.length === digits && kept !== code) send(kept);
  };

  useEffect(() => {
    if (login.failure) setCode("");
  }, [login.failure]);

  return (
    <form
      class="login-step"
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      <FailureText id={`${id}-failure`} failure={login.failure} wait={wait} />
      <label class="field">
        <span>{t(isRecovery ? "login.recoveryCode" : "login.code")}</span>
        <input
          class="login-code"
          name="code"
          inputMode={isRecovery ? "text" : "numeric"}
          autocomplete={isRecovery ? "off" : "one-time-code"}
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
          dir="ltr"
          maxLength={isRecovery ? 64 : 16}
          value={code}
          aria-describedby={`${id}-hint ${id}-failure`}
          aria-invalid={login.failure !== null || undefined}
          onInput={(event) => input(event.currentTarget.value)}
        />
      </label>
      <p class="login-hint" id={`${id}-hint`}>
        {t(isRecovery ? "login.recoveryHint" : "login.codeHint")}
      </p>
      <Button kind="primary" type="submit" class="login-wide" disabled={login.busy || wait > 0 || !code}>
        {login.busy ? t("login.working") : wait > 0 ? t("login.waitSeconds", { count: wait }) : t("login.verify")}
      </Button>
    </form>
  );
}

function PasskeyStep({ login }: { login: Login }) {
  const wait = useCountdown(login.failure);
  const id = useId();
  return (
    <div class="login-step">
      <FailureText id={id} failure={login.failure} wait={wait} />
      <p class="login-hint">{t("login.passkeyHint")}</p>
      <Button kind="primary" class="login-wide" icon="shieldCheck" autofocus disabled={login.busy || wait > 0} onClick={() => void login.passkey()}>
        {login.busy ? t("login.working") : t("login.usePasskey")}
      </Button>
    </div>
  );
}
