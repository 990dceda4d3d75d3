import { useComputed } from "@preact/signals";
import { memo } from "../ui/memo";
import { useRef } from "preact/hooks";
import { language, t } from "../i18n";
import type { Id } from "../jmap/types";
import { emailOf, threadOf } from "../store/emails";
import { mailboxWith } from "../store/mailboxes";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { setKeyword } from "./actions";
import { dragRows } from "./drag";
import { longDate, shortDate } from "./dates";
import { Highlighted } from "./Highlighted";
import { joinPeople, relevant, type Row, rowOf } from "./rows";
import { isChosen, toggle } from "./selection";
import { snippetOf } from "./snippets";
import { swipe } from "./swipe";
import { cursor, isOpenRow, openRow, shownMailbox } from "./view";

interface MessageRowProps {
  id: Id | undefined;
  index: number;
  /** Everything in one line. */
  wide: boolean;
}

/** One row of the list: a conversation, or a message where these are not shown together. */
export const MessageRow = memo(function MessageRow({ id, index, wide }: MessageRowProps) {
  const row = useComputed(() => (id === undefined ? null : readRow(id)));
  if (id === undefined || row.value === null) return <Skeleton index={index} />;
  return <LoadedRow id={id} index={index} wide={wide} row={row.value} />;
});

function readRow(id: Id): Row | null {
  const exemplar = emailOf(id).value;
  if (!exemplar) return null;
  const mailbox = shownMailbox.value;
  const hidden = [mailboxWith("trash")?.id, mailboxWith("junk")?.id].filter((each) => each !== undefined);
  const members = threadOf(exemplar.threadId).value ?? [id];
  const emails = members.flatMap((each) => emailOf(each).value ?? []);
  return rowOf(exemplar, relevant(emails, mailbox?.id ?? null, hidden), mailbox);
}

function LoadedRow({ id, index, wide, row }: MessageRowProps & { id: Id; row: Row }) {
  const element = useRef<HTMLDivElement>(null);
  const chosen = isChosen(id);
  const here = cursor.value === index;
  const date = new Date(row.date);
  const names = joinPeople(row.people) || t("message.nobody");
  const snippet = snippetOf(id);

  return (
    <div
      ref={element}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      aria-current={isOpenRow(id) || undefined}
      aria-label={describe(row, names, date)}
      tabIndex={here ? 0 : -1}
      data-row={index}
      class={`row${row.unread ? " row-unread" : ""}${chosen ? " row-chosen" : ""}${wide ? " row-wide" : ""}`}
      draggable
      onDragStart={(event) => dragRows(event, id)}
      onFocus={() => (cursor.value = index)}
      onClick={(event) => (event.shiftKey || event.ctrlKey || event.metaKey ? toggle(index, event.shiftKey) : openRow(id))}
      {...swipe(element, id)}
    >
      <span role="gridcell" class="row-lead">
        <label class="row-check" onClick={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            checked={chosen}
            tabIndex={here ? 0 : -1}
            aria-label={t("list.choose", { subject: row.subject || t("message.noSubject") })}
            onClick={(event) => toggle(index, event.shiftKey)}
          />
        </label>
        <Avatar name={row.first.name} email={row.first.email} />
      </span>
      <span role="gridcell" class="row-people">
        <span class="row-names" dir="auto">{names}</span>
        {row.draft && <span class="row-draft">{t("list.draft")}</span>}
        {row.count > 1 && <span class="row-count">{row.count}</span>}
      </span>
      <span role="gridcell" class="row-text">
        <span class="row-subject" dir="auto">
          {row.answered && <Icon name="reply" mirrored />}
          {snippet?.subject ? <Highlighted snippet={snippet.subject} /> : row.subject || t("message.noSubject")}
        </span>
        <span class="row-preview" dir="auto">{snippet?.preview ? <Highlighted snippet={snippet.preview} /> : row.preview}</span>
      </span>
      <span role="gridcell" class="row-end">
        {row.hasAttachment && <Icon name="attachment" />}
        <time dateTime={row.date} title={longDate(date, language.value)}>
          {shortDate(date, language.value)}
        </time>
      </span>
      <span role="gridcell" class="row-star">
        <button
          type="button"
          class={`star${row.starred ? " star-set" : ""}`}
          tabIndex={here ? 0 : -1}
          aria-pressed={row.starred}
          aria-label={t("action.star")}
          onClick={(event) => {
            event.stopPropagation();
            void setKeyword("$flagged", !row.starred, { rows: [id] });
          }}
        >
          <Icon name="star" filled={row.starred} />
        </button>
      </span>
    </div>
  );
}

/** All that the eye sees of a row, in the order that an ear wants. */
function describe(row: Row, names: string, date: Date): string {
  const parts = [
    row.unread && t("list.unread"),
    row.starred && t("list.starred"),
    names,
    row.subject || t("message.noSubject"),
    row.count > 1 && t("list.messages", { count: row.count }),
    row.hasAttachment && t("list.hasAttachment"),
    longDate(date, language.value),
  ];
  return parts.filter(Boolean).join(", ");
}

function Skeleton({ index }: { index: number }) {
  return (
    <div role="row" aria-rowindex={index + 1} aria-busy="true" aria-label={t("app.loading")} class="row row-skeleton" data-row={index} tabIndex={-1}>
      <span role="gridcell" class="bone bone-round" />
      <span class="bones" aria-hidden="true">
        <span class="bone" />
        <span class="bone bone-long" />
      </span>
    </div>
  );
}
