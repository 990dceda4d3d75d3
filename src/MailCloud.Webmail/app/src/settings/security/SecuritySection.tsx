import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { account, loadAccount } from "../account/api";
import { Loaded } from "../parts/Section";
import { AppCodes } from "./AppCodes";
import { Passkeys } from "./Passkeys";
import { RecoveryCodes, RecoveryDialog } from "./RecoveryCodes";
import { Sessions } from "./Sessions";
import { Icon } from "../../ui/Icon";

/** What protects the account besides its password, and where it is logged in. */
export default function SecuritySection() {
  // Codes that came with the first second factor: shown now or never.
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = (made: string[] | undefined): void => setCodes(made && made.length > 0 ? made : null);
  return (
    <Loaded load={loadAccount} ready={account.value !== null}>
      {() => {
        const { twoFactor, sessions } = account.value!;
        const on = twoFactor.totp || twoFactor.passkeys.length > 0;
        return (
          <>
            <p class={on ? "notice notice-good" : "notice notice-warn"}>
              <Icon name={on ? "shieldCheck" : "shield"} />
              <span>{t(on ? "security.on" : "security.off")}</span>
            </p>
            <Passkeys passkeys={twoFactor.passkeys} show={show} />
            <AppCodes on={twoFactor.totp} show={show} />
            {on && <RecoveryCodes left={twoFactor.recoveryCodesLeft} show={show} />}
            <Sessions sessions={sessions} />
            {codes && <RecoveryDialog codes={codes} close={() => setCodes(null)} />}
          </>
        );
      }}
    </Loaded>
  );
}
