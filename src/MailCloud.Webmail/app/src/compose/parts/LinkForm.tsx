import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import type { RichEditor } from "../editor/RichEditor";
import { isAddress } from "../people/addresses";

/** Asks where the chosen text leads. */
export function LinkForm({ editor, close }: { editor: RichEditor; close: () => void }) {
  const [selection] = useState(() => editor.getSelection());
  const [there] = useState(() => linkAt(selection));
  const [address, setAddress] = useState(there ?? "");

  const back = (act: () => void): void => {
    close();
    editor.setSelection(selection);
    act();
    editor.focus();
  };
  return (
    <form
      class="link-form"
      onSubmit={(event) => {
        event.preventDefault();
        const href = hrefOf(address);
        if (href) back(() => editor.makeLink(href));
      }}
    >
      <label>
        <span class="visually-hidden">{t("compose.linkAddress")}</span>
        <input type="text" inputMode="url" placeholder="https://" value={address} onInput={(event) => setAddress(event.currentTarget.value)} />
      </label>
      <Button type="submit" kind="primary" disabled={!hrefOf(address)}>
        {t("compose.linkInsert")}
      </Button>
      {there !== null && <Button onClick={() => back(() => editor.removeLink())}>{t("compose.linkRemove")}</Button>}
    </form>
  );
}

/** Where a text that was entered as an address leads; null: nowhere that a message may link to. */
export function hrefOf(text: string): string | null {
  const trimmed = text.trim();
  if (isAddress(trimmed)) return `mailto:${trimmed}`;
  if (/^(?:mailto|tel):\S+$/i.test(trimmed)) return trimmed;
  const url = /^[a-z][a-z\d+.-]*:/i.test(trimmed) && !/^[\w.-]+:\d/.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    const { protocol, hostname, href } = new URL(url);
    return /^https?:$/.test(protocol) && hostname.includes(".") ? href : null;
  } catch {
    return null;
  }
}

function linkAt(range: Range): string | null {
  const node = range.startContainer;
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest("a")?.getAttribute("href") ?? null;
}
