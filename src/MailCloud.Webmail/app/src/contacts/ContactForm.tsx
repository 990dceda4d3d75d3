import { useEffect, useRef, useState } from "preact/hooks";
import { isAddress } from "../compose/people/addresses";
import { type Key, t } from "../i18n";
import { Button, IconButton } from "../ui/Button";
import { toast } from "../ui/toasts";
import { type ContactCard, cardFrom, changesOf, type Fields, fieldsOf } from "./card";
import { addContacts, changeContact } from "./store";

/** Where a contact is written; `done` is told the id of a new one, or null when nothing was made. */
export function ContactForm({ card, done }: { card: ContactCard | null; done: (made: string | null) => void }) {
  const [fields, setFields] = useState(() => withRoom(card ? fieldsOf(card) : fieldsOf({})));
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const change = (changes: Partial<Fields>): void => setFields({ ...fields, ...changes });

  const save = async (): Promise<void> => {
    const clean = tidy(fields);
    const wrong = clean.emails.find((each) => !isAddress(each));
    if (wrong) return setProblem(t("contacts.invalidAddress", { value: wrong }));
    if (!clean.name && clean.emails.length === 0 && !clean.organization) return setProblem(t("contacts.nameless"));
    setBusy(true);
    try {
      const made = card ? (await changeContact(card.id, changesOf(card, clean)), null) : ((await addContacts([cardFrom(clean)]))[0] ?? null);
      toast(t("contacts.saved"));
      done(made);
    } catch (error) {
      setProblem(t("contacts.failed", { reason: (error as Error).message }));
      setBusy(false);
    }
  };

  const line = (label: Key, name: "name" | "organization" | "title", autocomplete = "off") => (
    <label class="field">
      <span>{t(label)}</span>
      <input type="text" dir="auto" maxLength={500} autocomplete={autocomplete} value={fields[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form class="contact-form" ref={form} noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <h2>{t(card ? "contacts.edit" : "contacts.add")}</h2>
      {line("contacts.name", "name")}
      <Several label="contacts.email" add="contacts.addEmail" type="email" values={fields.emails} onChange={(emails) => change({ emails })} />
      <Several label="contacts.phone" add="contacts.addPhone" type="tel" values={fields.phones} onChange={(phones) => change({ phones })} />
      <div class="contact-pair">
        {line("contacts.organization", "organization")}
        {line("contacts.jobTitle", "title")}
      </div>
      <label class="field">
        <span>{t("contacts.note")}</span>
        <textarea rows={4} dir="auto" maxLength={5_000} value={fields.note} onInput={(event) => change({ note: event.currentTarget.value })} />
      </label>
      <p class="contact-problem" role="alert">
        {problem}
      </p>
      <div class="contact-buttons">
        <Button onClick={() => done(null)}>{t("app.cancel")}</Button>
        <Button kind="primary" type="submit" disabled={busy}>
          {t("contacts.save")}
        </Button>
      </div>
    </form>
  );
}

interface SeveralProps {
  label: Key;
  add: Key;
  type: "email" | "tel";
  values: string[];
  onChange: (values: string[]) => void;
}

/** Lines of which there may be many. */
function Several({ label, add, type, values, onChange }: SeveralProps) {
  return (
    <fieldset class="contact-several">
      <legend>{t(label)}</legend>
      {values.map((value, index) => (
        <div class="contact-line" key={index}>
          <input
            type="text"
            inputMode={type}
            dir="ltr"
            maxLength={254}
            aria-label={t(label)}
            value={value}
            onInput={(event) => onChange(values.map((each, at) => (at === index ? event.currentTarget.value : each)))}
          />
          {values.length > 1 && (
            <IconButton icon="close" label={t("contacts.remove", { value: value || t(label) })} onClick={() => onChange(values.filter((_, at) => at !== index))} />
          )}
        </div>
      ))}
      <Button kind="plain" icon="plus" onClick={() => onChange([...values, ""])}>
        {t(add)}
      </Button>
    </fieldset>
  );
}

/** An empty line to write in where there is none. */
function withRoom(fields: Fields): Fields {
  const some = (values: string[]): string[] => (values.length > 0 ? values : [""]);
  return { ...fields, emails: some(fields.emails), phones: some(fields.phones) };
}

function tidy(fields: Fields): Fields {
  const filled = (values: string[]): string[] => values.map((each) => each.trim()).filter(Boolean);
  return {
    name: fields.name.trim(),
    organization: fields.organization.trim(),
    title: fields.title.trim(),
    emails: filled(fields.emails),
    phones: filled(fields.phones),
    note: fields.note.trim(),
  };
}
