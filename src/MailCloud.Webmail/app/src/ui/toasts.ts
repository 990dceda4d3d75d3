import { signal } from "@preact/signals";

/** A short word about what has just happened, at the foot of the page. */
export interface Toast {
  id: number;
  text: string;
  /** What can be done about it, as undoing it. */
  action?: { label: string; run: () => void };
  /** An error stays until it is closed. */
  kind: "done" | "error";
}

export const toasts = signal<readonly Toast[]>([]);

const shownFor = 6_000;
let last = 0;

/** Shows a word; gives what takes it away again. A new one takes the place of what was there, but for errors. */
export function toast(text: string, { action, kind = "done", duration = shownFor }: Partial<Omit<Toast, "id" | "text">> & { duration?: number } = {}): () => void {
  const id = ++last;
  const close = (): void => void (toasts.value = toasts.value.filter((each) => each.id !== id));
  const run = action && { label: action.label, run: () => (close(), action.run()) };
  toasts.value = [...toasts.value.filter((each) => each.kind === "error" && each.text !== text).slice(-2), { id, text, kind, ...(run && { action: run }) }];
  if (kind === "done") setTimeout(close, duration);
  return close;
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}
