import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "../../ui/Icon";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  /** Puts the control in; its attributes tie it to its label, its hint and its error. */
  children: (attributes: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }) => ComponentChildren;
}

/** A control with its label, what helps to fill it in, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = Omit<FieldProps, "children"> &
  Pick<
    InputHTMLAttributes<HTMLInputElement>,
    "autocomplete" | "required" | "maxLength" | "dir" | "placeholder" | "autofocus" | "inputMode" | "class"
  > & {
    type?: "text" | "password" | "email" | "date" | "number";
    value: string;
    onInput: (value: string) => void;
  };

/** A line of text. */
export function TextField({ label, hint, error, type = "text", value, onInput, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {/* Preact's types have one for each type of field. */}
      {(attributes) => (
        <input type={type as "text"} value={value} onInput={(event) => onInput(event.currentTarget.value)} {...attributes} {...rest} />
      )}
    </Field>
  );
}

/** Turns something on or off, at once. */
export function Switch({
  label,
  hint,
  checked,
  onChange,
  disabled,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="switch-row">
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint && `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  hint?: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of a few: radio buttons in a row. */
export function Choice<T extends string>({ legend, hint, value, options, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice" aria-describedby={hint && `${name}-hint`}>
      <legend>{legend}</legend>
      <div class="choice-row">
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {hint && (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </fieldset>
  );
}

/** Some of a few. */
export function Checks<T extends string>({
  legend,
  hint,
  values,
  options,
  onChange,
}: Omit<ChoiceProps<T>, "value" | "onChange"> & { values: readonly T[]; onChange: (values: T[]) => void }) {
  const name = useId();
  return (
    <fieldset class="choice" aria-describedby={hint && `${name}-hint`}>
      <legend>{legend}</legend>
      <div class="checks">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="checkbox"
              checked={values.includes(option.value)}
              onChange={(event) =>
                onChange(
                  options.map((each) => each.value).filter((each) => (each === option.value ? event.currentTarget.checked : values.includes(each))),
                )
              }
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {hint && (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </fieldset>
  );
}

/** Why what a form asked for was not done. It is there from the start, so that screen readers speak what comes into it. */
export function FormError({ error }: { error: string | null }) {
  return (
    <div role="alert" class={error ? "notice notice-error" : undefined}>
      {error && (
        <>
          <Icon name="warning" />
          <span>{error}</span>
        </>
      )}
    </div>
  );
}
