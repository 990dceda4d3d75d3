import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { type Area, loadArea, t } from "./i18n";
import { Button } from "./ui/Button";
import { Spinner } from "./ui/Spinner";

/** A part of the page that is fetched, with its texts, when it is first shown. */
export function lazy<P extends object>(load: () => Promise<{ default: ComponentType<P> }>, area?: Area): ComponentType<P> {
  const loaded = signal<ComponentType<P> | "failed" | null>(null);
  let started = false;

  const start = (): void => {
    started = true;
    loaded.value = null;
    Promise.all([load(), area && loadArea(area)]).then(
      ([module]) => (loaded.value = module.default),
      () => (loaded.value = "failed"),
    );
  };

  return function Lazy(props: P) {
    if (!started) start();
    const Component = loaded.value;
    if (Component === "failed")
      return (
        <div class="lazy-failed" role="alert">
          <p>{t("app.partMissing")}</p>
          <Button onClick={start}>{t("app.retry")}</Button>
        </div>
      );
    return Component ? <Component {...props} /> : <Spinner label={t("app.loading")} />;
  };
}
