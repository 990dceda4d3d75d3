import { forgetWriting } from "../compose/open";
import { json, Offline } from "../http";
import { t } from "../i18n";
import { navigate, paths } from "../router";
import { forget } from "../store/cache";
import { unsubscribe } from "../store/push";
import { closeSession } from "../store/session";
import { forgetSettings, settings } from "../store/settings";
import { toast } from "../ui/toasts";

/** Ends the session, and forgets here what was read in it. */
export async function logOut(): Promise<void> {
  // A push that nobody takes any more is forgotten by the server in time, so that this may fail.
  if (settings.peek().notifications) await unsubscribe().catch(() => undefined);
  try {
    await json("POST", "/webmail/logout", undefined, "fail");
  } catch (error) {
    // Without the server the cookie stays valid: saying that all is over would be untrue.
    if (error instanceof Offline) return void toast(t("offline.logOut"), { kind: "error" });
  }
  await forget();
  forgetWriting();
  forgetSettings();
  closeSession();
  navigate(paths.login, { replace: true });
  // Nothing of the account stays in memory either.
  location.reload();
}
