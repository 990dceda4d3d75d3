import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Spinner } from "../../ui/Spinner";
import { errorText } from "./errors";

/** A part of a page of settings. */
export function Section({
  title,
  text,
  children,
  actions,
}: {
  title: string;
  text?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="settings-card" aria-labelledby={id}>
      <header class="settings-card-head">
        <div>
          <h3 id={id}>{title}</h3>
          {text && <p>{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}

/** Shows what has to be fetched first, once it has been. */
export function Loaded({ load, ready, children }: { load: () => Promise<void>; ready: boolean; children: () => ComponentChildren }) {
  const [error, setError] = useState<string | null>(null);
  const start = (): void => {
    setError(null);
    load().catch((failure: unknown) => setError(errorText(failure)));
  };
  useEffect(start, []);
  if (ready) return <>{children()}</>;
  if (error === null) return <Spinner label={t("app.loading")} />;
  return (
    <div class="lazy-failed" role="alert">
      <p>{error}</p>
      <Button onClick={start}>{t("app.retry")}</Button>
    </div>
  );
}
