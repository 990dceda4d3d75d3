import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { EmailAddress } from "../../jmap/types";
import type { Composition } from "../Composition";
import type { RichEditor } from "../editor/RichEditor";
import { identities, identityOf } from "../identities";
import { htmlSignature, resignText } from "../message/signature";
import { formatAddress } from "../people/addresses";
import { RecipientField } from "./RecipientField";

/** Who the message goes to, who it comes from and what it is about. */
export function Fields({ composition, editor }: { composition: Composition; editor: Signal<RichEditor | null> }) {
  const { to, cc, bcc, subject, source } = composition.message.value;
  const [more, setMore] = useState({ cc: cc.length > 0, bcc: bcc.length > 0 });
  const isNew = source?.kind !== "reply";
  const field = (label: string, value: EmailAddress[], others: EmailAddress[][], name: "to" | "cc" | "bcc", autofocus = false) => ({
    label,
    value,
    taken: others.flat(),
    autofocus,
    onChange: (changed: EmailAddress[]) => composition.change({ [name]: changed }),
  });
  return (
    <div class="composer-fields">
      {identities.value.length > 1 && <Sender composition={composition} editor={editor} />}
      <RecipientField {...field(t("compose.to"), to, [cc, bcc], "to", isNew && to.length === 0)}>
        <div class="recipients-more">
          {!more.cc && (
            <button type="button" class="text-button" aria-label={t("compose.addCc")} onClick={() => setMore({ ...more, cc: true })}>
              {t("compose.cc")}
            </button>
          )}
          {!more.bcc && (
            <button type="button" class="text-button" aria-label={t("compose.addBcc")} onClick={() => setMore({ ...more, bcc: true })}>
              {t("compose.bcc")}
            </button>
          )}
        </div>
      </RecipientField>
      {more.cc && <RecipientField {...field(t("compose.cc"), cc, [to, bcc], "cc", cc.length === 0)} />}
      {more.bcc && <RecipientField {...field(t("compose.bcc"), bcc, [to, cc], "bcc", bcc.length === 0)} />}
      <label class="subject">
        <span class="visually-hidden">{t("compose.subject")}</span>
        <input
          type="text"
          dir="auto"
          placeholder={t("compose.subject")}
          maxLength={900}
          autocomplete="off"
          value={subject}
          onInput={(event) => composition.change({ subject: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}

/** Who the message comes from; its signature changes with it. */
function Sender({ composition, editor }: { composition: Composition; editor: Signal<RichEditor | null> }) {
  const choose = (id: string): void => {
    const before = composition.identity.value;
    const after = identityOf(id);
    const message = composition.snapshot();
    if (message.format === "plain") composition.change({ identityId: id, body: resignText(message.body, before, after) });
    else {
      composition.change({ identityId: id });
      editor.value?.resign(htmlSignature(after));
    }
  };
  return (
    <label class="sender">
      <span class="recipients-label">{t("compose.from")}</span>
      <select value={composition.identity.value?.id ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
        {identities.value.map(({ id, name, email }) => (
          <option value={id} key={id}>
            {isolate(formatAddress({ name, email }))}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Keeps the order of a text's parts where the text around it runs the other way. */
function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
