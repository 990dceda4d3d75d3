import { computed, signal } from "@preact/signals";
import { addressesOf } from "../../contacts/card";
import { cards, loadContacts } from "../../contacts/store";
import { call } from "../../jmap/client";
import type { EmailAddress, GetResponse, QueryResponse } from "../../jmap/types";
import { accountId } from "../../store/session";
import { recall, remember } from "../kept";
import { mailboxWith } from "../mailboxes";
import { gather, type Written } from "./suggest";

/** So many of the last sent messages tell who is written to. */
const remembered = 300;
/** Milliseconds after which the server is asked again. */
const fresh = 10 * 60_000;

const written = signal<readonly Written[]>([]);
let asked = 0;

/** Everybody who is suggested while a recipient is typed. */
export const people = computed(() => gather(cards.value.flatMap(addressesOf), written.value, Date.now()));

/** Fetches contacts and those written to; what the browser remembers is there at once. */
export async function loadPeople(): Promise<void> {
  if (Date.now() - asked < fresh) return;
  asked = Date.now();
  const account = accountId();
  if (written.value.length === 0) written.value = (await recall<Written[]>(account, "written")) ?? [];
  await Promise.all([loadContacts(), loadWritten()]);
  await remember(account, "written", written.value);
}

/** Somebody has just been written to. */
export function countWritten(to: EmailAddress[]): void {
  written.value = [{ at: new Date().toISOString(), to }, ...written.value];
}

async function loadWritten(): Promise<void> {
  const inMailbox = await mailboxWith("sent");
  const found = call<QueryResponse>("Email/query", {
    filter: { inMailbox },
    sort: [{ property: "receivedAt", isAscending: false }],
    limit: remembered,
  });
  const { list } = await call<GetResponse<{ receivedAt: string } & Record<"to" | "cc" | "bcc", EmailAddress[] | null>>>("Email/get", {
    "#ids": found.ref("/ids"),
    properties: ["receivedAt", "to", "cc", "bcc"],
  });
  written.value = list.map(({ receivedAt, to, cc, bcc }) => ({ at: receivedAt, to: [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])] }));
}
