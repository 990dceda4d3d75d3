import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { IconButton } from "../../ui/Button";
import { toast } from "../../ui/toasts";
import { attachFiles, insertImages } from "../attach";
import { maySend } from "../checks";
import type { Composition } from "../Composition";
import type { RichEditor } from "../editor/RichEditor";
import { sendKept } from "../outbox";
import { remove, show } from "../windows";
import { Attachments } from "./Attachments";
import { Body } from "./Body";
import { Fields } from "./Fields";
import { Footer } from "./Footer";
import { ScheduleDialog } from "./ScheduleDialog";
import { ToolButton } from "./ToolButton";

/** One message that is being written. */
export function ComposerWindow({ composition }: { composition: Composition }) {
  const editor = useSignal<RichEditor | null>(null);
  const [scheduling, setScheduling] = useState(false);
  const [dragging, setDragging] = useState(false);
  const [sending, setSending] = useState(false);
  const leaving = useRef(false);
  const root = useRef<HTMLElement>(null);
  const view = composition.view.value;
  const { key, subject } = composition.message.value;
  const title = subject.trim() || t("compose.newMessage");
  useReturnedFocus(root);

  const close = async (): Promise<void> => {
    const kept = !composition.untouched;
    remove(key);
    await composition.close();
    if (kept) toast(t(composition.saving.state.value === "saved" ? "compose.draftSaved" : "compose.saveOffline"));
  };
  const discard = async (): Promise<void> => {
    const ask = { title: t("compose.discard"), text: t("compose.discardText"), action: t("compose.discardAction"), dangerous: true };
    const nothing = composition.untouched && composition.message.peek().draftId === null;
    if (!nothing && !(await confirm(ask))) return;
    remove(key);
    await composition.discard();
    toast(t("compose.discarded"));
  };
  const send = async (at: Date | null): Promise<void> => {
    if (leaving.current) return;
    leaving.current = true;
    if (await isReady()) {
      remove(key);
      await composition.handOver({ sendAt: at && at.toISOString().replace(/\.\d+/, ""), tried: false });
      await sendKept();
    }
    leaving.current = false;
  };
  /** Asks what is to be asked, and waits for files that are on their way. */
  const isReady = async (): Promise<boolean> => {
    if (!(await maySend(composition))) return false;
    setSending(true);
    await composition.uploads.idle();
    setSending(false);
    return !composition.uploads.failed || maySend(composition);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // A question over it has its own keys.
    if ((event.target as Element).closest("dialog")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send(null);
    } else if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault();
      if (view === "full") show(key, "docked");
      else void close();
    }
    // The page's own keys are for what lies under the composer.
    event.stopPropagation();
  };

  return (
    <section
      ref={root}
      role="dialog"
      aria-labelledby={`${key}-title`}
      class={`composer composer-${view}${dragging ? " composer-dragging" : ""}`}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(event) => setDragging(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))}
      onDropCapture={(event) => {
        const files = [...(event.dataTransfer?.files ?? [])];
        setDragging(false);
        if (files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        const intoText = (event.target as Element).closest(".editor") !== null;
        if (intoText && editor.value) insertImages(composition, editor.value, files);
        else attachFiles(composition, files);
      }}
    >
      <header class="composer-head" onDblClick={() => show(key, view === "full" ? "docked" : "full")}>
        <h2 id={`${key}-title`}>
          {view === "minimised" ? (
            <button type="button" class="composer-title" onClick={() => show(key, "docked")}>
              <bdi>{title}</bdi>
            </button>
          ) : (
            <bdi class="composer-title">{title}</bdi>
          )}
        </h2>
        {view !== "minimised" && <ToolButton class="composer-minimise" drawing="minimise" label={t("compose.minimise")} onClick={() => show(key, "minimised")} />}
        <ToolButton
          class="composer-expand"
          drawing={view === "full" ? "shrink" : "expand"}
          label={t(view === "full" ? "compose.exitFullScreen" : "compose.fullScreen")}
          onClick={() => show(key, view === "full" ? "docked" : "full")}
        />
        <IconButton icon="close" label={t("compose.close")} onClick={() => void close()} />
      </header>
      <div class="composer-content" hidden={view === "minimised"}>
        <Fields composition={composition} editor={editor} />
        <Body composition={composition} editor={editor} onImages={(files) => editor.value && insertImages(composition, editor.value, files)} />
        <Attachments composition={composition} />
        <Footer
          composition={composition}
          editor={editor}
          sending={sending}
          onSend={() => void send(null)}
          onSchedule={() => setScheduling(true)}
          onDiscard={() => void discard()}
        />
      </div>
      {dragging && <p class="composer-drop">{t("compose.dropFiles")}</p>}
      {scheduling && <ScheduleDialog onClose={() => setScheduling(false)} onChoose={(at) => (setScheduling(false), void send(at))} />}
    </section>
  );
}

/** Gives the focus back to where it was before, once the window is gone. */
function useReturnedFocus(root: { current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    return () => {
      if (root.current?.contains(document.activeElement) || document.activeElement === document.body) before?.focus?.();
    };
  }, []);
}
