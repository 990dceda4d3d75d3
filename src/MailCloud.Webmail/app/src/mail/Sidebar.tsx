import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { openComposer, showScheduled } from "../compose/open";
import { language, t } from "../i18n";
import type { Id } from "../jmap/types";
import { paths, route } from "../router";
import { mailboxes, nameOf, tree } from "../store/mailboxes";
import { mayContain, type Node, visibleNodes } from "../store/mailboxTree";
import { fetchQuota, type Quota, quota } from "../store/quota";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { moveTo } from "./actions";
import { sizeText } from "./dates";
import { dragMailbox, draggedNow } from "./drag";
import { drawerOpen } from "./drawer";
import { iconOf } from "./folderIcon";
import { create, folderItems, moveFolder } from "./folders";
import { shownMailbox } from "./view";

const storageKey = "mailcloud.closed-folders";
/** Folders whose children are not shown. */
const closed = signal<ReadonlySet<Id>>(new Set(JSON.parse(localStorage.getItem(storageKey) ?? "[]") as Id[]));

function toggleOpen(id: Id): void {
  const next = new Set(closed.peek());
  if (!next.delete(id)) next.add(id);
  closed.value = next;
  localStorage.setItem(storageKey, JSON.stringify([...next]));
}

/** Folders, the way to write a message, and how much room is left. */
export function Sidebar() {
  useEffect(() => void fetchQuota(), []);
  return (
    <nav class="sidebar" aria-label={t("folder.all")}>
      <Button kind="primary" icon="pencil" class="compose-button" onClick={() => openComposer()}>
        {t("action.compose")}
      </Button>
      <ul class="folders" onKeyDown={moveFocus}>
        {visibleNodes(tree.value, (id) => !closed.value.has(id)).map((node) => (
          <Folder node={node} key={node.mailbox.id} />
        ))}
        {mailboxes.value === null && Array.from({ length: 6 }, (_, index) => <li class="folder-skeleton" key={index} aria-hidden="true"><span class="bone" /></li>)}
      </ul>
      <Button kind="plain" icon="plus" class="new-folder" onClick={() => void create(null)}>
        {t("folder.create")}
      </Button>
      <ul class="folders sidebar-links">
        <li>
          <a class="folder-link" href={paths.contacts} aria-current={route.value.name === "contacts" ? "page" : undefined}>
            <Icon name="contacts" />
            <span class="folder-name">{t("app.contacts")}</span>
          </a>
        </li>
        <li>
          <button type="button" class="folder-link" aria-haspopup="dialog" onClick={() => showScheduled()}>
            <Icon name="calendar" />
            <span class="folder-name">{t("app.scheduled")}</span>
          </button>
        </li>
      </ul>
      {quota.value && <QuotaMeter {...quota.value} />}
    </nav>
  );
}

function Folder({ node: { mailbox, depth, children } }: { node: Node }) {
  const [over, setOver] = useState(false);
  const shown = shownMailbox.value?.id === mailbox.id;
  const isOpen = !closed.value.has(mailbox.id);
  const name = nameOf(mailbox);
  // Of drafts one wants to know how many there are, of the others how many are new.
  const number = mailbox.role === "drafts" ? mailbox.totalEmails : mailbox.role === "trash" || mailbox.role === "sent" ? 0 : mailbox.unreadEmails;

  return (
    <li
      class={`folder${over ? " folder-over" : ""}`}
      style={{ paddingInlineStart: `${depth * 18}px` }}
      onDragOver={(event) => {
        if (!mayDrop(mailbox.id)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        dropOn(mailbox.id);
      }}
    >
      <a
        class={`folder-link${number > 0 && mailbox.role !== "drafts" ? " folder-unread" : ""}`}
        href={mailbox.role === "inbox" ? paths.inbox : paths.mailbox(mailbox.id)}
        aria-current={shown ? "page" : undefined}
        draggable={mailbox.role === null}
        onDragStart={(event) => dragMailbox(event, mailbox.id, name)}
        onClick={() => (drawerOpen.value = false)}
      >
        <Icon name={iconOf(mailbox)} />
        <span class="folder-name">{name}</span>
        {number > 0 && (
          <span class="folder-count">
            <span aria-hidden="true">{new Intl.NumberFormat(language.value).format(number)}</span>
            <span class="visually-hidden">{t(mailbox.role === "drafts" ? "list.messages" : "folder.unread", { count: number })}</span>
          </span>
        )}
      </a>
      {children.length > 0 && (
        <IconButton
          icon={isOpen ? "chevronDown" : "chevron"}
          mirrored={!isOpen}
          class="folder-toggle"
          label={t(isOpen ? "folder.close" : "folder.open", { name })}
          expanded={isOpen}
          onClick={() => toggleOpen(mailbox.id)}
        />
      )}
      <Menu icon="more" label={t("folder.actions", { name })} groups={folderItems(mailbox)} />
    </li>
  );
}

function mayDrop(id: Id): boolean {
  const what = draggedNow();
  if (!what) return false;
  return "mailbox" in what ? mayContain(mailboxes.peek()!, id, what.mailbox) : id !== shownMailbox.peek()?.id;
}

function dropOn(id: Id): void {
  const what = draggedNow();
  if (!what) return;
  if ("mailbox" in what) void moveFolder(what.mailbox, id);
  else void moveTo(id, what);
}

/** Arrows go through the folders as through any list. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".folder-link")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}

function QuotaMeter({ used, limit }: Quota) {
  const part = used / limit;
  const text = t("quota.used", { used: sizeText(used, language.value), limit: sizeText(limit, language.value) });
  return (
    <div class={`quota${part > 0.9 ? " quota-full" : ""}`}>
      <meter min={0} max={limit} high={limit * 0.9} value={used} aria-label={t("quota.label")} aria-valuetext={text} />
      <span>{text}</span>
    </div>
  );
}

