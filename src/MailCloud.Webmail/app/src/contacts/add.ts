import { t } from "../i18n";
import type { EmailAddress } from "../jmap/types";
import { toast } from "../ui/toasts";

/** Adds somebody who has written to the contacts, unless they are there. What they call themselves is text, whatever it holds. */
export async function addSender({ name, email }: EmailAddress): Promise<void> {
  try {
    const { addContacts, cards, loadContacts } = await import("./store");
    await loadContacts();
    const known = cards.value.some((card) => Object.values(card.emails ?? {}).some(({ address }) => address.toLowerCase() === email.toLowerCase()));
    if (!known) await addContacts([{ "@type": "Card", version: "1.0", name: { full: name?.trim() || email }, emails: { "1": { address: email } } }]);
    toast(t("action.addedContact", { name: name ?? email }));
  } catch (error) {
    toast((error as Error).message, { kind: "error" });
  }
}
