import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { Email } from "../jmap/types";
import { changeSettings, settings, theme } from "../store/settings";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";
import { foldQuotes, wireFrame } from "./frame";
import { isKnownSender } from "./senders";
import { shortName } from "./rows";

/** The text of a message, in a frame of its own in which nothing runs. */
export function MessageBody({ email }: { email: Email }) {
  const sender = email.from?.[0]?.email.toLowerCase() ?? "";
  const [once, setOnce] = useState(false);
  const [blocked, setBlocked] = useState(0);
  const [quotes, setQuotes] = useState<"none" | "folded" | "open">("none");
  const [known, setKnown] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const { loadImages, imageSenders } = settings.value;
  const junk = email.keywords.$junk === true;
  const images = once || (!junk && (loadImages === "always" || imageSenders.includes(sender) || (loadImages === "contacts" && known)));
  const address = `/webmail/view/${encodeURIComponent(email.id)}?theme=${theme.value}&images=${images ? 1 : 0}`;

  useEffect(() => {
    if (loadImages === "contacts" && sender) void isKnownSender(sender).then(setKnown);
  }, [sender, loadImages]);

  const loaded = (): (() => void) | undefined => {
    const inner = frame.current?.contentDocument;
    if (!inner) return;
    setBlocked(Number(inner.querySelector<HTMLMetaElement>("meta[name=blocked-images]")?.content ?? 0));
    setQuotes(foldQuotes(inner, true) ? "folded" : "none");
    return wireFrame(frame.current!, inner);
  };
  const undo = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => undo.current?.(), []);

  const always = (): void => {
    changeSettings({ imageSenders: [...imageSenders, sender].slice(-500) }).catch(() => toast(t("error.notSaved"), { kind: "error" }));
  };

  return (
    <div class="message-body">
      {blocked > 0 && !images && (
        <div class="images-bar">
          <Icon name="image" />
          <span>{t("images.blocked", { count: blocked })}</span>
          <Button kind="plain" onClick={() => setOnce(true)}>
            {t("images.once")}
          </Button>
          {sender && !junk && (
            <Button kind="plain" onClick={always}>
              {t("images.always", { name: email.from?.[0] ? shortName(email.from[0]) : sender })}
            </Button>
          )}
        </div>
      )}
      <iframe
        ref={frame}
        class="message-frame"
        title={t("message.body")}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        src={address}
        onLoad={() => {
          undo.current?.();
          undo.current = loaded();
        }}
      />
      {quotes !== "none" && (
        <button
          type="button"
          class="quotes-button"
          aria-expanded={quotes === "open"}
          onClick={() => {
            foldQuotes(frame.current!.contentDocument!, quotes === "open");
            setQuotes(quotes === "open" ? "folded" : "open");
          }}
        >
          <Icon name="more" />
          <span>{t(quotes === "open" ? "message.hideQuotes" : "message.showQuotes")}</span>
        </button>
      )}
    </div>
  );
}
