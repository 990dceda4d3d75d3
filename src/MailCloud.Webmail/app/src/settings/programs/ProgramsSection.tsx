import { useState } from "preact/hooks";
import { type Key, t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { account } from "../account/api";
import { AppPasswordDialog } from "../account/AppPasswords";
import { CopyButton } from "../parts/SecretText";
import { Loaded, Section } from "../parts/Section";
import { QrCode } from "../security/QrCode";
import { loadServers, profilePath, type Port, servers, type Servers } from "./api";

const uses: Record<Port["protocol"], Key> = { imap: "account.scopeImap", pop3: "account.scopePop3", smtp: "account.scopeSmtp" };

/** How phones and mail programs are set up. */
export default function ProgramsSection() {
  return (
    <Loaded load={loadServers} ready={account.value !== null && servers.value !== null}>
      {() => (
        <>
          <AppleDevices address={account.value!.address} signed={servers.value!.profileIsSigned} />
          <OtherPrograms address={account.value!.address} servers={servers.value!} />
        </>
      )}
    </Loaded>
  );
}

/** A profile without a password, and a password of its own for the device. */
function AppleDevices({ address, signed }: { address: string; signed: boolean }) {
  const [adding, setAdding] = useState(false);
  const [code, setCode] = useState(false);
  return (
    <Section title={t("programs.apple")} text={t("programs.appleHint")}>
      <ol class="steps">
        <li>
          <p>{t("programs.stepPassword")}</p>
          <div class="settings-actions">
            <Button icon="plus" onClick={() => setAdding(true)}>
              {t("account.appAdd")}
            </Button>
          </div>
        </li>
        <li>
          <p>{t("programs.stepProfile")}</p>
          <div class="settings-actions">
            {/* Without `download`, which would keep Safari from offering to install it. */}
            <a class="button button-primary" href={profilePath(address)}>
              <Icon name="download" />
              <span>{t("programs.profile")}</span>
            </a>
            <Button kind="plain" onClick={() => setCode(!code)}>
              {t(code ? "programs.hideCode" : "programs.showCode")}
            </Button>
          </div>
          {code && <QrCode text={new URL(profilePath(address), location.origin).href} label={t("programs.codeLabel")} />}
          {!signed && <p class="field-hint">{t("programs.unsigned")}</p>}
        </li>
        <li>
          <p>{t("programs.stepInstall")}</p>
        </li>
      </ol>
      {adding && <AppPasswordDialog close={() => setAdding(false)} />}
    </Section>
  );
}

function OtherPrograms({ address, servers: { hostName, ports } }: { address: string; servers: Servers }) {
  return (
    <Section title={t("programs.others")} text={t("programs.othersHint")}>
      <ul class="settings-list">
        <Copied label={t("programs.server")} text={hostName} />
        <Copied label={t("programs.userName")} text={address} />
      </ul>
      <table class="programs-ports">
        <thead>
          <tr>
            <th scope="col">{t("programs.use")}</th>
            <th scope="col">{t("programs.port")}</th>
            <th scope="col">{t("programs.encryption")}</th>
          </tr>
        </thead>
        <tbody>
          {ports.map(({ protocol, port, isImplicitTls }) => (
            <tr key={`${protocol} ${port}`}>
              <th scope="row">{t(uses[protocol])}</th>
              <td>{port}</td>
              <td>{isImplicitTls ? "TLS" : "STARTTLS"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <li>
      <div class="settings-list-main">
        <span class="settings-list-more">{label}</span>
        <strong>
          <bdi dir="ltr">{text}</bdi>
        </strong>
      </div>
      <CopyButton text={text} />
    </li>
  );
}
