import { json } from "../http";
import type { RequestJson } from "./webauthn";

/** How somebody may prove a second time who they are. */
export type Method = "totp" | "passkey" | "recovery";

/** What the server says to a step of the log-in. */
export type Step = { status: "done" } | { status: "secondFactor"; methods: Method[] };

const post = <T>(path: string, body: object): Promise<T> => json<T>("POST", `/webmail/login${path}`, body, "fail");

/** With `remember` the session lasts from visit to visit. */
export const sendPassword = (name: string, password: string, remember: boolean): Promise<Step> => post("", { name, password, remember });

/** A code of an app (RFC 6238). */
export const sendCode = (code: string): Promise<Step> => post("/totp", { code });

export const sendRecoveryCode = (code: string): Promise<Step> => post("/recovery", { code });

export const passkeyOptions = (): Promise<RequestJson> => post("/passkey/options", {});

export const sendPasskey = (credential: object, remember: boolean): Promise<Step> => post("/passkey", { credential, remember });
