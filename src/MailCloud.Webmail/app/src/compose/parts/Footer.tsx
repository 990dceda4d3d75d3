import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button, IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { chooseFiles } from "../../files";
import { attachFiles, insertImages } from "../attach";
import type { Composition } from "../Composition";
import type { RichEditor } from "../editor/RichEditor";
import { sanitizeToHtml } from "../editor/sanitize";
import { toHtml, toText } from "../message/text";
import { Toolbar } from "./Toolbar";
import { ToolButton } from "./ToolButton";

interface FooterProps {
  composition: Composition;
  editor: Signal<RichEditor | null>;
  /** It waits for its files. */
  sending: boolean;
  onSend: () => void;
  onSchedule: () => void;
  onDiscard: () => void;
}

const command = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl+";
const phone = matchMedia("(max-width: 640px)");

/** What can be done with a message, and how it is kept. */
export function Footer({ composition, editor, sending, onSend, onSchedule, onDiscard }: FooterProps) {
  const [formatting, setFormatting] = useState(!phone.matches);
  const rich = composition.message.value.format === "html";
  const attach = async (): Promise<void> => attachFiles(composition, await chooseFiles());
  const insert = async (): Promise<void> => {
    const files = await chooseFiles("image/png,image/jpeg,image/gif,image/webp");
    if (editor.value) insertImages(composition, editor.value, files);
  };
  return (
    <footer class="composer-foot">
      <div role="alert">{composition.problem.value && <p class="composer-problem">{composition.problem.value}</p>}</div>
      {rich && formatting && editor.value && <Toolbar editor={editor.value} />}
      <div class="composer-actions">
        <div class="send-buttons">
          <Button kind="primary" class="send-button" icon="send" disabled={sending} onClick={onSend}>
            {t("compose.send")}
          </Button>
          <ToolButton class="send-later" drawing="clock" label={t("compose.sendLater")} disabled={sending} onClick={onSchedule} />
        </div>
        {rich && <ToolButton drawing="font" label={t("compose.formatting")} pressed={formatting} onClick={() => setFormatting(!formatting)} />}
        <IconButton icon="attachment" label={t("compose.attach")} onClick={() => void attach()} />
        {rich && <IconButton icon="image" label={t("compose.insertImage")} onClick={() => void insert()} />}
        <Menu
          icon="more"
          label={t("compose.more")}
          groups={[
            [{ label: t("compose.plainText"), checked: !rich, run: () => void changeFormat(composition, rich ? "plain" : "html") }],
            "registerProtocolHandler" in navigator ? [{ label: t("compose.mailtoHandler"), icon: "mail", run: handleMailto }] : [],
          ]}
        />
        <Saving composition={composition} sending={sending} />
        <IconButton icon="trash" label={t("compose.discard")} onClick={onDiscard} />
      </div>
      <span class="visually-hidden" id={`${composition.key}-keys`}>{`${t("compose.send")}: ${command}Enter`}</span>
    </footer>
  );
}

/** How the draft is kept. */
function Saving({ composition, sending }: { composition: Composition; sending: boolean }) {
  const state = composition.saving.state.value;
  const text =
    sending ? t("compose.uploadsWait")
    : state === "saving" ? t("compose.saving")
    : state === "saved" ? t("compose.saved")
    : state === "offline" ? t("compose.saveOffline")
    : state === "failed" ? t("compose.saveFailed")
    : "";
  return (
    <span class={`saving saving-${state}`} role="status">
      {text}
      {state === "failed" && (
        <button type="button" class="text-button" onClick={() => composition.saving.retry()}>
          {t("compose.retry")}
        </button>
      )}
    </span>
  );
}

/** Changes between rich and plain text; what would be lost is asked about. */
async function changeFormat(composition: Composition, format: "html" | "plain"): Promise<void> {
  const { body, quote } = composition.snapshot();
  if (format === "html") return composition.reformat({ format, body: toHtml(body), quote: quote && toHtml(quote) });
  const loses = /<(?:b|i|u|s|a|img|ul|ol|font|span|blockquote|table)\b/i.test(body.replace(/<div class="signature">.*$/s, ""));
  if (loses && !(await confirm({ title: t("compose.plainTextLoses"), text: t("compose.plainTextLosesText"), action: t("compose.plainText") }))) return;
  composition.reformat({ format, body: toText(body), quote: quote && toText(sanitizeToHtml(quote)) });
}

/** Makes the page the browser's mail program; the browser asks the person. */
function handleMailto(): void {
  navigator.registerProtocolHandler("mailto", `${location.origin}/webmail/?mailto=%s`);
}
