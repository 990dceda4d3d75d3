import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";

/** Something secret that is shown only now, to be copied. */
export function SecretText({ label, text }: { label: string; text: string }) {
  return (
    <div class="secret">
      <output aria-label={label} class="secret-text" dir="ltr">
        {text}
      </output>
      <CopyButton text={text} />
    </div>
  );
}

/** Puts text into the clipboard, and says so. */
export function CopyButton({ text, label = t("settings.copy") }: { text: string; label?: string }) {
  const [said, setSaid] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const copy = async (): Promise<void> => {
    const done = await navigator.clipboard.writeText(text).then(
      () => t("settings.copied"),
      () => t("settings.notCopied"),
    );
    setSaid(done);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(null), 3_000);
  };
  return (
    <>
      <Button icon={said ? "check" : "drafts"} onClick={() => void copy()}>
        {said ?? label}
      </Button>
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
