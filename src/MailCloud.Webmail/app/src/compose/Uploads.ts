import { effect, signal } from "@preact/signals";
import { jmapSession } from "../store/session";
import { upload } from "../jmap/upload";
import type { Attachment } from "./message/message";

/** How far a file is: `part` from 0 to 1, or why it did not get there. */
export type Upload = { state: "running"; part: number; stop: () => void } | { state: "failed"; reason: string };

/** Uploads at the same time; the server takes no more of one account. */
const parallel = 3;

/** Brings the files of one message to the server. */
export class Uploads {
  readonly all = signal<ReadonlyMap<string, Upload>>(new Map());
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** @param done Told when a file has got its blob. */
  constructor(private readonly done: (key: string, blobId: string) => void) {}

  get failed(): boolean {
    return [...this.all.value.values()].some(({ state }) => state === "failed");
  }

  /** Resolves when no file is on its way. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      const stop = effect(() => {
        if ([...this.all.value.values()].some(({ state }) => state === "running")) return;
        queueMicrotask(() => stop());
        resolve();
      });
    });
  }

  /** Begins, or begins again. */
  async start({ key, file }: Attachment): Promise<void> {
    if (!file) return;
    const calledOff = new AbortController();
    const stop = (): void => calledOff.abort();
    this.set(key, { state: "running", part: 0, stop });
    await this.turn();
    try {
      calledOff.signal.throwIfAborted();
      const { blobId } = await upload(file, (part) => this.set(key, { state: "running", part, stop }), calledOff.signal);
      this.set(key, null);
      this.done(key, blobId);
    } catch (error) {
      this.set(key, calledOff.signal.aborted ? null : { state: "failed", reason: (error as Error).message });
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  /** Calls an upload off. */
  stop(key: string): void {
    const found = this.all.value.get(key);
    if (found?.state === "running") found.stop();
    this.set(key, null);
  }

  private async turn(): Promise<void> {
    if (this.running >= parallel) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
  }

  private set(key: string, to: Upload | null): void {
    const next = new Map(this.all.value);
    if (to) next.set(key, to);
    else next.delete(key);
    this.all.value = next;
  }
}

/** Octets that one file may have, as the server says. */
export function maxSizeUpload(): number {
  const limit = jmapSession.value?.capabilities["urn:ietf:params:jmap:core"]?.maxSizeUpload;
  return typeof limit === "number" ? limit : 50_000_000;
}
