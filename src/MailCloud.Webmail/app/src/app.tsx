import { writing } from "./compose/open";
import { lazy } from "./lazy";
import { Preview } from "./mail/Attachments";
import MailPage from "./mail/MailPage";
import { Shell } from "./mail/Shell";
import { SourceDialog } from "./mail/Source";
import { route } from "./router";
import { session } from "./store/session";
import { Questions } from "./ui/ask";
import { Toasts } from "./ui/Toasts";

const Composer = lazy(() => import("./compose/Composer"), "compose");
const ContactsPage = lazy(() => import("./contacts/ContactsPage"), "contacts");
const LoginDialog = lazy(() => import("./login/LoginDialog"), "account");
const LoginPage = lazy(() => import("./login/LoginPage"), "account");
const SettingsPage = lazy(() => import("./settings/SettingsPage"), "account");

/** What the address asks for, and what may lie over it. */
export function App() {
  if (session.value === "none" || route.value.name === "login") return <LoginPage />;
  return (
    <>
      <Screen />
      {writing.value && <Composer />}
      {session.value === "expired" && <LoginDialog />}
      <Preview />
      <SourceDialog />
      <Questions />
      <Toasts />
    </>
  );
}

function Screen() {
  const shown = route.value;
  if (shown.name === "contacts")
    return (
      <Shell>
        <ContactsPage />
      </Shell>
    );
  if (shown.name === "settings")
    return (
      <Shell>
        <SettingsPage section={shown.section} />
      </Shell>
    );
  return <MailPage />;
}
