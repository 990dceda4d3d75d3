import { signal } from "@preact/signals";
import type { EmailSummary } from "../../jmap/types";
import { navigate, paths } from "../../router";
import type { Condition } from "./rules";

/** What a new rule begins with that somebody wants to make from a message. */
export interface Proposal {
  name: string;
  conditions: Condition[];
}

/** Taken by the list of filters when it opens. */
export const proposal = signal<Proposal | null>(null);

/** Goes to the filters, to make one for messages like this one: from its mailing list, else from its sender. */
export function proposeRule(email: Pick<EmailSummary, "from" | "subject"> & { listId?: string | null }): void {
  const sender = email.from?.[0];
  const list = email.listId && (/<([^>]*)>/.exec(email.listId)?.[1] ?? email.listId);
  proposal.value = {
    name: sender?.name ?? sender?.email ?? email.subject ?? "",
    conditions: [
      list
        ? { field: "list", test: "is", value: list }
        : sender
          ? { field: "from", test: "is", value: sender.email }
          : { field: "subject", test: "contains", value: email.subject ?? "" },
    ],
  };
  navigate(paths.settings("filters"));
}
