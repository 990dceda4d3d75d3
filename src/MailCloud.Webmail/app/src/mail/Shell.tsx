import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { lazy } from "../lazy";
import VacationBanner from "../settings/vacation/VacationBanner";
import { drawerOpen } from "./drawer";
import { helpOpen } from "./help";
import { Sidebar } from "./Sidebar";
import { TopBar } from "./TopBar";
import { UpdatePrompt } from "./UpdatePrompt";
import { layout, openThreadId } from "./view";

const HelpSheet = lazy(() => import("./HelpSheet"));

/** What stands around every screen: the bar and the folders. */
export function Shell({ children }: { children: ComponentChildren }) {
  return (
    <div class={`shell shell-${layout.value}`}>
      <a class="skip" href="#main" onClick={skip}>
        {t("app.skip")}
      </a>
      {!(layout.value === "phone" && openThreadId.value !== null) && <TopBar />}
      <div class="notices">
        <UpdatePrompt />
        <VacationBanner />
      </div>
      {layout.value === "phone" ? drawerOpen.value && <Drawer /> : <Sidebar />}
      {children}
      {helpOpen.value && <HelpSheet />}
    </div>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main [tabindex='0'], #main h1")?.focus();
}

/** On phones: the folders over the list. */
function Drawer() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => void (drawerOpen.value = false);
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label={t("folder.all")}
      onCancel={close}
      onClick={(event) => (event.target === dialog.current || (event.target as Element).closest("a, .compose-button")) && close()}
    >
      <Sidebar />
    </dialog>
  );
}
