import { useEffect, useState } from "preact/hooks";
import { type Key, t } from "../../i18n";
import type { Formats, RichEditor } from "../editor/RichEditor";
import { LinkForm } from "./LinkForm";
import { Popover } from "./Popover";
import { type Drawing, ToolButton } from "./ToolButton";

const colors: readonly (readonly [Key, string | null])[] = [
  ["compose.colorDefault", null],
  ["compose.colorGrey", "#6b7280"],
  ["compose.colorRed", "#c62828"],
  ["compose.colorOrange", "#b85c00"],
  ["compose.colorGreen", "#2e7d32"],
  ["compose.colorTeal", "#00838f"],
  ["compose.colorBlue", "#1d5fd0"],
  ["compose.colorPurple", "#7b3fb5"],
];

const sizes: readonly (readonly [Key, string | null])[] = [
  ["compose.sizeSmall", "12px"],
  ["compose.sizeNormal", null],
  ["compose.sizeLarge", "20px"],
  ["compose.sizeHuge", "28px"],
];

const nothing: Formats = { bold: false, italic: false, underline: false, strike: false, bullets: false, numbers: false, quote: false, link: false };
const command = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl+";

/** Controls for how text looks. One of them is reached with Tab, the others with the arrows. */
export function Toolbar({ editor }: { editor: RichEditor }) {
  const [formats, setFormats] = useState(nothing);
  useEffect(() => {
    const update = (): void => setFormats(editor.formats);
    for (const each of ["pathChange", "select", "cursor", "input"]) editor.addEventListener(each, update);
    return () => {
      for (const each of ["pathChange", "select", "cursor", "input"]) editor.removeEventListener(each, update);
    };
  }, [editor]);

  const toggle = (drawing: Drawing, label: Key, on: boolean, add: () => void, drop: () => void, keys?: string) => (
    <ToolButton drawing={drawing} label={t(label)} keys={keys} pressed={on} tabIndex={-1} keepsFocus onClick={on ? drop : add} />
  );
  const align = (drawing: Drawing, label: Key, to: string) => (
    <ToolButton drawing={drawing} label={t(label)} tabIndex={-1} keepsFocus mirrored={false} onClick={() => editor.setTextAlignment(to)} />
  );

  return (
    <div class="toolbar" role="toolbar" aria-label={t("compose.toolbar")} onKeyDown={moveFocus} ref={(bar) => void (bar && rove(bar))}>
      {toggle("bold", "compose.bold", formats.bold, () => editor.bold(), () => editor.removeBold(), `${command}B`)}
      {toggle("italic", "compose.italic", formats.italic, () => editor.italic(), () => editor.removeItalic(), `${command}I`)}
      {toggle("underline", "compose.underline", formats.underline, () => editor.underline(), () => editor.removeUnderline(), `${command}U`)}
      {toggle("strike", "compose.strike", formats.strike, () => editor.strikethrough(), () => editor.removeStrikethrough())}
      <span class="toolbar-gap" />
      <Popover drawing="font" label={t("compose.size")} tabIndex={-1}>
        {(close) => (
          <div class="sizes">
            {sizes.map(([label, size]) => (
              <button type="button" class="menu-item" key={label} onClick={() => (close(), editor.setFontSize(size))}>
                <span class={`size-${size ?? "normal"}`}>{t(label)}</span>
              </button>
            ))}
          </div>
        )}
      </Popover>
      <Popover drawing="color" label={t("compose.color")} tabIndex={-1}>
        {(close) => (
          <div class="swatches">
            {colors.map(([label, color], index) => (
              <button type="button" class={`swatch swatch-${index}`} key={label} aria-label={t(label)} title={t(label)} onClick={() => (close(), editor.setTextColor(color))} />
            ))}
          </div>
        )}
      </Popover>
      <Popover drawing="link" label={t("compose.link")} tabIndex={-1} pressed={formats.link}>
        {(close) => <LinkForm editor={editor} close={close} />}
      </Popover>
      <span class="toolbar-gap" />
      {toggle("bullets", "compose.bullets", formats.bullets, () => editor.makeUnorderedList(), () => editor.removeList())}
      {toggle("numbers", "compose.numbers", formats.numbers, () => editor.makeOrderedList(), () => editor.removeList())}
      {toggle("quote", "compose.quote", formats.quote, () => editor.increaseQuoteLevel(), () => editor.decreaseQuoteLevel())}
      <span class="toolbar-gap" />
      {align("alignStart", "compose.alignStart", "left")}
      {align("alignCenter", "compose.alignCenter", "center")}
      {align("alignEnd", "compose.alignEnd", "right")}
      <ToolButton drawing="ltr" label={t("compose.ltr")} tabIndex={-1} keepsFocus onClick={() => editor.setTextDirection("ltr")} />
      <ToolButton drawing="rtl" label={t("compose.rtl")} tabIndex={-1} keepsFocus onClick={() => editor.setTextDirection("rtl")} />
      <ToolButton drawing="clear" label={t("compose.clear")} tabIndex={-1} keepsFocus onClick={() => editor.removeAllFormatting()} />
    </div>
  );
}

const buttonsOf = (bar: Element): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>(":scope > button, :scope > .popover > button")];

/** Makes the control that was used last the one that Tab reaches. */
function rove(bar: Element): void {
  const buttons = buttonsOf(bar);
  if (!buttons.some(({ tabIndex }) => tabIndex === 0) && buttons[0]) buttons[0].tabIndex = 0;
}

function moveFocus(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const buttons = buttonsOf(bar);
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const forwards = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const to = event.key === forwards ? at + 1 : event.key === backwards ? at - 1 : event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : null;
  if (to === null) return;
  event.preventDefault();
  const next = buttons[(to + buttons.length) % buttons.length]!;
  for (const each of buttons) each.tabIndex = each === next ? 0 : -1;
  next.focus();
}
