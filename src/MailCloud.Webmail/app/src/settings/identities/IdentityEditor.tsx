import { useState } from "preact/hooks";
import type { Identity } from "../../compose/message/message";
import { t } from "../../i18n";
import type { EmailAddress } from "../../jmap/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast } from "../../ui/toasts";
import { account } from "../account/api";
import { Invalid } from "../parts/errors";
import { Field, FormError, TextField } from "../parts/fields";
import { useTask } from "../parts/useTask";
import { addIdentity, changeIdentity } from "./identities";
import { type Signature, SignatureField } from "./SignatureField";

/** Makes or changes an identity. Its address stays as it was made. */
export function IdentityEditor({ of, close }: { of: Identity | "new"; close: () => void }) {
  const known = of === "new" ? null : of;
  const addresses = account.value?.addresses ?? [];
  const [name, setName] = useState(known?.name ?? "");
  const [email, setEmail] = useState(known?.email ?? addresses[0] ?? "");
  const [replyTo, setReplyTo] = useState(textOf(known?.replyTo));
  const [bcc, setBcc] = useState(textOf(known?.bcc));
  const [signature, setSignature] = useState<Signature>({ text: known?.textSignature ?? "", html: known?.htmlSignature ?? "" });

  const task = useTask(async () => {
    const changes = {
      name: name.trim(),
      replyTo: addressesOf(replyTo),
      bcc: addressesOf(bcc),
      textSignature: signature.text,
      htmlSignature: signature.html,
    };
    await (known ? changeIdentity(known.id, changes) : addIdentity({ ...changes, email }));
    toast(t("identities.saved"));
    close();
  });

  return (
    <Dialog
      title={t(known ? "identities.change" : "identities.add")}
      size="medium"
      onClose={close}
      onSubmit={() => void task.run()}
      actions={
        <>
          <Button onClick={close}>{t("app.cancel")}</Button>
          <Button kind="primary" type="submit" disabled={task.busy || !email}>
            {t("settings.save")}
          </Button>
        </>
      }
    >
      <FormError error={task.error} />
      <TextField
        label={t("identities.name")}
        hint={t("identities.nameHint")}
        autocomplete="name"
        maxLength={200}
        autofocus
        value={name}
        onInput={setName}
      />
      <Field label={t("identities.email")}>
        {(attributes) =>
          known ? (
            <input {...attributes} readOnly dir="ltr" value={email} />
          ) : (
            <select {...attributes} dir="ltr" value={email} onChange={(event) => setEmail(event.currentTarget.value)}>
              {addresses.map((each) => (
                <option value={each} key={each}>
                  {each}
                </option>
              ))}
            </select>
          )
        }
      </Field>
      <TextField label={t("identities.replyTo")} hint={t("identities.replyToHint")} dir="ltr" value={replyTo} onInput={setReplyTo} />
      <TextField label={t("identities.bcc")} hint={t("identities.bccHint")} dir="ltr" value={bcc} onInput={setBcc} />
      <SignatureField value={signature} onChange={setSignature} />
    </Dialog>
  );
}

const textOf = (list: EmailAddress[] | null | undefined): string => (list ?? []).map(({ email }) => email).join(", ");

/** Addresses parted by commas; null: there are none. */
function addressesOf(text: string): EmailAddress[] | null {
  const list = text.split(/[,;\s]+/).filter(Boolean);
  const wrong = list.find((each) => !/^[^\s@]+@[^\s@]+$/.test(each));
  if (wrong) throw new Invalid(t("identities.addressWrong", { address: wrong }));
  return list.length > 0 ? list.map((email) => ({ name: null, email })) : null;
}
