import { t } from "../i18n";
import type { Id } from "../jmap/types";
import { type Target } from "./actions";
import { chosenCount, chosenIds, isChosen } from "./selection";

/** What is being dragged: rows to a folder, or a folder into another. */
let dragged: Target | { mailbox: Id } | null = null;

/** Begins to drag a row, with all that are chosen if it is one of them. */
export function dragRows(event: DragEvent, id: Id): void {
  const rows = isChosen(id) ? chosenIds() : [id];
  begin(event, { rows }, t("list.messages", { count: isChosen(id) ? chosenCount.peek() : 1 }));
}

export function dragMailbox(event: DragEvent, id: Id, name: string): void {
  event.stopPropagation();
  begin(event, { mailbox: id }, name);
}

export function draggedNow(): Target | { mailbox: Id } | null {
  return dragged;
}

function begin(event: DragEvent, what: NonNullable<typeof dragged>, label: string): void {
  dragged = what;
  event.dataTransfer!.effectAllowed = "move";
  event.dataTransfer!.setData("text/plain", label);
  const ghost = document.createElement("div");
  ghost.className = "drag-ghost";
  ghost.textContent = label;
  document.body.append(ghost);
  event.dataTransfer!.setDragImage(ghost, -12, -8);
  setTimeout(() => ghost.remove());
  addEventListener("dragend", () => (dragged = null), { once: true });
}
