import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { fieldName, testName } from "./describe";
import { type Condition, fields, type Field, type Test } from "./rules";

const textTests: Test[] = ["contains", "is"];
const sizeTests: Test[] = ["larger", "smaller"];
const kilobyte = 1_000;

/** One condition of a rule: what is looked at, how, and what for. */
export function ConditionFields({
  number,
  condition,
  onChange,
  onRemove,
}: {
  number: number;
  condition: Condition;
  onChange: (changed: Condition) => void;
  onRemove: (() => void) | undefined;
}) {
  const { field, test, value } = condition;
  const tests = field === "size" ? sizeTests : textTests;

  const chooseField = (to: Field): void => {
    const kept = (to === "size") === (field === "size");
    onChange(kept ? { ...condition, field: to } : { field: to, test: to === "size" ? "larger" : "contains", value: "" });
  };

  return (
    <div class="condition" role="group" aria-label={t("filters.condition", { number })}>
      <select aria-label={t("filters.field")} value={field} onChange={(event) => chooseField(event.currentTarget.value as Field)}>
        {fields.map((each) => (
          <option value={each} key={each}>
            {fieldName(each)}
          </option>
        ))}
      </select>
      <select aria-label={t("filters.test")} value={test} onChange={(event) => onChange({ ...condition, test: event.currentTarget.value as Test })}>
        {tests.map((each) => (
          <option value={each} key={each}>
            {testName(each)}
          </option>
        ))}
      </select>
      {field === "size" ? (
        <input
          type="number"
          min={1}
          required
          aria-label={t("filters.kilobytes")}
          placeholder={t("filters.kilobytes")}
          value={value ? Number(value) / kilobyte : ""}
          onInput={(event) =>
            onChange({ ...condition, value: event.currentTarget.value ? String(Math.round(Number(event.currentTarget.value) * kilobyte)) : "" })
          }
        />
      ) : (
        <input
          type="text"
          dir="auto"
          required
          maxLength={500}
          aria-label={t("filters.value")}
          placeholder={t("filters.value")}
          value={value}
          onInput={(event) => onChange({ ...condition, value: event.currentTarget.value })}
        />
      )}
      {onRemove && <IconButton icon="close" label={t("filters.removeCondition", { number })} onClick={onRemove} />}
    </div>
  );
}
