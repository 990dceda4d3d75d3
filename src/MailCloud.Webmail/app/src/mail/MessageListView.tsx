import { useCallback, useEffect } from "preact/hooks";
import { t } from "../i18n";
import type { Id } from "../jmap/types";
import { emailOf } from "../store/emails";
import type { MessageList } from "../store/lists";
import { online } from "../store/session";
import { settings } from "../store/settings";
import { whereIs } from "../store/windows";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { VirtualList } from "../ui/VirtualList";
import { ListToolbar } from "./ListToolbar";
import { MessageRow } from "./MessageRow";
import { toggle } from "./selection";
import { fetchSnippets } from "./snippets";
import { cursor, layout, listName, openRow, openThreadId, revealed, searchQuery, shownList, shownMailbox } from "./view";

/** In pixels: rows in one line, and rows under each other, by how much room they are given. */
const heights = { wide: { comfortable: 48, compact: 38 }, narrow: { comfortable: 84, compact: 62 } } as const;

/** The list that was shown last: whoever comes back to it finds the cursor where it was. */
let lastShown: MessageList | null = null;

/** The list of messages with what can be done with them. */
export function MessageListView() {
  const list = shownList.value;
  const wide = layout.value === "medium";
  const height = heights[wide ? "wide" : "narrow"][settings.value.density];
  const name = searchQuery.value === null ? listName.value : t("search.results");

  useEffect(() => {
    if (list !== lastShown) cursor.value = 0;
    lastShown = list;
    void list?.ensure(0, 1);
    void list?.refresh().catch(() => undefined);
  }, [list]);

  const onRange = useCallback(
    (first: number, last: number) => {
      void list?.ensure(first, last);
      void fetchSnippets(list?.ids.slice(first, last).filter((id): id is Id => id !== undefined && emailOf(id).peek() !== null) ?? []);
    },
    [list],
  );

  return (
    <section class="list-pane" aria-label={name}>
      <ListToolbar name={name} />
      {list && list.total.value !== 0 ? (
        <VirtualList
          label={name}
          multiple
          count={list.total.value ?? 12}
          rowHeight={height}
          listKey={list.key}
          version={list.version.value}
          keyAt={(index) => list.ids[index]}
          find={(key, near) => whereIs(key, list.ids, near)}
          render={(index) => <MessageRow id={list.ids[index]} index={index} wide={wide} />}
          onRange={onRange}
          reveal={revealed.value}
          onKeyDown={moveCursor}
        />
      ) : (
        <Empty />
      )}
      {list?.failed.value && list.total.value === null && <Failed retry={() => void list.ensure(0, 1)} />}
    </section>
  );
}

function moveCursor(event: KeyboardEvent): void {
  const total = shownList.peek()?.total.peek() ?? 0;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -total, End: total }[event.key];
  if (event.target !== (event.target as Element).closest("[role=row]")) return;
  if (step !== undefined) {
    event.preventDefault();
    focusRow(cursor.peek() + step);
    if (event.shiftKey) toggle(cursor.peek(), true);
  } else if (event.key === "Enter") {
    const id = shownList.peek()?.ids[cursor.peek()];
    if (id) openRow(id);
  } else if (event.key === " ") {
    event.preventDefault();
    toggle(cursor.peek());
  }
}

/** Moves the cursor to a row, and the focus with it. */
export function focusRow(index: number): void {
  const total = shownList.peek()?.total.peek() ?? 0;
  cursor.value = Math.max(0, Math.min(total - 1, index));
  revealed.value = { index: cursor.value };
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${cursor.peek()}"]`)?.focus({ preventScroll: true }));
}

/** Gives the focus back to the row that was open. */
export function focusCursorRow(): void {
  if (openThreadId.peek() === null) focusRow(cursor.peek());
}

function Empty() {
  const role = shownMailbox.value?.role;
  if (!shownList.value && searchQuery.value === null) return null;
  const text =
    searchQuery.value !== null ? t("list.nothingFound") : role === "inbox" ? t("list.inboxEmpty") : role === "trash" ? t("list.trashEmpty") : t("list.empty");
  return (
    <div class="empty">
      <Icon name={searchQuery.value !== null ? "search" : role === "inbox" ? "check" : "folder"} />
      <p>{text}</p>
      {searchQuery.value !== null && <p class="empty-hint">{t("list.nothingFoundHint")}</p>}
    </div>
  );
}

function Failed({ retry }: { retry: () => void }) {
  return (
    <div class="empty" role="alert">
      <Icon name="cloudOff" />
      <p>{online.value ? t("error.listFailed") : t("offline.notKept")}</p>
      <Button onClick={retry}>{t("app.retry")}</Button>
    </div>
  );
}
