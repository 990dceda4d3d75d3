import { signal } from "@preact/signals";
import { call } from "../../jmap/client";
import type { GetResponse, SetResponse } from "../../jmap/types";
import { throwRefused } from "../parts/errors";

/** RFC 8621 §8. */
export interface Vacation {
  isEnabled: boolean;
  fromDate: string | null;
  toDate: string | null;
  subject: string | null;
  textBody: string | null;
}

/** What is answered while somebody is away; null until it is known. */
export const vacation = signal<Vacation | null>(null);

export async function loadVacation(): Promise<void> {
  const { list } = await call<GetResponse<Vacation>>("VacationResponse/get", { ids: ["singleton"] });
  vacation.value = list[0] ?? { isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null };
}

export async function changeVacation(changes: Partial<Vacation>): Promise<void> {
  const { notUpdated } = await call<SetResponse>("VacationResponse/set", { update: { singleton: changes } });
  throwRefused(notUpdated);
  vacation.value = { ...vacation.value!, ...changes };
}
