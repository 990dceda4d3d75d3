import { openComposer } from "../compose/open";
import { t } from "../i18n";
import { paths, navigate } from "../router";
import { jmapSession, online } from "../store/session";
import { changeSettings, settings } from "../store/settings";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu, type MenuItem } from "../ui/Menu";
import { toast } from "../ui/toasts";
import { drawerOpen } from "./drawer";
import { helpOpen } from "./help";
import { logOut } from "./logOut";
import { SearchBox } from "./SearchBox";
import { layout } from "./view";

/** The bar over everything: search and the account. */
export function TopBar() {
  const address = jmapSession.value?.username ?? "";
  return (
    <header class="top-bar">
      {layout.value === "phone" ? (
        <IconButton icon="menu" label={t("folder.all")} expanded={drawerOpen.value} onClick={() => (drawerOpen.value = true)} />
      ) : (
        <a class="brand" href={paths.inbox}>
          <img src="/webmail/icons/icon.svg" alt="" width="28" height="28" />
          <span>{t("app.mail")}</span>
        </a>
      )}
      <SearchBox />
      {!online.value && (
        <span class="offline" role="status">
          <Icon name="cloudOff" />
          <span>{t("offline.now")}</span>
        </span>
      )}
      {layout.value !== "phone" && <IconButton icon="settings" label={t("app.settings")} onClick={() => navigate(paths.settings())} />}
      <Menu
        icon="contacts"
        label={t("app.accountMenu", { address })}
        face={<Avatar name={null} email={address} />}
        head={
          <>
            <strong>{address}</strong>
          </>
        }
        groups={[
          [
            { label: t("app.settings"), icon: "settings", run: () => navigate(paths.settings()) },
            { label: t("app.contacts"), icon: "contacts", run: () => navigate(paths.contacts) },
            { label: t("help.title"), icon: "keyboard", keys: "?", run: () => (helpOpen.value = true) },
          ],
          themeItems(),
          [{ label: t("app.logOut"), icon: "logOut", run: () => void logOut() }],
        ]}
      />
    </header>
  );
}

function themeItems(): MenuItem[] {
  const choose = (theme: "system" | "light" | "dark", label: string): MenuItem => ({
    label,
    checked: settings.value.theme === theme,
    run: () => void changeSettings({ theme }).catch(() => toast(t("error.notSaved"), { kind: "error" })),
  });
  return [choose("system", t("theme.system")), choose("light", t("theme.light")), choose("dark", t("theme.dark"))];
}

/** On phones the way to write a message lies over the list, under the thumb. */
export function ComposeButton() {
  return (
    <button type="button" class="compose-float" aria-label={t("action.compose")} onClick={() => openComposer()}>
      <Icon name="pencil" />
    </button>
  );
}
