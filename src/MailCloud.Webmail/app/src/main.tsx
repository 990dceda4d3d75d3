// The common styles come first, so that those of the areas may say otherwise.
import "./ui/theme.css";
import "./ui/ui.css";
import { render } from "preact";
import { App } from "./app";
import { openFromAddress } from "./compose/open";
import { t } from "./i18n";
import { listenToKeys } from "./mail/shortcuts";
import { followLinks } from "./router";
import { readMailboxes } from "./store/mailboxes";
import { subscribe } from "./store/push";
import { session } from "./store/session";
import { applySettings, settings } from "./store/settings";
import { follow, synchronise } from "./store/sync";
import { registerWorker } from "./worker";

// What the server has is on its way while the page shows what the browser has.
followLinks();
const first = synchronise().catch(() => undefined);
await Promise.all([applySettings(), readMailboxes()]);
document.title = t("app.mail");
render(<App />, document.getElementById("app")!);
listenToKeys();
openFromAddress();
void registerWorker().catch(reportError);

await first;
follow();
if (settings.peek().notifications && session.peek() === "open") void subscribe().catch(reportError);
