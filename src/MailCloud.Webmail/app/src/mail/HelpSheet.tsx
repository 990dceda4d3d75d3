import { t, type Key } from "../i18n";
import { changeSettings, settings } from "../store/settings";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { helpOpen } from "./help";
import "./help.css";

const groups: [Key, [string[], Key][]][] = [
  [
    "help.moving",
    [
      [["j", "k"], "help.nextPrevious"],
      [["o", "Enter"], "help.open"],
      [["u", "Esc"], "help.back"],
      [["/"], "search.label"],
      [["g i"], "folder.inbox"],
      [["g s"], "list.starred"],
      [["g d"], "folder.drafts"],
      [["g t"], "folder.sent"],
      [["g a"], "folder.archive"],
    ],
  ],
  [
    "help.doing",
    [
      [["x"], "help.choose"],
      [["e"], "action.archive"],
      [["#"], "action.delete"],
      [["!"], "action.junk"],
      [["s"], "action.star"],
      [["Shift I"], "action.markRead"],
      [["Shift U"], "action.markUnread"],
      [["z"], "action.undo"],
    ],
  ],
  [
    "help.writing",
    [
      [["c"], "action.compose"],
      [["r"], "action.reply"],
      [["a"], "action.replyAll"],
      [["f"], "action.forward"],
      [["?"], "help.title"],
    ],
  ],
];

/** The keys and what they do; here they are also switched off. */
export default function HelpSheet() {
  const change = (shortcuts: boolean): void => void changeSettings({ shortcuts }).catch(() => toast(t("error.notSaved"), { kind: "error" }));
  return (
    <Dialog title={t("help.title")} size="large" onClose={() => (helpOpen.value = false)}>
      <label class="help-switch">
        <input type="checkbox" checked={settings.value.shortcuts} onChange={(event) => change(event.currentTarget.checked)} />
        {t("help.enabled")}
      </label>
      <div class="help">
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {keys.map(([names, text]) => (
                <div key={text}>
                  <dt>{t(text)}</dt>
                  <dd>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
