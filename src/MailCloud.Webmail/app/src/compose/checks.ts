import { language, t } from "../i18n";
import { confirm } from "../ui/ask";
import type { Composition } from "./Composition";
import { promisesAttachment } from "./message/forgotten";
import { attachedSize, recipients } from "./message/message";
import { toText } from "./message/text";
import { isAddress } from "./people/addresses";
import { formatSize } from "./size";
import { maxSizeUpload } from "./Uploads";

/** Whether a message can be sent, asking the person about what may be an oversight. What prevents it is said. */
export async function maySend(composition: Composition): Promise<boolean> {
  const message = composition.snapshot();
  const all = recipients(message);
  const invalid = all.filter(({ email }) => !isAddress(email));
  if (all.length === 0) return refuse(composition, t("compose.noRecipients"));
  if (invalid.length > 0) return refuse(composition, t("compose.invalidText", { list: invalid.map(({ email }) => email).join(", ") }));
  if (composition.uploads.failed) return refuse(composition, t("compose.uploadsFailed"));
  const limit = maxSizeUpload();
  if (attachedSize(message) > limit) return refuse(composition, t("compose.fileTooLarge", { name: message.subject, size: formatSize(limit, language.value) }));
  if (!message.subject.trim() && !(await confirm({ title: t("compose.noSubject"), text: t("compose.noSubjectText"), action: t("compose.send") }))) return false;
  const text = message.format === "plain" ? message.body : toText(message.body);
  if (message.attachments.some(({ cid }) => cid === null) || !promisesAttachment(message.subject, text)) return true;
  return confirm({ title: t("compose.attachForgotten"), text: t("compose.attachForgottenText"), action: t("compose.attachAnyway") });
}

function refuse(composition: Composition, reason: string): false {
  composition.problem.value = reason;
  return false;
}
