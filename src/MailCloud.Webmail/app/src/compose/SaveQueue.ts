import { signal } from "@preact/signals";
import { Offline } from "../http";

/** `offline`: it waits until the server can be reached; `failed`: the server refused. Either way the browser keeps what was written. */
export type SaveState = "clean" | "pending" | "saving" | "saved" | "offline" | "failed";

/** Saves after a pause in writing, one save at a time; what is written meanwhile is saved after it. */
export class SaveQueue {
  readonly state = signal<SaveState>("clean");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private firstChange: number | null = null;
  private running: Promise<void> | null = null;
  private stopped = false;

  /**
   * @param pause Milliseconds without a change after which is saved.
   * @param longest Milliseconds that somebody who never pauses stays unsaved.
   */
  constructor(
    private readonly save: () => Promise<void>,
    private readonly pause = 2_000,
    private readonly longest = 15_000,
  ) {}

  /** Something has been written. */
  changed(): void {
    if (this.stopped) return;
    this.firstChange ??= Date.now();
    if (this.state.value !== "saving" && this.state.value !== "offline") this.state.value = "pending";
    clearTimeout(this.timer);
    const left = this.firstChange + this.longest - Date.now();
    this.timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(this.pause, left)));
  }

  /** Saves at once what is not saved; resolves when that has been tried. */
  async flush(): Promise<void> {
    while (this.running) await this.running;
    if (this.firstChange === null || this.stopped) return;
    this.running = this.run();
    await this.running;
  }

  /** Tries again what could not be saved. */
  retry(): void {
    if (this.state.value !== "offline" && this.state.value !== "failed") return;
    this.firstChange ??= Date.now();
    void this.flush();
  }

  /** Saves no more: what runs may end. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    const started = this.firstChange;
    this.firstChange = null;
    this.state.value = "saving";
    try {
      await this.save();
      this.state.value = this.firstChange === null ? "saved" : "pending";
    } catch (error) {
      this.firstChange ??= started;
      this.state.value = error instanceof Offline ? "offline" : "failed";
    } finally {
      this.running = null;
    }
  }
}
