import { t } from "../i18n";
import { loadSession } from "../jmap/client";
import { closeSession, jmapSession } from "../store/session";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { LoginForm } from "./LoginForm";

/** Logs in again over the page, when the session has ended: what waits for it goes on afterwards. */
export default function LoginDialog() {
  const name = jmapSession.value?.username;
  return (
    <Dialog title={t("login.expired")}>
      <p class="login-hint">{t("login.expiredHint")}</p>
      <LoginForm {...(name && { name })} done={loadSession} />
      <div class="login-others">
        <Button kind="plain" icon="logOut" onClick={closeSession}>
          {t("login.someoneElse")}
        </Button>
      </div>
    </Dialog>
  );
}
