import type { Mailbox } from "../jmap/types";
import type { IconName } from "../ui/Icon";

/** The picture of a mailbox. */
export function iconOf({ role }: Mailbox): IconName {
  switch (role) {
    case "inbox":
      return "inbox";
    case "drafts":
      return "drafts";
    case "sent":
      return "send";
    case "archive":
      return "archive";
    case "junk":
      return "junk";
    case "trash":
      return "trash";
    default:
      return "folder";
  }
}
