import { useState } from "preact/hooks";
import { errorText } from "./errors";

/** Work that a form begins: whether it goes on, and why it failed the last time. */
export interface Task<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  busy: boolean;
  error: string | null;
  clear: () => void;
}

/** Runs work one at a time, and keeps what went wrong for the form to show. */
export function useTask<A extends unknown[]>(work: (...args: A) => Promise<void>): Task<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (...args: A): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await work(...args);
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, error, clear: () => setError(null) };
}
