import { render } from "preact";
import { App } from "./app";
import { loadSession } from "./jmap/client";
import { followLinks } from "./router";
import { applySettings, loadSettings } from "./store/settings";
import "./ui/theme.css";
import "./ui/ui.css";

followLinks();
await applySettings();
render(<App />, document.getElementById("app")!);
await loadSession();
await loadSettings();
