import { t } from "../i18n";
import type { Id, Mailbox } from "../jmap/types";
import { navigate, paths } from "../router";
import { changeMailbox, createMailbox, destroyMailbox, mailboxes, mailboxWith, nameOf, tree } from "../store/mailboxes";
import { mayContain, visibleNodes } from "../store/mailboxTree";
import { confirm, prompt } from "../ui/ask";
import { destroy } from "../store/changes";
import { synchronise } from "../store/sync";
import type { MenuItem } from "../ui/Menu";
import { toast } from "../ui/toasts";
import { changeAll, findAll } from "./bulk";
import { iconOf } from "./folderIcon";
import { shownMailbox } from "./view";

/** What can be done with a folder. */
export function folderItems(mailbox: Mailbox): MenuItem[][] {
  const own = mailbox.role === null;
  const { myRights: rights } = mailbox;
  return [
    [
      { label: t("folder.markAllRead"), icon: "mailOpen", disabled: mailbox.unreadEmails === 0, run: () => void markAllRead(mailbox) },
      ...(mailbox.role === "trash" || mailbox.role === "junk"
        ? [{ label: t("folder.empty"), icon: "trash" as const, dangerous: true, disabled: mailbox.totalEmails === 0, run: () => void empty(mailbox) }]
        : []),
    ],
    [
      { label: t("folder.createIn"), icon: "plus", disabled: !rights.mayCreateChild, run: () => void create(mailbox.id) },
      ...(own
        ? ([
            { label: t("folder.rename"), icon: "pencil", disabled: !rights.mayRename, run: () => void rename(mailbox) },
            ...(mailbox.parentId === null ? [] : [{ label: t("folder.toTop"), icon: "folderMove" as const, run: () => void moveFolder(mailbox.id, null) }]),
          ] satisfies MenuItem[])
        : []),
    ],
    own ? placesFor(mailbox) : [],
    own ? [{ label: t("folder.delete"), icon: "trash", dangerous: true, disabled: !rights.mayDelete, run: () => void remove(mailbox) }] : [],
  ];
}

/** Folders that a folder can be put into, for those who do not drag. */
function placesFor(mailbox: Mailbox): MenuItem[] {
  return visibleNodes(tree.value, () => true)
    .filter(({ mailbox: each }) => each.role === null && each.id !== mailbox.parentId && mayContain(mailboxes.value!, each.id, mailbox.id))
    .slice(0, 12)
    .map(({ mailbox: each }) => ({ label: t("folder.moveInto", { name: each.name }), icon: iconOf(each), run: () => void moveFolder(mailbox.id, each.id) }));
}

export async function create(parentId: Id | null): Promise<void> {
  const name = await prompt({ title: t("folder.create"), field: { label: t("folder.name"), value: "" }, action: t("folder.createAction") });
  if (name) await reporting(async () => navigate(paths.mailbox(await createMailbox(name, parentId))));
}

async function rename(mailbox: Mailbox): Promise<void> {
  const name = await prompt({ title: t("folder.rename"), field: { label: t("folder.name"), value: mailbox.name }, action: t("folder.renameAction") });
  if (name && name !== mailbox.name) await reporting(() => changeMailbox(mailbox.id, { name }));
}

/** Puts a folder into another, or at the top. */
export function moveFolder(id: Id, parentId: Id | null): Promise<void> {
  return reporting(() => changeMailbox(id, { parentId }));
}

async function remove(mailbox: Mailbox): Promise<void> {
  const agreed = await confirm({
    title: t("folder.deleteTitle", { name: nameOf(mailbox) }),
    text: t("folder.deleteText", { count: mailbox.totalEmails }),
    action: t("folder.delete"),
    dangerous: true,
  });
  if (!agreed) return;
  await reporting(async () => {
    const isShown = shownMailbox.peek()?.id === mailbox.id;
    await keepMessages(mailbox);
    await destroyMailbox(mailbox.id);
    if (isShown) navigate(paths.inbox);
    await synchronise();
  });
}

/** The messages of a folder that goes are thrown away with it, not deleted. */
async function keepMessages({ id }: Mailbox): Promise<void> {
  const bin = mailboxWith("trash");
  if (bin) await changeAll(await findAll({ inMailbox: id }), { mailboxIds: { [id]: false, [bin.id]: true } });
}

async function markAllRead({ id }: Mailbox): Promise<void> {
  await reporting(async () => {
    await changeAll(await findAll({ operator: "AND", conditions: [{ inMailbox: id }, { notKeyword: "$seen" }] }), { keywords: { $seen: true } });
    await synchronise();
  });
}

async function empty(mailbox: Mailbox): Promise<void> {
  const agreed = await confirm({
    title: t("folder.emptyTitle", { name: nameOf(mailbox) }),
    text: t("delete.text"),
    action: t("folder.empty"),
    dangerous: true,
  });
  if (!agreed) return;
  await reporting(async () => {
    await destroy(await findAll({ inMailbox: mailbox.id }));
    await synchronise();
  });
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast(t("error.folder", { reason: error instanceof Error ? error.message : "" }), { kind: "error" });
  }
}
