import { computed, effect, signal } from "@preact/signals";
import { downloadUrl } from "../jmap/client";
import { online } from "../store/session";
import { identityOf } from "./identities";
import { forget, keep, type Outgoing } from "./kept";
import { type Attachment, attachedSize, type Message } from "./message/message";
import { isEmpty } from "./message/wire";
import { destroyDraft, saveDraft } from "./save";
import { SaveQueue } from "./SaveQueue";
import { maxSizeUpload, Uploads } from "./Uploads";

/** Milliseconds after the last letter in which the browser keeps what was written. */
const keepAfter = 400;

export type View = "docked" | "full" | "minimised";

/** A message while it is written: what it says, its files on their way, and its copies in this browser and in Drafts. */
export class Composition {
  readonly message;
  readonly view = signal<View>("docked");
  readonly uploads = new Uploads((key, blobId) => this.change({ attachments: this.attachments.map((each) => (each.key === key ? { ...each, blobId } : each)) }));
  readonly saving = new SaveQueue(() => this.save());
  /** What prevents it from being sent, or a file from being attached; said until something is changed. */
  readonly problem = signal<string | null>(null);
  readonly identity = computed(() => identityOf(this.message.value.identityId));
  /** Where the editor says what is written in it; taken only when it is needed, as that takes a while. */
  readBody: (() => string) | null = null;

  private readonly objectUrls = new Map<string, string>();
  private readonly stops: (() => void)[] = [];
  private releaseLock: () => void = () => undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;
  /** Whether the person has written anything here; a message that was only opened leaves no draft. */
  private written = false;

  constructor(message: Message) {
    this.message = signal(message);
    // Another tab must not take this message for one that a crash left behind.
    void navigator.locks?.request(lockOf(message.key), () => new Promise<void>((resolve) => (this.releaseLock = resolve)));
    this.stops.push(effect(() => void (online.value && this.saving.retry())));
    const keepNow = (): void => void (this.keepTimer !== undefined && this.keep());
    addEventListener("pagehide", keepNow);
    document.addEventListener("visibilitychange", keepNow);
    this.stops.push(() => (removeEventListener("pagehide", keepNow), document.removeEventListener("visibilitychange", keepNow)));
    for (const each of message.attachments) if (!each.blobId) void this.uploads.start(each);
  }

  get key(): string {
    return this.message.peek().key;
  }

  private get attachments(): Attachment[] {
    return this.message.peek().attachments;
  }

  /** Changes fields of the message. */
  change(fields: Partial<Message>): void {
    this.message.value = { ...this.message.peek(), ...fields };
    this.touched();
  }

  /** Writes it in another form, which {@link readBody} knows nothing of. */
  reformat(fields: Pick<Message, "format" | "body" | "quote">): void {
    this.readBody = null;
    this.change(fields);
  }

  /** Something was written that {@link readBody} knows. */
  touched(): void {
    if (this.ended) return;
    this.written = true;
    this.problem.value = null;
    this.saving.changed();
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => void this.keep(), keepAfter);
  }

  /** The message as it is now. */
  snapshot(): Message {
    if (this.readBody) this.message.value = { ...this.message.peek(), body: this.readBody() };
    return this.message.peek();
  }

  /** Whether closing it loses nothing. */
  get untouched(): boolean {
    return !this.written || (isEmpty(this.snapshot(), this.identity.peek()) && !this.message.peek().draftId);
  }

  /** Adds files and uploads them; gives back those that are too large together with what is there. */
  attach(files: readonly File[], { inline = false } = {}): { added: Attachment[]; refused: File[] } {
    const added: Attachment[] = [];
    const refused: File[] = [];
    let size = attachedSize(this.message.peek());
    for (const file of files) {
      size += file.size;
      if (size > maxSizeUpload()) {
        size -= file.size;
        refused.push(file);
        continue;
      }
      const key = crypto.randomUUID();
      added.push({ key, name: file.name, type: file.type || "application/octet-stream", size: file.size, blobId: null, cid: inline ? `${key}@mailcloud` : null, file });
    }
    if (added.length > 0) this.change({ attachments: [...this.attachments, ...added] });
    for (const each of added) void this.uploads.start(each);
    return { added, refused };
  }

  /** Takes a file away, also while it is on its way. */
  detach(key: string): void {
    this.uploads.stop(key);
    this.change({ attachments: this.attachments.filter((each) => each.key !== key) });
  }

  /** Where an image of the text is shown from. */
  imageSource(cid: string): string | null {
    const found = this.attachments.find((each) => each.cid === cid);
    if (!found) return null;
    if (!found.file) return found.blobId && downloadUrl(found.blobId, found.name, found.type);
    const url = this.objectUrls.get(cid) ?? URL.createObjectURL(found.file);
    this.objectUrls.set(cid, url);
    return url;
  }

  /** Closes it; what was written is in Drafts, or kept here until it can be. */
  async close(): Promise<void> {
    if (this.untouched) {
      this.end();
      await this.saving.stop();
      return forget(this.key);
    }
    await this.keep();
    await this.saving.flush();
    this.end();
    // What Drafts has need not be kept here, unless a file is still missing there.
    if (this.saving.state.peek() === "saved" && this.attachments.every(({ blobId }) => blobId)) await forget(this.key);
  }

  /** Throws it away, with its copies. */
  async discard(): Promise<void> {
    this.end();
    await this.saving.stop();
    const { draftId } = this.message.peek();
    await forget(this.key);
    if (draftId) await destroyDraft(draftId);
  }

  /** Hands it over to be sent: it is no longer written, and its draft stays until it is on its way. */
  async handOver(outgoing: Outgoing): Promise<void> {
    this.snapshot();
    this.end();
    // A save that runs still tells which draft is to go.
    await this.saving.stop();
    const message = used(this.message.peek());
    await keep({ key: message.key, account: message.account, message, changed: Date.now(), outgoing });
  }

  private async keep(): Promise<void> {
    clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
    if (this.ended || this.untouched) return;
    const message = this.snapshot();
    await keep({ key: message.key, account: message.account, message, changed: Date.now(), outgoing: null });
  }

  private async save(): Promise<void> {
    const message = this.snapshot();
    if (isEmpty(message, this.identity.peek()) && !message.draftId) return;
    const draftId = await saveDraft(used(message));
    this.message.value = { ...this.message.peek(), draftId };
    // It stays here while it is open: after a reload it goes on where it was.
    if (!this.ended) await this.keep();
  }

  private end(): void {
    this.ended = true;
    clearTimeout(this.keepTimer);
    for (const stop of this.stops) stop();
    for (const url of this.objectUrls.values()) URL.revokeObjectURL(url);
    this.releaseLock();
  }
}

/** The name of the lock that a tab holds while a message is open in it. */
export function lockOf(key: string): string {
  return `mailcloud.compose.${key}`;
}

/** Leaves out images that the text no longer shows. */
function used(message: Message): Message {
  const text = message.body + (message.quote ?? "");
  return { ...message, attachments: message.attachments.filter(({ cid }) => cid === null || text.includes(`cid:${cid}`)) };
}

