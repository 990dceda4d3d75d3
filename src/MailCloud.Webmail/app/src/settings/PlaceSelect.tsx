import { t } from "../i18n";
import type { Id } from "../jmap/types";
import { placeName, places } from "./mailboxes";
import { Field } from "./parts/fields";

/** Chooses a mailbox. With `none` it may be no mailbox, which is called so. */
export function PlaceSelect({
  label,
  hint,
  error,
  value,
  none,
  onChange,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  value: Id | null;
  none?: string;
  onChange: (id: Id | null) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <select {...attributes} value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || null)}>
          {(none !== undefined || value === null) && <option value="">{none ?? t("settings.choose")}</option>}
          {places.value?.map((each) => (
            <option value={each.id} key={each.id}>
              {"\u2003".repeat(each.depth) + placeName(each)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
