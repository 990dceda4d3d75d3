import { useEffect, useState } from "preact/hooks";
import { chooseFiles } from "../files";
import { t } from "../i18n";
import { navigate, paths, route } from "../router";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Spinner } from "../ui/Spinner";
import { toast } from "../ui/toasts";
import { type ContactCard, nameOf } from "./card";
import { ContactForm } from "./ContactForm";
import { ContactView } from "./ContactView";
import { exportAll, importFile } from "./files";
import { search } from "./search";
import { cards, loadContacts } from "./store";
import "./contacts.css";

/** Where a contact is shown; `new` is the form for another. */
export const pathOf = (id: string): string => `${paths.contacts}/${encodeURIComponent(id)}`;

/** The address book: all contacts, and beside them the one that is chosen. */
export default function ContactsPage() {
  const [text, setText] = useState("");
  const [state, setState] = useState<"loading" | "ready" | Error>(cards.value.length > 0 ? "ready" : "loading");
  const [editing, setEditing] = useState(false);
  const load = (): void => void loadContacts().then(() => setState("ready"), setState);
  useEffect(load, []);

  const shown = route.value;
  const id = shown.name === "contacts" ? (shown.rest[0] ?? null) : null;
  const card = cards.value.find((each) => each.id === id) ?? null;
  useEffect(() => setEditing(false), [id]);

  return (
    <main class={`contacts${id ? " contacts-open" : ""}`} id="main" tabIndex={-1}>
      <section class="contacts-list">
        <header class="contacts-head">
          <h1>{t("app.contacts")}</h1>
          <Button icon="plus" onClick={() => navigate(pathOf("new"))}>
            {t("contacts.add")}
          </Button>
          <Menu
            icon="more"
            label={t("contacts.more")}
            groups={[
              [
                { label: t("contacts.import"), icon: "plus", run: () => void importFiles() },
                { label: t("contacts.export"), icon: "download", disabled: cards.value.length === 0, run: exportAll },
              ],
            ]}
          />
        </header>
        <label class="contacts-search">
          <Icon name="search" />
          <span class="visually-hidden">{t("contacts.search")}</span>
          <input type="search" placeholder={t("contacts.search")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <List state={state} retry={load} found={search(cards.value, text)} chosen={id} />
      </section>
      <section class="contacts-detail" aria-live="polite">
        {id === "new" ? (
          <ContactForm card={null} done={(made) => navigate(made ? pathOf(made) : paths.contacts, { replace: true })} />
        ) : card && editing ? (
          <ContactForm card={card} done={() => setEditing(false)} />
        ) : card ? (
          <ContactView card={card} edit={() => setEditing(true)} />
        ) : (
          cards.value.length > 0 && <p class="contacts-nothing">{t("contacts.select")}</p>
        )}
      </section>
    </main>
  );
}

function List({ state, retry, found, chosen }: { state: "loading" | "ready" | Error; retry: () => void; found: readonly ContactCard[]; chosen: string | null }) {
  if (state === "loading") return <Spinner label={t("app.loading")} />;
  if (state instanceof Error && cards.value.length === 0)
    return (
      <div class="contacts-nothing" role="alert">
        <p>{t("contacts.failed", { reason: state.message })}</p>
        <Button onClick={retry}>{t("app.retry")}</Button>
      </div>
    );
  if (cards.value.length === 0)
    return (
      <div class="contacts-nothing">
        <Icon name="contacts" />
        <h2>{t("contacts.empty")}</h2>
        <p>{t("contacts.emptyText")}</p>
        <Button onClick={() => void importFiles()}>{t("contacts.import")}</Button>
      </div>
    );
  if (found.length === 0) return <p class="contacts-nothing">{t("contacts.nobody")}</p>;
  return (
    <>
      <ul class="contacts-rows" onKeyDown={moveFocus}>
        {found.map((card) => (
          <Row card={card} chosen={card.id === chosen} key={card.id} />
        ))}
      </ul>
      <p class="contacts-count">{t("contacts.count", { count: found.length })}</p>
    </>
  );
}

function Row({ card, chosen }: { card: ContactCard; chosen: boolean }) {
  const name = nameOf(card);
  const email = Object.values(card.emails ?? {})[0]?.address ?? "";
  return (
    <li>
      <a class="contact-row" href={pathOf(card.id)} aria-current={chosen ? "true" : undefined}>
        <Avatar name={name} email={email || name} />
        <span class="contact-row-text">
          <bdi class="contact-row-name">{name}</bdi>
          {email !== name && <bdi class="contact-row-email">{email}</bdi>}
        </span>
      </a>
    </li>
  );
}

async function importFiles(): Promise<void> {
  const failed = (error: Error): void => void toast(t("contacts.failed", { reason: error.message }), { kind: "error" });
  for (const file of await chooseFiles(".vcf,.vcard,text/vcard")) await importFile(file).catch(failed);
}

/** Arrows go through the list. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".contact-row")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  rows[at + step]?.focus();
}
