import { Offline, Problem } from "../http";
import { t } from "../i18n";

/** Why a step of the log-in failed, in the page's language; `wait` are the seconds in which another try is useless. */
export interface Failure {
  text: string;
  wait: number;
}

/** What to say of an error. */
export function failureOf(error: unknown, wrong: string): Failure {
  if (error instanceof Offline) return { text: t("login.offline"), wait: 0 };
  if (!(error instanceof Problem)) return { text: t("login.failed"), wait: 0 };
  switch (error.status) {
    case 401:
      return { text: wrong, wait: 0 };
    case 429:
      return { text: t("login.throttled"), wait: Math.max(1, Math.ceil(error.retryAfter ?? 30)) };
    default:
      return { text: error.status >= 500 ? t("login.unavailable") : t("login.failed"), wait: 0 };
  }
}
