import { useEffect, useRef } from "preact/hooks";
import { direction, t } from "../i18n";

const storageKey = "mailcloud.list-width";
const [least, most, usual] = [300, 720, 420];

const stored = (): number => Number(localStorage.getItem(storageKey)) || usual;

/** The line between list and conversation: dragged, or moved by arrows. */
export function Resizer() {
  const line = useRef<HTMLDivElement>(null);
  const set = (width: number): void => {
    const kept = Math.round(Math.max(least, Math.min(most, width)));
    document.documentElement.style.setProperty("--list-width", `${kept}px`);
    line.current?.setAttribute("aria-valuenow", String(kept));
    localStorage.setItem(storageKey, String(kept));
  };
  useEffect(() => set(stored()), []);

  const drag = (event: PointerEvent): void => {
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    const list = element.previousElementSibling!.getBoundingClientRect();
    const move = (to: PointerEvent): void => set(direction() === "rtl" ? list.right - to.clientX : to.clientX - list.left);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", () => element.removeEventListener("pointermove", move), { once: true });
  };

  const key = (event: KeyboardEvent): void => {
    const forward = direction() === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    set(stored() + (event.key === forward ? 24 : -24));
  };

  return (
    <div
      ref={line}
      class="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label={t("list.resize")}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={stored()}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={key}
      onDblClick={() => set(usual)}
    />
  );
}
