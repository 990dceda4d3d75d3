import { forgetWriting } from "../compose/open";
import { json, Offline } from "../http";
import { t } from "../i18n";
import { navigate, paths } from "../router";
import { forget } from "../store/cache";
import { closeSession } from "../store/session";
import { toast } from "../ui/toasts";

/** Ends the session, and forgets here what was read in it. */
export async function logOut(): Promise<void> {
  try {
    await json("POST", "/webmail/logout", undefined, "fail");
  } catch (error) {
    // Without the server the cookie stays valid: saying that all is over would be untrue.
    if (error instanceof Offline) return void toast(t("offline.logOut"), { kind: "error" });
  }
  await forget();
  forgetWriting();
  closeSession();
  navigate(paths.login, { replace: true });
  // Nothing of the account stays in memory either.
  location.reload();
}
