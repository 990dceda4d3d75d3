import { type Key, language, t } from "../../i18n";
import { octetsText } from "../parts/format";
import { placeName, places } from "../mailboxes";
import type { Actions, Condition, Rule } from "./rules";

export const fieldName = (field: Condition["field"]): string => t(`filters.field.${field}` as Key);
export const testName = (test: Condition["test"]): string => t(`filters.test.${test}` as Key);

/** Keeps the order of what runs in another direction than the text around it. */
const apart = (text: string): string => `\u2068${text}\u2069`;

const list = (parts: string[], type: "conjunction" | "disjunction"): string => new Intl.ListFormat(language.value, { type }).format(parts);

/** A rule's conditions in a few words. */
export function describeConditions({ match, conditions }: Pick<Rule, "match" | "conditions">): string {
  const parts = conditions.map(
    ({ field, test, value }) =>
      `${fieldName(field)} ${testName(test)} ${field === "size" ? octetsText(Number(value)) : t("filters.quoted", { text: apart(value) })}`,
  );
  return list(parts, match === "all" ? "conjunction" : "disjunction");
}

/** What a rule does, in a few words. */
export function describeActions({ mailboxId, addKeywords, markSeen, star, discard, forwardTo, stop }: Actions): string {
  const place = places.value?.find((each) => each.id === mailboxId);
  const parts = [
    discard && t("filters.does.discard"),
    mailboxId && !discard && t("filters.does.move", { mailbox: place ? apart(placeName(place)) : t("filters.missing") }),
    markSeen && t("filters.does.seen"),
    star && t("filters.does.star"),
    addKeywords.length > 0 && t("filters.does.label", { label: apart(addKeywords.join(", ")) }),
    forwardTo && t("filters.does.forward", { address: apart(forwardTo) }),
    stop && t("filters.does.stop"),
  ];
  return list(
    parts.filter((part) => typeof part === "string"),
    "conjunction",
  );
}
