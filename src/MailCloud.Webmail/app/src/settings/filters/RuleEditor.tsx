import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/toasts";
import { Checks, Choice, FormError, TextField } from "../parts/fields";
import { Invalid } from "../parts/errors";
import { useTask } from "../parts/useTask";
import { PlaceSelect } from "../PlaceSelect";
import { ConditionFields } from "./ConditionFields";
import type { Proposal } from "./proposal";
import { type Actions, addRule, changeRule, type Condition, noActions, type Rule } from "./rules";
import { RuleTrial } from "./RuleTrial";

const blank: Condition = { field: "from", test: "contains", value: "" };
const switches = ["markSeen", "star", "discard", "stop"] as const;

/** Makes or changes a rule. */
export function RuleEditor({ of, close }: { of: Rule | Proposal | "new"; close: () => void }) {
  const known = of !== "new" && "id" in of ? of : null;
  const [name, setName] = useState(of === "new" ? "" : of.name);
  const [match, setMatch] = useState<Rule["match"]>(known?.match ?? "all");
  const [conditions, setConditions] = useState<Condition[]>(of === "new" || of.conditions.length === 0 ? [blank] : of.conditions);
  const [actions, setActions] = useState<Actions>(known?.actions ?? noActions);
  const act = (changes: Partial<Actions>): void => setActions({ ...actions, ...changes });

  const task = useTask(async () => {
    if (conditions.some(({ value }) => !value.trim())) throw new Invalid(t("filters.conditionEmpty"));
    if (Object.values(actions).every((value) => !value || (Array.isArray(value) && value.length === 0)))
      throw new Invalid(t("filters.actionMissing"));
    if (actions.forwardTo && !/^[^\s@]+@[^\s@]+$/.test(actions.forwardTo)) throw new Invalid(t("filters.addressWrong"));
    const rule = { name: name.trim(), isEnabled: known?.isEnabled ?? true, match, conditions, actions };
    await (known ? changeRule(known.id, rule) : addRule(rule));
    toast(t("filters.saved"));
    close();
  });

  return (
    <Dialog
      title={t(known ? "filters.change" : "filters.add")}
      size="medium"
      onClose={close}
      onSubmit={() => void task.run()}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !name.trim()}>
            {t("settings.save")}
          </Button>
        </>
      }
    >
      <FormError error={task.error} />
      <TextField label={t("filters.name")} maxLength={200} required autofocus value={name} onInput={setName} />
      <h3 class="rule-heading">{t("filters.when")}</h3>
      {conditions.length > 1 && (
        <Choice
          legend={t("filters.match")}
          value={match}
          options={[
            { value: "all", label: t("filters.matchAll") },
            { value: "any", label: t("filters.matchAny") },
          ]}
          onChange={setMatch}
        />
      )}
      {conditions.map((condition, index) => (
        <ConditionFields
          key={index}
          number={index + 1}
          condition={condition}
          onChange={(changed) => setConditions(conditions.with(index, changed))}
          onRemove={conditions.length > 1 ? () => setConditions(conditions.toSpliced(index, 1)) : undefined}
        />
      ))}
      <Button kind="plain" icon="plus" onClick={() => setConditions([...conditions, blank])}>
        {t("filters.addCondition")}
      </Button>
      <h3 class="rule-heading">{t("filters.then")}</h3>
      {!actions.discard && (
        <PlaceSelect label={t("filters.move.to")} value={actions.mailboxId} none={t("filters.stay")} onChange={(mailboxId) => act({ mailboxId })} />
      )}
      <TextField
        label={t("filters.label")}
        hint={t("filters.labelHint")}
        maxLength={200}
        value={actions.addKeywords.join(" ")}
        onInput={(text) => act({ addKeywords: keywordsOf(text) })}
      />
      <TextField
        label={t("filters.forward")}
        hint={t("filters.forwardHint")}
        type="email"
        dir="ltr"
        value={actions.forwardTo ?? ""}
        onInput={(text) => act({ forwardTo: text.trim() || null })}
      />
      <Checks
        legend={t("filters.more")}
        values={switches.filter((each) => actions[each])}
        options={switches.map((each) => ({ value: each, label: t(`filters.switch.${each}`) }))}
        onChange={(on) => act(Object.fromEntries(switches.map((each) => [each, on.includes(each)])))}
      />
      <RuleTrial rule={{ match, conditions }} />
    </Dialog>
  );
}

/** Words that may be keywords (RFC 8621 §4.1.1). */
function keywordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().split(/\s+/))].filter((word) => /^[!-~]{1,255}$/.test(word) && !/[(){\]%*"\\]/.test(word));
}
