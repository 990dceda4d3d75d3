import { t } from "../../i18n";
import { numberText, octetsText } from "../parts/format";
import { Loaded, Section } from "../parts/Section";
import { type Account, account, loadAccount } from "./api";
import { AppPasswords } from "./AppPasswords";
import { PasswordForm } from "./PasswordForm";

/** Addresses, storage and passwords. */
export default function AccountSection() {
  return (
    <Loaded load={loadAccount} ready={account.value !== null}>
      {() => (
        <>
          <Addresses account={account.value!} />
          <Storage quota={account.value!.quota} />
          <PasswordForm />
          <AppPasswords passwords={account.value!.appPasswords} />
        </>
      )}
    </Loaded>
  );
}

function Addresses({ account: { address, addresses } }: { account: Account }) {
  return (
    <Section title={t("account.addresses")} text={t("account.addressesHint")}>
      <ul class="settings-list">
        {[address, ...addresses.filter((each) => each !== address)].map((each) => (
          <li key={each}>
            <span class="settings-list-main">
              <bdi>{each}</bdi>
            </span>
            {each === address && <span class="settings-badge">{t("account.primary")}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Storage({ quota }: { quota: Account["quota"] }) {
  const { usedOctets, limitOctets, usedMessages, limitMessages } = quota;
  const parts = [usedOctets / (limitOctets ?? Infinity), usedMessages / (limitMessages ?? Infinity)];
  const part = Math.min(1, Math.max(...parts));
  const used =
    limitOctets === null
      ? t("account.usedAll", { used: octetsText(usedOctets) })
      : t("account.used", { used: octetsText(usedOctets), limit: octetsText(limitOctets) });
  const messages =
    limitMessages === null
      ? t("account.messages", { count: usedMessages })
      : t("account.messagesOf", { count: usedMessages, limit: numberText(limitMessages) });
  return (
    <Section title={t("account.storage")}>
      <p class="storage-text">
        <strong>{used}</strong>
        <span>{messages}</span>
      </p>
      {(limitOctets !== null || limitMessages !== null) && (
        <meter class={part > 0.9 ? "meter meter-full" : "meter"} min={0} max={1} value={part} aria-label={t("account.storage")}>
          {Math.round(part * 100)} %
        </meter>
      )}
      {part > 0.9 && <p class="field-hint">{t("account.almostFull")}</p>}
    </Section>
  );
}
