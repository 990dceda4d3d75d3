import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toasts";
import { loadPlaces, places } from "../mailboxes";
import { errorText } from "../parts/errors";
import { Loaded, Section } from "../parts/Section";
import { proposal, type Proposal } from "./proposal";
import { RuleEditor } from "./RuleEditor";
import { RuleRow } from "./RuleRow";
import { changeRule, loadRules, orderRules, removeRule, type Rule, rules } from "./rules";

const load = async (): Promise<void> => void (await Promise.all([loadRules(), loadPlaces()]));

/** Rules for mail as it comes, in the order in which they are tried. */
export default function FiltersSection() {
  return (
    <Loaded load={load} ready={rules.value !== null && places.value !== null}>
      {() => <RuleList list={rules.value!} />}
    </Loaded>
  );
}

const complain = (error: unknown): void => void toast(errorText(error), { kind: "error" });

function RuleList({ list }: { list: Rule[] }) {
  const [edited, setEdited] = useState<Rule | Proposal | "new" | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, setSaid] = useState("");

  // Somebody came here from a message.
  useEffect(() => {
    if (!proposal.value) return;
    setEdited(proposal.value);
    proposal.value = null;
  }, []);

  const move = (from: number, to: number): void => {
    const rule = list[from];
    if (!rule || to < 0 || to >= list.length || from === to) return;
    const rest = list.toSpliced(from, 1);
    setSaid(t("filters.moved", { name: rule.name, place: to + 1, count: list.length }));
    orderRules(rest.toSpliced(to, 0, rule)).catch(complain);
  };

  const remove = async (rule: Rule): Promise<void> => {
    const agreed = await confirm({
      title: t("filters.removeTitle"),
      text: t("filters.removeText", { name: rule.name }),
      action: t("filters.remove"),
      dangerous: true,
    });
    if (agreed) await removeRule(rule.id).then(() => toast(t("filters.removed")), complain);
  };

  return (
    <Section
      title={t("filters.title")}
      text={t("filters.hint")}
      actions={
        <Button icon="plus" onClick={() => setEdited("new")}>
          {t("filters.add")}
        </Button>
      }
    >
      {list.length === 0 && <p class="settings-empty">{t("filters.none")}</p>}
      <ol class="settings-list rules">
        {list.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            isDragged={dragged === index}
            onMove={(by) => move(index, index + by)}
            onDrag={(begins) => setDragged(begins ? index : null)}
            onDrop={() => dragged !== null && move(dragged, index)}
            onEdit={() => setEdited(rule)}
            onRemove={() => void remove(rule)}
            onTurn={(isEnabled) => void changeRule(rule.id, { isEnabled }).catch(complain)}
          />
        ))}
      </ol>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      {edited && <RuleEditor of={edited} close={() => setEdited(null)} />}
    </Section>
  );
}
