import { useEffect } from "preact/hooks";
import { language, t } from "../i18n";
import { mailboxWith } from "../store/mailboxes";
import { Icon } from "../ui/Icon";
import { Conversation } from "./Conversation";
import { focusCursorRow, MessageListView } from "./MessageListView";
import { Resizer } from "./Resizer";
import { Shell } from "./Shell";
import { ComposeButton } from "./TopBar";
import { layout, listName, openThreadId, searchQuery, shownList } from "./view";
import "./layout.css";
import "./topBar.css";
import "./sidebar.css";
import "./list.css";
import "./conversation.css";
import "./message.css";
import "./attachments.css";
import "./invitation.css";
import "./narrow.css";
import "./print.css";

/** Folders, the list of messages and the conversation, as many beside each other as there is room for. */
export default function MailPage() {
  const open = openThreadId.value;
  const both = layout.value === "wide";
  const unread = mailboxWith("inbox")?.unreadEmails ?? 0;

  const title = searchQuery.value === null ? listName.value : t("search.results");

  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${title ? `${title} – ` : ""}${t("app.mail")}`;
  }, [unread, title, language.value]);

  // Whoever leaves a conversation finds the row again that it was opened from.
  useEffect(() => (open === null ? undefined : () => focusCursorRow()), [open]);

  return (
    <Shell>
      <p class="visually-hidden" role="status">
        {open === null && shownList.value?.total.value != null && `${title}, ${t("list.total", { count: shownList.value.total.value })}`}
      </p>
      <main class={`panes panes-${layout.value}`} id="main">
        {(both || open === null) && <MessageListView />}
        {both && <Resizer />}
        {open !== null ? <Conversation threadId={open} key={open} /> : both && <NothingOpen />}
      </main>
      {layout.value === "phone" && open === null && <ComposeButton />}
    </Shell>
  );
}

function NothingOpen() {
  return (
    <section class="nothing-open" aria-label={t("conversation.label")}>
      <Icon name="mailOpen" />
      <p>{t("conversation.none")}</p>
    </section>
  );
}

