import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../http";
import { t } from "../i18n";
import type { Method, Step } from "./api";
import * as api from "./api";
import { type Failure, failureOf } from "./failure";
import { rememberedName } from "./remembered";
import { askForPasskey, canAutofill } from "./webauthn";

/** Where a log-in stands, and what can be done. */
export interface Login {
  /** What is asked for now. */
  asks: "password" | Method;
  /** What proves a second time who somebody is; empty before the password. */
  methods: Method[];
  busy: boolean;
  /** Whether the session is to last from visit to visit. */
  remember: boolean;
  failure: Failure | null;
  setRemember(remember: boolean): void;
  choose(method: Method): void;
  restart(): void;
  password(name: string, password: string): Promise<void>;
  code(code: string): Promise<void>;
  recoveryCode(code: string): Promise<void>;
  passkey(): Promise<void>;
}

/** Goes through the steps of a log-in, until `done`. */
export function useLogin(done: () => Promise<void>): Login {
  const [asks, setAsks] = useState<"password" | Method>("password");
  const [methods, setMethods] = useState<Method[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [remember, setRemember] = useState(rememberedName() !== "");
  // What is chosen when a passkey is given may differ from what was when it was asked for.
  const lasting = useRef(remember);
  lasting.current = remember;
  const autofill = useRef<AbortController | null>(null);

  const take = async (step: () => Promise<Step | null>, wrong: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const answer = await step();
      if (answer?.status === "done") await done();
      else if (answer) {
        setMethods(answer.methods);
        setAsks(answer.methods[0] ?? "password");
      }
    } catch (error) {
      const ended = error instanceof Problem && error.type === "expired";
      if (ended) setAsks("password");
      setFailure(failureOf(error, ended ? t("login.ended") : wrong));
    } finally {
      setBusy(false);
    }
  };

  const passkeyStep = async (signal: AbortSignal, filled: boolean): Promise<Step | null> => {
    const credential = await askForPasskey(await api.passkeyOptions(), signal, filled);
    return credential && api.sendPasskey(credential, lasting.current);
  };

  // A passkey that the browser offers in the field of the name. No password is needed then.
  useEffect(() => {
    const controller = new AbortController();
    autofill.current = controller;
    void canAutofill().then(async (can) => {
      if (!can || controller.signal.aborted) return;
      const credential = await api.passkeyOptions().then(
        (options) => askForPasskey(options, controller.signal, true),
        () => null,
      );
      if (credential) await take(() => api.sendPasskey(credential, lasting.current), t("login.passkeyWrong"));
    });
    return () => controller.abort();
  }, []);

  return {
    asks,
    methods,
    busy,
    remember,
    failure,
    setRemember,
    choose: (method) => (setFailure(null), setAsks(method)),
    restart: () => (setFailure(null), setMethods([]), setAsks("password")),
    password: (name, password) => take(() => api.sendPassword(name, password, remember), t("login.passwordWrong")),
    code: (code) => take(() => api.sendCode(code), t("login.codeWrong")),
    recoveryCode: (code) => take(() => api.sendRecoveryCode(code), t("login.codeWrong")),
    passkey: () => {
      // The browser asks one question at a time.
      autofill.current?.abort();
      return take(() => passkeyStep(new AbortController().signal, false), t("login.passkeyWrong"));
    },
  };
}
