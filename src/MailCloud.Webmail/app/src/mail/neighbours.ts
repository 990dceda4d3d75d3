import type { Id } from "../jmap/types";
import { isOpenRow, shownList } from "./view";

/** The rows before and after the open one, as far as they are known. */
export function neighbours(): { index: number; previous: Id | undefined; next: Id | undefined } {
  const list = shownList.value;
  void list?.version.value;
  const index = list?.ids.findIndex((id) => id !== undefined && isOpenRow(id)) ?? -1;
  return index < 0 ? { index, previous: undefined, next: undefined } : { index, previous: list!.ids[index - 1], next: list!.ids[index + 1] };
}
