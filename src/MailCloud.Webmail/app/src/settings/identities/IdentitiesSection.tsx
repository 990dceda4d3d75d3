import { useState } from "preact/hooks";
import { identities, identityOf, loadIdentities } from "../../compose/identities";
import type { Identity } from "../../compose/message/message";
import { t } from "../../i18n";
import { changeSettings } from "../../store/settings";
import { confirm } from "../../ui/ask";
import { Button, IconButton } from "../../ui/Button";
import { toast } from "../../ui/toasts";
import { account, loadAccount } from "../account/api";
import { errorText } from "../parts/errors";
import { Loaded, Section } from "../parts/Section";
import { removeIdentity } from "./identities";
import { IdentityEditor } from "./IdentityEditor";

const load = async (): Promise<void> => void (await Promise.all([loadIdentities(), loadAccount()]));

/** Whom mail is sent as, and what is written below it. */
export default function IdentitiesSection() {
  return (
    <Loaded load={load} ready={identities.value.length > 0 && account.value !== null}>
      {() => <IdentityList list={identities.value} />}
    </Loaded>
  );
}

const complain = (error: unknown): void => void toast(errorText(error), { kind: "error" });

function IdentityList({ list }: { list: readonly Identity[] }) {
  const [edited, setEdited] = useState<Identity | "new" | null>(null);
  const chosen = identityOf(null);

  const remove = async (identity: Identity): Promise<void> => {
    const agreed = await confirm({
      title: t("identities.removeTitle"),
      text: t("identities.removeText", { email: identity.email }),
      action: t("identities.remove"),
      dangerous: true,
    });
    if (agreed) await removeIdentity(identity.id).then(() => toast(t("identities.removed")), complain);
  };

  return (
    <Section
      title={t("identities.title")}
      text={t("identities.hint")}
      actions={
        <Button icon="plus" onClick={() => setEdited("new")}>
          {t("identities.add")}
        </Button>
      }
    >
      <ul class="settings-list">
        {list.map((each) => (
          <li key={each.id}>
            <div class="settings-list-main">
              <strong>
                <bdi>{each.name || each.email}</bdi> {each === chosen && <span class="settings-badge">{t("identities.default")}</span>}
              </strong>
              <span class="settings-list-more">
                <bdi>{each.email}</bdi> · {t(each.textSignature || each.htmlSignature ? "identities.signed" : "identities.unsigned")}
              </span>
            </div>
            {each !== chosen && (
              <Button kind="plain" onClick={() => void changeSettings({ defaultIdentity: each.id }).catch(complain)}>
                {t("identities.makeDefault")}
                <span class="visually-hidden"> {each.email}</span>
              </Button>
            )}
            <Button onClick={() => setEdited(each)}>
              {t("identities.edit")}
              <span class="visually-hidden"> {each.email}</span>
            </Button>
            {each.mayDelete && <IconButton icon="trash" label={`${t("identities.remove")} ${each.email}`} onClick={() => void remove(each)} />}
          </li>
        ))}
      </ul>
      {edited && <IdentityEditor of={edited} close={() => setEdited(null)} />}
    </Section>
  );
}
