import { t } from "../i18n";
import { toast } from "../ui/toasts";
import { cards, addContacts } from "./store";
import { readVCards, writeVCards } from "./vcard";

/** Octets of a file that is taken; photographs make them large. */
const maxFile = 30_000_000;

/** Adds all contacts of a file, and says how many. */
export async function importFile(file: File): Promise<void> {
  if (file.size > maxFile) return void toast(t("contacts.importTooLarge"), { kind: "error" });
  const known = new Set(cards.value.map(({ uid }) => uid).filter(Boolean));
  const found = readVCards(await file.text());
  if (found.length === 0) return void toast(t("contacts.importNothing"), { kind: "error" });
  // A file that is imported twice adds nothing the second time.
  const fresh = found.filter(({ uid }) => !uid || !known.has(uid));
  const before = cards.value.length;
  try {
    await addContacts(fresh);
  } finally {
    toast(t("contacts.imported", { count: cards.value.length - before }));
  }
}

/** Saves all contacts as a file. */
export function exportAll(): void {
  const url = URL.createObjectURL(new Blob([writeVCards(cards.value)], { type: "text/vcard" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "contacts.vcf";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
