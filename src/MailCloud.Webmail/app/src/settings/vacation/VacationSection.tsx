import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toasts";
import { Field, FormError, Switch, TextField } from "../parts/fields";
import { Loaded, Section } from "../parts/Section";
import { useTask } from "../parts/useTask";
import { dayOf, timeOf } from "./days";
import { changeVacation, loadVacation, type Vacation, vacation } from "./vacation";

/** The answer to mail that comes while somebody is away. */
export default function VacationSection() {
  return (
    <Loaded load={loadVacation} ready={vacation.value !== null}>
      {() => <VacationForm now={vacation.value!} />}
    </Loaded>
  );
}

function VacationForm({ now }: { now: Vacation }) {
  const [on, setOn] = useState(now.isEnabled);
  const [from, setFrom] = useState(dayOf(now.fromDate));
  const [to, setTo] = useState(dayOf(now.toDate, true));
  const [subject, setSubject] = useState(now.subject ?? "");
  const [text, setText] = useState(now.textBody ?? "");
  const [checked, setChecked] = useState(false);
  const wrongOrder = from && to && to < from ? t("vacation.wrongOrder") : null;
  const noText = checked && on && !text.trim() ? t("vacation.noText") : null;

  const task = useTask(async () => {
    await changeVacation({
      isEnabled: on,
      fromDate: timeOf(from),
      toDate: timeOf(to, true),
      subject: subject.trim() || null,
      textBody: text.trim() || null,
    });
    toast(t(on ? "vacation.savedOn" : "vacation.savedOff"));
  });

  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (!wrongOrder && !(on && !text.trim())) void task.run();
  };

  return (
    <Section title={t("vacation.title")} text={t("vacation.hint")}>
      <form class="settings-form settings-form-wide" onSubmit={submit} noValidate>
        <FormError error={task.error} />
        <Switch label={t("vacation.on")} checked={on} onChange={setOn} />
        <div class="field-pair">
          <TextField label={t("vacation.from")} type="date" hint={t("vacation.fromHint")} value={from} onInput={setFrom} />
          <TextField label={t("vacation.to")} type="date" hint={t("vacation.toHint")} error={wrongOrder} value={to} onInput={setTo} />
        </div>
        <TextField label={t("vacation.subject")} hint={t("vacation.subjectHint")} maxLength={250} value={subject} onInput={setSubject} />
        <Field label={t("vacation.text")} error={noText}>
          {(attributes) => <textarea rows={8} dir="auto" value={text} onInput={(event) => setText(event.currentTarget.value)} {...attributes} />}
        </Field>
        <div class="settings-actions">
          <Button kind="primary" type="submit" disabled={task.busy}>
            {t("settings.save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
