import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface Question {
  title: string;
  text?: string;
  /** A line to fill in, with what stands there first. */
  field?: { label: string; value: string };
  /** The name of the button that agrees. */
  action: string;
  dangerous?: boolean;
  answer: (value: string | null) => void;
}

const question = signal<Question | null>(null);

/** Asks for agreement; the name of the button says what will happen. */
export async function confirm(ask: Omit<Question, "answer" | "field">): Promise<boolean> {
  return (await show(ask)) !== null;
}

/** Asks for a line of text; null if the question was called off. */
export function prompt(ask: Omit<Question, "answer"> & { field: { label: string; value: string } }): Promise<string | null> {
  return show(ask);
}

function show(ask: Omit<Question, "answer">): Promise<string | null> {
  question.value?.answer(null);
  return new Promise((resolve) => {
    question.value = {
      ...ask,
      answer: (value) => {
        question.value = null;
        resolve(value);
      },
    };
  });
}

/** Shows the question that is open. */
export function Questions() {
  return question.value && <QuestionDialog question={question.value} key={question.value.title} />;
}

function QuestionDialog({ question: { title, text, field, action, dangerous, answer } }: { question: Question }) {
  const [value, setValue] = useState(field?.value ?? "");
  return (
    <Dialog
      title={title}
      onClose={() => answer(null)}
      onSubmit={() => answer(value.trim())}
      actions={
        <>
          <Button onClick={() => answer(null)}>{t("app.cancel")}</Button>
          <Button kind={dangerous ? "danger" : "primary"} type="submit" disabled={field && !value.trim()}>
            {action}
          </Button>
        </>
      }
    >
      {text && <p>{text}</p>}
      {field && (
        <label class="field">
          <span>{field.label}</span>
          <input autofocus maxLength={200} value={value} onInput={(event) => setValue(event.currentTarget.value)} />
        </label>
      )}
    </Dialog>
  );
}
