import { t } from "../i18n";
import { tree } from "../store/mailboxes";
import { nameOf } from "../store/mailboxes";
import { visibleNodes } from "../store/mailboxTree";
import { synchronise } from "../store/sync";
import { Button, IconButton } from "../ui/Button";
import { Menu, type MenuItem } from "../ui/Menu";
import { archive, junk, moveTo, setKeyword, type Target, target, trash } from "./actions";
import { progress } from "./bulk";
import { iconOf } from "./folderIcon";
import { allChosen, chooseAll, chooseLoaded, chooseNone, chosenCount } from "./selection";
import { layout, searchQuery, shownList, shownMailbox } from "./view";

/** Above the list: its name and length, or what can be done with the chosen rows. */
export function ListToolbar({ name }: { name: string }) {
  const count = chosenCount.value;
  const total = shownList.value?.total.value ?? 0;
  const loaded = shownList.value?.ids.length ?? 0;
  return (
    <header class="list-head">
      <div class="list-bar" role="toolbar" aria-label={t("list.actions")}>
        <input
          type="checkbox"
          class="choose-all"
          aria-label={t("list.chooseAll")}
          checked={count > 0 && count === total}
          indeterminate={count > 0 && count < total}
          disabled={total === 0}
          onClick={() => (count > 0 ? chooseNone() : chooseLoaded())}
        />
        {count === 0 ? (
          <>
            <h1 class="list-name" tabIndex={-1}>
              {name}
              {total > 0 && <small>{t("list.total", { count: total })}</small>}
            </h1>
            {layout.value !== "phone" && <IconButton icon="refresh" label={t("list.refresh")} onClick={() => void synchronise().catch(() => undefined)} />}
          </>
        ) : (
          <>
            <h1 class="visually-hidden">{name}</h1>
            <span class="list-chosen" aria-live="polite">
              {t("list.chosen", { count })}
            </span>
            <Actions of={undefined} />
          </>
        )}
      </div>
      {count > 0 && !allChosen.value && count < total && count === loadedCount() && loaded > 0 && searchQuery.value === null && (
        <p class="list-note">
          {t("list.onlyLoaded", { count })}
          <Button kind="plain" onClick={chooseAll}>
            {t("list.chooseEverything", { count: total, name })}
          </Button>
        </p>
      )}
      {progress.value !== null && <progress class="list-progress" value={progress.value} aria-label={t("list.working")} />}
    </header>
  );
}

function loadedCount(): number {
  let count = 0;
  shownList.value?.ids.forEach(() => count++);
  return count;
}

/** The buttons that move and mark. Without a target they act upon what keys would. */
export function Actions({ of }: { of: Target | undefined }) {
  const role = shownMailbox.value?.role;
  const now = (): Target => of ?? target();
  return (
    <div class="actions">
      {role !== "archive" && <IconButton icon="archive" label={t("action.archive")} keys="e" onClick={() => void archive(now())} />}
      <IconButton
        icon="trash"
        label={role === "trash" || role === "junk" ? t("action.deleteForever") : t("action.delete")}
        keys="#"
        onClick={() => void trash(now())}
      />
      <Menu icon="folderMove" label={t("action.move")} groups={[moveItems(now)]} />
      <Menu icon="more" label={t("action.more")} groups={[markItems(now)]} />
    </div>
  );
}

/** All mailboxes as places to move to. */
export function moveItems(of: () => Target): MenuItem[] {
  return visibleNodes(tree.value, () => true)
    .filter(({ mailbox }) => mailbox.id !== shownMailbox.value?.id && mailbox.role !== "drafts")
    .map(({ mailbox, depth }) => ({ label: nameOf(mailbox), icon: iconOf(mailbox), depth, run: () => void moveTo(mailbox.id, of()) }));
}

function markItems(of: () => Target): MenuItem[] {
  return [
    { label: t("action.markRead"), icon: "mailOpen", keys: "Shift I", run: () => void setKeyword("$seen", true, of()) },
    { label: t("action.markUnread"), icon: "mail", keys: "Shift U", run: () => void setKeyword("$seen", false, of()) },
    { label: t("action.star"), icon: "star", keys: "s", run: () => void setKeyword("$flagged", true, of()) },
    { label: t("action.unstar"), icon: "star", run: () => void setKeyword("$flagged", false, of()) },
    { label: shownMailbox.value?.role === "junk" ? t("action.notJunk") : t("action.junk"), icon: "junk", keys: "!", run: () => void junk(of()) },
  ];
}

