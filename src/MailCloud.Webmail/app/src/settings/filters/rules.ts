import { signal } from "@preact/signals";
import { call } from "../../jmap/client";
import type { EmailAddress, GetResponse, Id, QueryResponse, SetResponse } from "../../jmap/types";
import { throwRefused } from "../parts/errors";

export const fields = ["from", "to", "cc", "subject", "list", "any", "size"] as const;
export type Field = (typeof fields)[number];
export type Test = "contains" | "is" | "larger" | "smaller";

export interface Condition {
  field: Field;
  test: Test;
  value: string;
}

export interface Actions {
  mailboxId: Id | null;
  addKeywords: string[];
  markSeen: boolean;
  star: boolean;
  discard: boolean;
  forwardTo: string | null;
  stop: boolean;
}

/** What happens to mail as it comes. */
export interface Rule {
  id: Id;
  name: string;
  isEnabled: boolean;
  sortOrder: number;
  match: "all" | "any";
  conditions: Condition[];
  actions: Actions;
}

export type NewRule = Omit<Rule, "id" | "sortOrder">;

export const noActions: Actions = { mailboxId: null, addKeywords: [], markSeen: false, star: false, discard: false, forwardTo: null, stop: false };

/** The account's rules in their order; null until they are known. */
export const rules = signal<Rule[] | null>(null);

export async function loadRules(): Promise<void> {
  const { list } = await call<GetResponse<Omit<Rule, "actions"> & { actions: Partial<Actions> | null }>>("MailRule/get", { ids: null });
  rules.value = list
    .map((rule) => ({ ...rule, actions: { ...noActions, ...rule.actions } }))
    .sort((a, b) => a.sortOrder - b.sortOrder || (a.id < b.id ? -1 : 1));
}

export async function addRule(rule: NewRule): Promise<void> {
  const sortOrder = 1 + Math.max(0, ...(rules.value ?? []).map((each) => each.sortOrder));
  const { notCreated } = await call<SetResponse>("MailRule/set", { create: { rule: { ...rule, actions: sparse(rule.actions), sortOrder } } });
  throwRefused(notCreated);
  await loadRules();
}

export async function changeRule(id: Id, changes: Partial<NewRule>): Promise<void> {
  await update({ [id]: { ...changes, ...(changes.actions && { actions: sparse(changes.actions) }) } });
}

export async function removeRule(id: Id): Promise<void> {
  const { notDestroyed } = await call<SetResponse>("MailRule/set", { destroy: [id] });
  throwRefused(notDestroyed);
  await loadRules();
}

/** Puts the rules into an order; those whose place changes are told the server. */
export async function orderRules(ordered: Rule[]): Promise<void> {
  const before = rules.value;
  rules.value = ordered.map((rule, index) => ({ ...rule, sortOrder: index + 1 }));
  const moved = rules.value.filter((rule) => before?.find((each) => each.id === rule.id)?.sortOrder !== rule.sortOrder);
  if (moved.length === 0) return;
  try {
    await update(Object.fromEntries(moved.map(({ id, sortOrder }) => [id, { sortOrder }])));
  } catch (error) {
    rules.value = before;
    throw error;
  }
}

async function update(changes: Record<Id, object>): Promise<void> {
  const { notUpdated } = await call<SetResponse>("MailRule/set", { update: changes });
  throwRefused(notUpdated);
  await loadRules();
}

/** The actions that are set, as the server has them. */
function sparse(actions: Actions): Partial<Actions> {
  return Object.fromEntries(
    Object.entries(actions).filter(([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0)),
  );
}

/** What a rule looks at. */
export interface Examined {
  id: Id;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  subject: string | null;
  size: number;
  receivedAt: string;
  "header:List-Id:asText": string | null;
}

const examined = 50;

/** The last messages that came into a mailbox. */
export async function lastMessages(mailboxId: Id | null): Promise<Examined[]> {
  const found = call<QueryResponse>("Email/query", {
    filter: mailboxId ? { inMailbox: mailboxId } : null,
    sort: [{ property: "receivedAt", isAscending: false }],
    limit: examined,
  });
  const { list } = await call<GetResponse<Examined>>("Email/get", {
    "#ids": found.ref("/ids"),
    properties: ["id", "from", "to", "cc", "subject", "size", "receivedAt", "header:List-Id:asText"],
  });
  return list;
}

/** Whether a rule's conditions hold for a message. */
export function matches({ match, conditions }: Pick<Rule, "match" | "conditions">, email: Examined): boolean {
  const holds = (condition: Condition): boolean => conditionHolds(condition, email);
  return conditions.length > 0 && (match === "all" ? conditions.every(holds) : conditions.some(holds));
}

function conditionHolds({ field, test, value }: Condition, email: Examined): boolean {
  if (field === "size") {
    const octets = Number(value);
    return test === "smaller" ? email.size < octets : test === "larger" ? email.size > octets : email.size === octets;
  }
  const wanted = value.trim().toLowerCase();
  if (!wanted) return false;
  return textsOf(field, email).some((text) => (test === "is" ? text.toLowerCase().trim() === wanted : text.toLowerCase().includes(wanted)));
}

function textsOf(field: Exclude<Field, "size">, email: Examined): string[] {
  const people = (list: EmailAddress[] | null): string[] =>
    (list ?? []).flatMap(({ name, email: address }) => (name ? [name, address, `${name} <${address}>`] : [address]));
  const list = email["header:List-Id:asText"];
  switch (field) {
    case "from":
      return people(email.from);
    case "to":
      return people(email.to);
    case "cc":
      return people(email.cc);
    case "subject":
      return [email.subject ?? ""];
    case "list":
      return list ? [list, ...(/<([^>]*)>/.exec(list)?.slice(1) ?? [])] : [];
    case "any":
      return (["from", "to", "cc", "subject", "list"] as const).flatMap((each) => textsOf(each, email));
  }
}
