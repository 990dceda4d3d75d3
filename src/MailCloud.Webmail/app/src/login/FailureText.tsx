import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "../ui/Icon";
import type { Failure } from "./failure";

/** Says why the last try failed. It is there from the start, so that screen readers speak what comes into it. */
export function FailureText({ id, failure, wait }: { id: string; failure: Failure | null; wait: number }) {
  return (
    <div id={id} class={failure ? "login-failure" : undefined} role="alert">
      {failure && (
        <>
          <Icon name="warning" />
          <span>
            {failure.text}
            {failure.wait > 0 && wait === 0 && ` ${t("login.again")}`}
          </span>
        </>
      )}
    </div>
  );
}

/** Seconds until the next try is of use, counting down. */
export function useCountdown(failure: Failure | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const end = Date.now() + (failure?.wait ?? 0) * 1000;
    const tick = (): void => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    if (!failure?.wait) return;
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [failure]);
  return left;
}
