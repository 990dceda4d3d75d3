import { Offline, send } from "../http";

/** What has changed on the server: new states by account and type (RFC 8620 §7.1). */
export interface StateChange {
  changed: Record<string, Record<string, string>>;
}

/** Reads a stream of events as its octets come: https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export class EventParser {
  private rest = "";
  private event = "";
  private data: string[] = [];

  /** Takes more of the stream; gives the events that it completes. */
  push(text: string): { event: string; data: string }[] {
    const found: { event: string; data: string }[] = [];
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop()!;
    for (const line of lines) {
      if (line === "") {
        if (this.data.length > 0) found.push({ event: this.event || "message", data: this.data.join("\n") });
        this.event = "";
        this.data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") this.event = value;
      else if (field === "data") this.data.push(value);
    }
    return found;
  }
}

/** Seconds between the server's signs of life; when three are missing, the connection is taken for dead. */
const ping = 30;

/** Milliseconds to wait before the next try after so many failures. */
export function backOff(failures: number): number {
  return Math.min(60_000, 1_000 * 2 ** failures);
}

/**
 * Listens to the server's events until called off. It reads them with fetch, since EventSource can neither say that the page asks nor tell why it failed. When
 * the connection ends it listens anew; when that fails it looks by itself, more and more seldom.
 */
export async function listen(types: readonly string[], changed: (change: StateChange | null) => Promise<void>, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const since = Date.now();
    try {
      await readEvents(types, changed, signal);
      // A server that may not keep a connection closes it after each event, or at once if it cannot stream.
      failures = Date.now() - since > 5_000 ? 0 : failures + 1;
    } catch (error) {
      if (signal.aborted) return;
      failures = error instanceof Offline && navigator.onLine ? Math.min(failures + 1, 3) : failures + 1;
    }
    if (failures > 0) await pause(backOff(failures), signal);
    if (!signal.aborted) await changed(null).catch(() => failures++);
  }
}

async function readEvents(types: readonly string[], changed: (change: StateChange) => Promise<void>, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), ping * 3_000);
  const path = `/jmap/events?types=${types.join(",")}&closeafter=no&ping=${ping}`;
  try {
    const response = await send(path, { headers: { Accept: "text/event-stream" }, signal: AbortSignal.any([signal, silence.signal]), cache: "no-store" });
    const parser = new EventParser();
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), ping * 3_000);
      for (const { event, data } of parser.push(value)) if (event === "state") await changed(JSON.parse(data) as StateChange);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Waits; the network's return ends it. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
