import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("../http", () => ({ Offline: class Offline extends Error {} }));
const { Offline } = await import("../http");
const { SaveQueue } = await import("./SaveQueue");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("SaveQueue", () => {
  it("saves once after a pause", async () => {
    const save = vi.fn(async () => undefined);
    const queue = new SaveQueue(save, 100, 1_000);
    for (let i = 0; i < 5; i++) {
      queue.changed();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(save).not.toHaveBeenCalled();
    expect(queue.state.value).toBe("pending");
    await vi.advanceTimersByTimeAsync(100);
    expect(save).toHaveBeenCalledTimes(1);
    expect(queue.state.value).toBe("saved");
  });

  it("does not wait for ever on somebody who never pauses", async () => {
    const save = vi.fn(async () => undefined);
    const queue = new SaveQueue(save, 100, 1_000);
    for (let i = 0; i < 30; i++) {
      queue.changed();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(save).toHaveBeenCalledTimes(1);
  });

  it("runs one save at a time, and saves what came meanwhile", async () => {
    let running = 0;
    let most = 0;
    const save = vi.fn(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 300));
      running--;
    });
    const queue = new SaveQueue(save, 100, 1_000);
    queue.changed();
    await vi.advanceTimersByTimeAsync(150);
    queue.changed();
    expect(queue.state.value).toBe("saving");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(save).toHaveBeenCalledTimes(2);
    expect(most).toBe(1);
    expect(queue.state.value).toBe("saved");
  });

  it("keeps what could not be saved and tries again when told", async () => {
    const save = vi.fn(async () => undefined as void).mockRejectedValueOnce(new Offline());
    const queue = new SaveQueue(save, 100, 1_000);
    queue.changed();
    await vi.advanceTimersByTimeAsync(200);
    expect(queue.state.value).toBe("offline");
    queue.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.state.value).toBe("saved");
    expect(save).toHaveBeenCalledTimes(2);
  });

  it("saves nothing when nothing has changed, nor once it is stopped", async () => {
    const save = vi.fn(async () => undefined);
    const queue = new SaveQueue(save, 100, 1_000);
    await queue.flush();
    queue.changed();
    await queue.stop();
    await queue.flush();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(save).not.toHaveBeenCalled();
  });
});
