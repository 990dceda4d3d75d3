import type { Id, Mailbox, Role } from "../jmap/types";

export interface Node {
  mailbox: Mailbox;
  depth: number;
  children: Node[];
}

/** Mailboxes with a role stand first, in this order. */
const order: Role[] = ["inbox", "drafts", "sent", "archive", "junk", "trash"];

/** The mailboxes as they are shown: those with a role first, then by the order that they were given, then by name. One whose parent is missing stands at the top. */
export function treeOf(mailboxes: Iterable<Mailbox>, language?: string): Node[] {
  const all = [...mailboxes];
  const known = new Set(all.map((each) => each.id));
  const parentOf = ({ parentId }: Mailbox): Id | null => (parentId && known.has(parentId) ? parentId : null);
  const collator = new Intl.Collator(language, { numeric: true });
  const rank = ({ role }: Mailbox): number => (role && order.includes(role) ? order.indexOf(role) : order.length);

  const below = (parent: Id | null, depth: number): Node[] =>
    all
      .filter((each) => parentOf(each) === parent)
      .sort((a, b) => rank(a) - rank(b) || a.sortOrder - b.sortOrder || collator.compare(a.name, b.name))
      .map((mailbox) => ({ mailbox, depth, children: below(mailbox.id, depth + 1) }));

  return below(null, 0);
}

/** The nodes that are to be seen, from the top down, without those below closed ones. */
export function visibleNodes(tree: readonly Node[], isOpen: (id: Id) => boolean): Node[] {
  return tree.flatMap((node) => [node, ...(isOpen(node.mailbox.id) ? visibleNodes(node.children, isOpen) : [])]);
}

/** Whether a mailbox may be put into another: not into itself or what is below it. */
export function mayContain(mailboxes: ReadonlyMap<Id, Mailbox>, parent: Id | null, moved: Id): boolean {
  for (let at = parent; at !== null; at = mailboxes.get(at)?.parentId ?? null) if (at === moved) return false;
  return true;
}
