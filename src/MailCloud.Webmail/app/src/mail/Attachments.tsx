import { signal } from "@preact/signals";
import { language, t } from "../i18n";
import { downloadUrl } from "../jmap/client";
import type { BodyPart, Email } from "../jmap/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Icon, type IconName } from "../ui/Icon";
import { sizeText } from "./dates";

/** What is looked at without saving it; null: nothing. */
export const previewed = signal<BodyPart | null>(null);

/** Files that came with a message; what is shown within its text is not among them. */
export function Attachments({ email }: { email: Email }) {
  const files = email.attachments.filter((each) => each.blobId && !isWithinText(each));
  if (files.length === 0) return null;
  const total = files.reduce((sum, each) => sum + each.size, 0);
  return (
    <section class="attachments" aria-label={t("attachment.label")}>
      <header>
        <Icon name="attachment" />
        <span>{t("attachment.count", { count: files.length, size: sizeText(total, language.value) })}</span>
        {files.length > 1 && (
          <Button kind="plain" icon="download" onClick={() => void saveAll(files)}>
            {t("attachment.saveAll")}
          </Button>
        )}
      </header>
      <ul>
        {files.map((each) => (
          <File part={each} key={each.blobId} />
        ))}
      </ul>
    </section>
  );
}

function File({ part }: { part: BodyPart }) {
  const name = nameOf(part);
  const size = sizeText(part.size, language.value);
  const address = downloadUrl(part.blobId!, name, part.type);
  const body = (
    <>
      {isPicture(part) ? <img src={address} alt="" loading="lazy" /> : <Icon name={pictureOf(part)} />}
      <span class="file-text">
        <span class="file-name" dir="auto">
          {name}
        </span>
        <span class="file-size">{size}</span>
      </span>
    </>
  );
  return (
    <li class="file">
      {isPicture(part) || isPdf(part) ? (
        <button type="button" class="file-open" aria-label={t("attachment.preview", { name })} onClick={() => (previewed.value = part)}>
          {body}
        </button>
      ) : (
        <a class="file-open" href={address} download={name}>
          {body}
        </a>
      )}
      <a class="icon-button" href={address} download={name} aria-label={t("attachment.save", { name })} title={t("attachment.save", { name })}>
        <Icon name="download" />
      </a>
    </li>
  );
}

/** Shows a picture or a document over the page. */
export function Preview() {
  const part = previewed.value;
  if (!part) return null;
  const name = nameOf(part);
  const address = downloadUrl(part.blobId!, name, part.type);
  return (
    <Dialog
      title={name}
      size="large"
      onClose={() => (previewed.value = null)}
      actions={
        <a class="button" href={address} download={name}>
          <Icon name="download" />
          <span>{t("attachment.saveThis")}</span>
        </a>
      }
    >
      {isPdf(part) ? <iframe class="preview-document" src={`${address}&inline=1`} title={name} /> : <img class="preview-picture" src={address} alt={name} />}
    </Dialog>
  );
}

/** One after the other, as browsers drop downloads that begin together. */
async function saveAll(parts: readonly BodyPart[]): Promise<void> {
  for (const part of parts) {
    const link = document.createElement("a");
    link.href = downloadUrl(part.blobId!, nameOf(part), part.type);
    link.download = nameOf(part);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

/** Pictures of the text, and the calendar behind an invitation. */
function isWithinText({ cid, disposition, type, name }: BodyPart): boolean {
  return disposition !== "attachment" && ((cid !== null && type.startsWith("image/")) || (type === "text/calendar" && !name));
}

const nameOf = (part: BodyPart): string => part.name || t("attachment.unnamed");
const isPicture = ({ type }: BodyPart): boolean => /^image\/(png|jpe?g|gif|webp|avif|bmp)$/i.test(type);
const isPdf = ({ type }: BodyPart): boolean => /^application\/pdf$/i.test(type);

function pictureOf({ type }: BodyPart): IconName {
  return type.startsWith("image/") ? "image" : type.startsWith("text/calendar") ? "calendar" : type === "message/rfc822" ? "mail" : "drafts";
}
