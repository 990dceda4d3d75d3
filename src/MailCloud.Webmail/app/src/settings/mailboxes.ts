import { computed } from "@preact/signals";
import { language } from "../i18n";
import { call } from "../jmap/client";
import type { Id, Mailbox, SetResponse } from "../jmap/types";
import { mailboxes, nameOf, refreshMailboxes } from "../store/mailboxes";
import { treeOf, visibleNodes } from "../store/mailboxTree";
import { throwRefused } from "./parts/errors";

/** A mailbox in its place in the tree. */
export interface Place extends Mailbox {
  depth: number;
}

/** All mailboxes, the hidden ones too, each above those within it; null until they are known. */
export const places = computed<Place[] | null>(
  () =>
    mailboxes.value &&
    visibleNodes(treeOf(mailboxes.value.values(), language.value), () => true).map(({ mailbox, depth }) => ({ ...mailbox, depth })),
);

export const loadPlaces = refreshMailboxes;

export const placeName = nameOf;

/** Shows a mailbox in the page's list, and in mail programs', or hides it. */
export async function subscribe(id: Id, isSubscribed: boolean): Promise<void> {
  const { notUpdated } = await call<SetResponse>("Mailbox/set", { update: { [id]: { isSubscribed } } });
  throwRefused(notUpdated);
  await refreshMailboxes();
}
