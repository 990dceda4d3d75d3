import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { places } from "../mailboxes";
import { FormError } from "../parts/fields";
import { dayText } from "../parts/format";
import { useTask } from "../parts/useTask";
import { type Examined, lastMessages, matches, type Rule } from "./rules";

/** Shows which of the last messages of the inbox a rule would have taken. */
export function RuleTrial({ rule }: { rule: Pick<Rule, "match" | "conditions"> }) {
  const [emails, setEmails] = useState<Examined[] | null>(null);
  const task = useTask(async () => setEmails(await lastMessages(places.value?.find((each) => each.role === "inbox")?.id ?? null)));
  const found = emails?.filter((each) => matches(rule, each)) ?? [];
  return (
    <div class="trial">
      <FormError error={task.error} />
      <Button icon="search" disabled={task.busy} onClick={() => void task.run()}>
        {t("filters.try")}
      </Button>
      {emails && (
        <div role="status">
          <p class="trial-count">{t("filters.tried", { count: found.length, total: emails.length })}</p>
          {found.length > 0 && (
            <ul class="trial-list">
              {found.map((each) => (
                <li key={each.id}>
                  <bdi>{each.from?.[0]?.name ?? each.from?.[0]?.email}</bdi>
                  <bdi>{each.subject || t("filters.noSubject")}</bdi>
                  <span>{dayText(each.receivedAt)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
