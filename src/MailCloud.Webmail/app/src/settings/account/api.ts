import { signal } from "@preact/signals";
import { json } from "../../http";
import type { CreationJson } from "../../login/webauthn";

/** What an account has besides its mail, as the server tells it. Times are as in JMAP. */
export interface Account {
  address: string;
  addresses: string[];
  twoFactor: { totp: boolean; passkeys: Passkey[]; recoveryCodesLeft: number };
  appPasswords: AppPassword[];
  sessions: Session[];
  quota: { usedOctets: number; limitOctets: number | null; usedMessages: number; limitMessages: number | null };
}

export interface Passkey {
  id: string;
  name: string;
  created: string;
  lastUsed: string | null;
}

export interface AppPassword {
  name: string;
  label: string;
  scopes: Scope[];
  created: string;
}

export interface Session {
  id: string;
  current: boolean;
  created: string;
  lastSeen: string;
  userAgent: string | null;
  address: string | null;
}

/** What an app password may be used for. */
export const scopes = ["imap", "pop3", "smtp", "jmap"] as const;
export type Scope = (typeof scopes)[number];

/** The account as it was last told; null until then. */
export const account = signal<Account | null>(null);

const root = "/webmail/account";

export async function loadAccount(): Promise<void> {
  account.value = await json<Account>("GET", root);
}

/** Does what changes the account, and asks how it is then. */
async function change<T = void>(method: "POST" | "DELETE", path: string, body?: object): Promise<T> {
  const answer = await json<T>(method, `${root}${path}`, body ?? (method === "POST" ? {} : undefined));
  await loadAccount();
  return answer;
}

/** What proves a second time who somebody is: a code of whatever sort, or what a passkey answered. */
export type Proof = { code: string } | { credential: object };

export const reauthenticate = (password: string, proof?: Proof): Promise<void> =>
  json("POST", `${root}/reauthenticate`, { password, ...proof }, "fail");

export const changePassword = (current: string, next: string): Promise<void> => change("POST", "/password", { current, new: next });

export const addAppPassword = (label: string, chosen: Scope[]): Promise<{ name: string; password: string }> =>
  change("POST", "/app-passwords", { label, scopes: chosen });

export const removeAppPassword = (name: string): Promise<void> => change("DELETE", `/app-passwords/${encodeURIComponent(name)}`);

export const endSession = (id: string): Promise<void> => change("DELETE", `/sessions/${encodeURIComponent(id)}`);

export const endOtherSessions = (): Promise<void> => change("POST", "/sessions/revoke-others");

/** A secret for an app, not in use until it is confirmed; the address is what the app reads from the picture. */
export const beginTotp = (): Promise<{ secret: string; uri: string }> => json("POST", `${root}/totp/begin`, {});

/** Codes for when the app is lost come with the first second factor. */
export const confirmTotp = (code: string): Promise<{ recoveryCodes?: string[] }> => change("POST", "/totp/confirm", { code });

export const removeTotp = (): Promise<void> => change("DELETE", "/totp");

export const passkeyOptions = (): Promise<CreationJson> => json("POST", `${root}/passkeys/options`, {});

export const addPasskey = (name: string, credential: object): Promise<{ recoveryCodes?: string[] } | undefined> =>
  change("POST", "/passkeys", { name, credential });

export const renamePasskey = (id: string, name: string): Promise<void> => change("POST", `/passkeys/${encodeURIComponent(id)}`, { name });

export const removePasskey = (id: string): Promise<void> => change("DELETE", `/passkeys/${encodeURIComponent(id)}`);

export const renewRecoveryCodes = (): Promise<{ recoveryCodes: string[] }> => change("POST", "/recovery-codes");
