import { Offline, Problem } from "../../http";
import { t } from "../../i18n";
import { MethodError } from "../../jmap/client";
import type { SetError } from "../../jmap/types";

/** A rule that what was typed breaks, in the page's language. */
export class Invalid extends Error {}

/** The server refused one object of a /set (RFC 8620 §5.3). */
export class Refused extends Error {
  constructor(readonly error: SetError) {
    super(error.description ?? error.type);
  }
}

/** Throws what a /set did not do. */
export function throwRefused(...refusals: (Record<string, SetError> | null | undefined)[]): void {
  for (const each of refusals) for (const error of Object.values(each ?? {})) throw new Refused(error);
}

/** What to say of an error. */
export function errorText(error: unknown): string {
  if (error instanceof Invalid) return error.message;
  if (error instanceof Offline) return t("login.offline");
  if (error instanceof Problem) {
    if (error.status === 429) return `${t("login.throttled")} ${t("login.waitSeconds", { count: Math.ceil(error.retryAfter ?? 30) })}`;
    if (error.status >= 500) return t("login.unavailable");
    return error.detail || t("settings.failed");
  }
  if (error instanceof Refused) return error.error.type === "overQuota" ? t("settings.overQuota") : (error.error.description ?? t("settings.failed"));
  if (error instanceof MethodError) return error.message || t("settings.failed");
  return t("settings.failed");
}
