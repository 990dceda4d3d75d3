import { language, t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import type { Composition } from "../Composition";
import type { Attachment } from "../message/message";
import { formatSize } from "../size";

/** The files of a message, each with how far it is. */
export function Attachments({ composition }: { composition: Composition }) {
  const files = composition.message.value.attachments.filter(({ cid, blobId }) => cid === null || (blobId === null && composition.uploads.all.value.size > 0));
  if (files.length === 0) return null;
  const beside = files.filter(({ cid }) => cid === null);
  const size = formatSize(beside.reduce((sum, each) => sum + each.size, 0), language.value);
  return (
    <div class="composer-files">
      <ul aria-label={t("compose.attachments")}>
        {files.map((each) => (
          <File composition={composition} attachment={each} key={each.key} />
        ))}
      </ul>
      {beside.length > 1 && <p class="composer-files-sum">{t("compose.attached", { count: beside.length, size })}</p>}
    </div>
  );
}

function File({ composition, attachment }: { composition: Composition; attachment: Attachment }) {
  const { key, size, type } = attachment;
  const name = attachment.name || type;
  const upload = composition.uploads.all.value.get(key);
  return (
    <li class={upload?.state === "failed" ? "attachment attachment-failed" : "attachment"}>
      <Icon name={type.startsWith("image/") ? "image" : "attachment"} />
      <span class="attachment-text">
        <bdi class="attachment-name" title={name}>
          {name}
        </bdi>
        {upload?.state === "running" ? (
          <progress max={1} value={upload.part} aria-label={t("compose.uploading", { name })} />
        ) : (
          <span class="attachment-size">{upload ? t("compose.uploadFailed") : formatSize(size, language.value)}</span>
        )}
      </span>
      {upload?.state === "failed" && <IconButton icon="refresh" label={t("compose.retry")} onClick={() => void composition.uploads.start(attachment)} />}
      <IconButton icon="close" label={t("compose.removeAttachment", { name })} onClick={() => composition.detach(key)} />
    </li>
  );
}
