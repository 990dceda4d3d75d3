import type { RefObject } from "preact";
import type { Id } from "../jmap/types";
import { archive, trash } from "./actions";

/** How far a finger has to go, as a part of the row's width. */
const far = 0.35;

/** Lets a finger push a row aside: towards the end of the line archives it, towards the beginning throws it away. */
export function swipe(element: RefObject<HTMLElement | null>, id: Id) {
  let start: { x: number; y: number } | null = null;
  let moved = 0;

  const show = (by: number): void => {
    const { style, dataset } = element.current!;
    style.translate = by ? `${by}px` : "";
    const direction = getComputedStyle(element.current!).direction === "rtl" ? -1 : 1;
    dataset.swipe = by === 0 ? "" : by * direction > 0 ? "archive" : "trash";
  };

  return {
    onTouchStart: (event: TouchEvent): void => {
      const touch = event.touches[0]!;
      start = event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : null;
      moved = 0;
    },
    onTouchMove: (event: TouchEvent): void => {
      if (!start) return;
      const [x, y] = [event.touches[0]!.clientX - start.x, event.touches[0]!.clientY - start.y];
      // A finger that goes up or down scrolls.
      if (moved === 0 && Math.abs(y) > Math.abs(x)) start = null;
      else if (Math.abs(x) > 12 || moved !== 0) show((moved = x));
    },
    onTouchEnd: (): void => {
      if (start && moved !== 0) {
        const done = Math.abs(moved) > element.current!.clientWidth * far;
        const way = element.current!.dataset.swipe;
        show(0);
        if (done) void (way === "archive" ? archive({ rows: [id] }) : trash({ rows: [id] }));
      }
      start = null;
    },
    onTouchCancel: (): void => {
      if (start && moved !== 0) show(0);
      start = null;
    },
  };
}
