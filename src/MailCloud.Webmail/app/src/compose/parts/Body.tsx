import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import type { Composition } from "../Composition";
import type { RichEditor } from "../editor/RichEditor";
import { Editor } from "./Editor";

interface BodyProps {
  composition: Composition;
  editor: Signal<RichEditor | null>;
  onImages: (files: File[]) => void;
}

/** The text, and behind a button what it answers or forwards. */
export function Body({ composition, editor, onImages }: BodyProps) {
  const { format, body, quote, to, source } = composition.message.value;
  const focused = source?.kind === "reply" || to.length > 0;

  const showQuote = (): void => {
    if (quote === null) return;
    if (format === "plain") composition.change({ body: `${body.trimEnd()}\n\n${quote}`, quote: null });
    else if (editor.value) {
      editor.value.append(quote);
      composition.change({ body: editor.value.content, quote: null });
      // The button that had the focus is gone.
      editor.value.focus();
    }
  };

  return (
    <div class="composer-body">
      {format === "plain" ? (
        <PlainText value={body} focused={focused} onChange={(changed) => composition.change({ body: changed })} />
      ) : (
        <Editor composition={composition} editor={editor} onImages={onImages} autofocus={focused} />
      )}
      {quote !== null && (
        <button type="button" class="quote-button" aria-label={t("compose.showQuote")} title={t("compose.showQuote")} onClick={showQuote}>
          <Icon name="more" />
        </button>
      )}
    </div>
  );
}

function PlainText({ value, focused, onChange }: { value: string; focused: boolean; onChange: (value: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.setSelectionRange(0, 0);
    if (focused) area.current?.focus();
  }, []);
  return <textarea ref={area} class="plain-text" dir="auto" aria-label={t("compose.body")} value={value} onInput={(event) => onChange(event.currentTarget.value)} />;
}
