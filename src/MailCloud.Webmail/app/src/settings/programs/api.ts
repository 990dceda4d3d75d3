import { signal } from "@preact/signals";
import { json } from "../../http";
import { account, loadAccount } from "../account/api";

/** What the server is spoken to with at a port. */
export interface Port {
  protocol: "imap" | "pop3" | "smtp";
  port: number;
  /** TLS from the first octet on; otherwise with STARTTLS. */
  isImplicitTls: boolean;
}

/** Where mail programs find the service. */
export interface Servers {
  hostName: string;
  ports: Port[];
  profileIsSigned: boolean;
}

/** As the server has told it; null until then. */
export const servers = signal<Servers | null>(null);

/** Who the account is, which the servers are asked for, and then the servers. */
export async function loadServers(): Promise<void> {
  if (!account.value) await loadAccount();
  servers.value = await json<Servers>("GET", `/mail/servers.json?address=${encodeURIComponent(account.value!.address)}`);
}

/** Where a device of Apple's gets its profile. */
export const profilePath = (address: string): string => `/mail/apple.mobileconfig?address=${encodeURIComponent(address)}`;
