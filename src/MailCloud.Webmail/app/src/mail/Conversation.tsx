import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import type { EmailSummary, Id } from "../jmap/types";
import { emailOf, fetchConversation, isFull, readCached, threadOf } from "../store/emails";
import { mailboxWith } from "../store/mailboxes";
import { online } from "../store/session";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { markSeen } from "./actions";
import { Actions } from "./ListToolbar";
import { MessageCard } from "./MessageCard";
import { neighbours } from "./neighbours";
import { printAll } from "./print";
import { relevant } from "./rows";
import { closeConversation, layout, openMessageId, openRow, shownMailbox } from "./view";

/** A conversation: its messages under each other, those that have been read folded. */
export function Conversation({ threadId }: { threadId: Id }) {
  const [failed, setFailed] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const messages = shownMessages(threadId);
  const loaded = messages.length > 0 && messages.every(isFull);
  // What was unread, or the newest, when the conversation was opened stays open.
  const opened = useRef<ReadonlySet<Id> | null>(null);
  if (opened.current === null && messages.length > 0) opened.current = toOpen(messages);

  const load = (): void => {
    setFailed(false);
    fetchConversation(threadId).catch(() => setFailed(true));
  };
  useEffect(() => {
    void readThread(threadId).finally(load);
    heading.current?.focus({ preventScroll: true });
  }, [threadId]);
  useEffect(() => {
    if (loaded) void markSeen(messages);
  }, [loaded]);

  const subject = messages[0]?.subject || t("message.noSubject");
  return (
    <section class="conversation" aria-label={t("conversation.label")}>
      <div class="conversation-bar" role="toolbar" aria-label={t("conversation.actions")}>
        {layout.value !== "wide" && <IconButton icon="arrowBack" mirrored label={t("conversation.back")} keys="u" onClick={closeConversation} />}
        <Actions of={{ messages: messages.map((each) => each.id) }} />
        <span class="bar-space" />
        <Neighbours />
        <IconButton icon="print" class="print-button" label={t("conversation.print")} onClick={printAll} />
      </div>
      <div class="conversation-scroll">
        <div class="conversation-head">
          <h1 ref={heading} tabIndex={-1} dir="auto">
            {messages.length > 0 ? subject : t("app.loading")}
          </h1>
          {messages.length > 1 && <span class="conversation-count">{t("list.messages", { count: messages.length })}</span>}
        </div>
        {messages.map((each, index) => (
          <MessageCard
            key={each.id}
            email={each}
            startOpen={opened.current?.has(each.id) ?? true}
            last={index === messages.length - 1}
            subject={messages[0]?.subject ?? null}
          />
        ))}
        {failed && !loaded && (
          <div class="empty" role="alert">
            <Icon name="cloudOff" />
            <p>{online.value ? t("error.conversationFailed") : t("offline.notKept")}</p>
            <Button onClick={load}>{t("app.retry")}</Button>
          </div>
        )}
      </div>
    </section>
  );
}

function shownMessages(threadId: Id): EmailSummary[] {
  const members = threadOf(threadId).value ?? [];
  const all = members.flatMap((id) => emailOf(id).value ?? []);
  if (openMessageId.value !== null) return all.filter((each) => each.id === openMessageId.value);
  const hidden = [mailboxWith("trash")?.id, mailboxWith("junk")?.id].filter((id) => id !== undefined);
  return relevant(all, shownMailbox.value?.id ?? null, hidden);
}

function toOpen(messages: readonly EmailSummary[]): ReadonlySet<Id> {
  const unread = messages.filter((each) => !each.keywords.$seen);
  return new Set([...unread, messages.at(-1)!].map((each) => each.id));
}

async function readThread(threadId: Id): Promise<void> {
  const members = threadOf(threadId).peek();
  if (members) await readCached(members);
}

function Neighbours() {
  const { previous, next } = neighbours();
  return (
    <>
      <IconButton icon="chevron" mirrored class="turn-up" label={t("conversation.newer")} keys="k" disabled={!previous} onClick={() => openRow(previous!)} />
      <IconButton icon="chevron" mirrored class="turn-down" label={t("conversation.older")} keys="j" disabled={!next} onClick={() => openRow(next!)} />
    </>
  );
}
