import { openComposer } from "../compose/open";
import { formatAddress } from "../compose/people/addresses";
import { t } from "../i18n";
import { navigate, paths } from "../router";
import { confirm } from "../ui/ask";
import { Avatar } from "../ui/Avatar";
import { Button, IconButton } from "../ui/Button";
import { toast } from "../ui/toasts";
import { type ContactCard, fieldsOf, nameOf } from "./card";
import { removeContacts } from "./store";

/** One contact, and what can be done with it. */
export function ContactView({ card, edit }: { card: ContactCard; edit: () => void }) {
  const name = nameOf(card);
  const fields = fieldsOf(card);
  const remove = async (): Promise<void> => {
    const ask = { title: t("contacts.deleteTitle"), text: t("contacts.deleteText", { name }), action: t("contacts.delete"), dangerous: true };
    if (!(await confirm(ask))) return;
    try {
      await removeContacts([card.id]);
      navigate(paths.contacts, { replace: true });
      toast(t("contacts.deleted"));
    } catch (error) {
      toast(t("contacts.failed", { reason: (error as Error).message }), { kind: "error" });
    }
  };
  return (
    <article class="contact">
      <header class="contact-head">
        <IconButton class="contacts-back" icon="arrowBack" mirrored label={t("contacts.back")} onClick={() => navigate(paths.contacts)} />
        <Avatar name={name} email={fields.emails[0] ?? name} large />
        <div class="contact-title">
          <h2>
            <bdi>{name}</bdi>
          </h2>
          {(fields.title || fields.organization) && <p>{[fields.title, fields.organization].filter(Boolean).join(" · ")}</p>}
        </div>
        <IconButton icon="pencil" label={t("contacts.edit")} onClick={edit} />
        <IconButton icon="trash" label={t("contacts.delete")} onClick={() => void remove()} />
      </header>
      <dl class="contact-fields">
        {fields.emails.length > 0 && <dt>{t("contacts.email")}</dt>}
        {fields.emails.map((email) => (
          <dd key={email}>
            <bdi>{email}</bdi>
            <Button icon="pencil" onClick={() => openComposer({ kind: "new", to: formatAddress({ name: name === email ? null : name, email }) })}>
              {t("contacts.write")}
            </Button>
          </dd>
        ))}
        {fields.phones.length > 0 && <dt>{t("contacts.phone")}</dt>}
        {fields.phones.map((phone) => (
          <dd key={phone}>
            <a href={`tel:${phone.replace(/[^\d+*#,;]/g, "")}`}>
              <bdi dir="ltr">{phone}</bdi>
            </a>
          </dd>
        ))}
        {fields.note && <dt>{t("contacts.note")}</dt>}
        {fields.note && <dd class="contact-note">{fields.note}</dd>}
      </dl>
    </article>
  );
}
