import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Composition } from "../Composition";
import type { RichEditor } from "../editor/RichEditor";

interface EditorProps {
  composition: Composition;
  /** Where the editor is put once it has come. */
  editor: Signal<RichEditor | null>;
  /** Images that were pasted. */
  onImages: (files: File[]) => void;
  autofocus: boolean;
}

/** Where rich text is written. The editor is a part of the page of its own, fetched with the first composer. */
export function Editor({ composition, editor, onImages, autofocus }: EditorProps) {
  const root = useRef<HTMLDivElement>(null);
  const untouched = useRef("");

  useEffect(() => {
    let gone = false;
    let made: RichEditor | null = null;
    void import("../editor/RichEditor").then(({ RichEditor }) => {
      if (gone || !root.current) return;
      made = new RichEditor(root.current, (cid) => composition.imageSource(cid), (error) => console.error(error));
      made.setHTML(composition.message.peek().body);
      made.moveCursorToStart();
      untouched.current = made.content;
      // Squire also tells of changes that are none, as when it has just been filled.
      let last = made.content;
      made.addEventListener("input", () => {
        const now = made!.content;
        if (now !== last) composition.touched();
        last = now;
      });
      made.addEventListener("pasteImage", (event) => onImages(imagesOf((event as CustomEvent<{ clipboardData: DataTransfer }>).detail.clipboardData)));
      composition.readBody = () => made!.content;
      editor.value = made;
      if (autofocus) made.focus();
    });
    return () => {
      gone = true;
      if (!made) return;
      // Where the form has changed, what stands here is no longer the message.
      if (composition.readBody) composition.snapshot();
      composition.readBody = null;
      editor.value = null;
      made.destroy();
    };
  }, []);

  return (
    <div
      ref={root}
      class="editor"
      role="textbox"
      aria-multiline="true"
      aria-label={t("compose.body")}
      dir="auto"
      contentEditable
      spellcheck
      onClick={(event) => {
        followLink(event);
        // Below the text of a message that nobody has touched one means to begin it, not to go on with the signature.
        if (event.target === root.current && editor.value?.content === untouched.current) editor.value.moveCursorToStart();
      }}
    />
  );
}

/** A link in one's own text is followed only with the key that opens links elsewhere, so that it can be written on. */
function followLink(event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  if (!link) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener,noreferrer");
}

function imagesOf(data: DataTransfer): File[] {
  return [...data.files].filter(({ type }) => isShownImage(type));
}

/** Kinds of images that every mail program shows, and that can hold no scripts. */
export function isShownImage(type: string): boolean {
  return /^image\/(?:png|jpeg|gif|webp)$/.test(type);
}
