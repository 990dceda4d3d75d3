import { useEffect, useId, useRef, useState } from "preact/hooks";
import { RichEditor } from "../../compose/editor/RichEditor";
import { toHtml, toText } from "../../compose/message/text";
import { Toolbar } from "../../compose/parts/Toolbar";
import { t } from "../../i18n";
import type { Signature } from "./SignatureField";
import "../../compose/text.css";

interface SignatureEditorProps {
  value: Signature;
  onChange: (value: Signature) => void;
}

/** Where a signature is written. Its form in text is made from the other. */
export default function SignatureEditor({ value, onChange }: SignatureEditorProps) {
  const root = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<RichEditor | null>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const id = useId();

  useEffect(() => {
    const made = new RichEditor(
      root.current!,
      // A signature goes with every message: an image in it would be an attachment of each.
      () => null,
      (error) => console.error(error),
    );
    made.setHTML(value.html.trim() ? value.html : toHtml(value.text));
    made.addEventListener("input", () => {
      const text = toText(made.content).trim();
      changed.current({ text, html: text ? made.content : "" });
    });
    setEditor(made);
    return () => made.destroy();
  }, []);

  return (
    <div class="field">
      <label id={id} onClick={() => editor?.focus()}>
        {t("identities.signature")}
      </label>
      <div class="signature-editor" onSubmit={(event) => event.stopPropagation()}>
        {editor && <Toolbar editor={editor} />}
        <div
          ref={root}
          class="editor"
          role="textbox"
          aria-multiline="true"
          aria-labelledby={id}
          aria-describedby={`${id}-hint`}
          dir="auto"
          contentEditable
          spellcheck
        />
      </div>
      <p class="field-hint" id={`${id}-hint`}>
        {t("identities.signatureHint")}
      </p>
    </div>
  );
}
