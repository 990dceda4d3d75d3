import { t } from "../i18n";
import { loadSession } from "../jmap/client";
import { paths } from "../router";
import { forget } from "../store/cache";
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
        <Button kind="plain" icon="logOut" onClick={() => void leave()}>
          {t("login.someoneElse")}
        </Button>
      </div>
    </Dialog>
  );
}

/** Drops what the browser keeps of whoever was logged in here, before somebody else is. */
async function leave(): Promise<void> {
  await forget();
  closeSession();
  // Nothing of the account stays in memory either.
  location.assign(paths.login);
}
