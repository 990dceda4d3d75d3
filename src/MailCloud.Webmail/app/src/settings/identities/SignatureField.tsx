import { t } from "../../i18n";
import { Field } from "../parts/fields";

export interface Signature {
  text: string;
  html: string;
}

/** What is written below a message. Its form in HTML is the text, unless another program has made one: that stays until the text is changed. */
export function SignatureField({ value, onChange }: { value: Signature; onChange: (value: Signature) => void }) {
  return (
    <Field label={t("identities.signature")} hint={t("identities.signatureHint")}>
      {(attributes) => (
        <textarea
          rows={5}
          dir="auto"
          maxLength={10_000}
          value={value.text}
          onInput={(event) => onChange({ text: event.currentTarget.value, html: htmlOf(event.currentTarget.value) })}
          {...attributes}
        />
      )}
    </Field>
  );
}

/** Text as HTML, exported for its tests. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  return escaped.split("\n").join("<br>");
}
