import { beforeAll, expect, test, vi } from "vitest";

beforeAll(() => {
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("localStorage", { getItem: () => null });
});

const stream = ': hello\r\n\r\nevent: state\ndata: {"a":1}\n\nevent: ping\ndata: {"interval":30}\n\ndata: one\ndata: two\n\n';
const events = [
  { event: "state", data: '{"a":1}' },
  { event: "ping", data: '{"interval":30}' },
  { event: "message", data: "one\ntwo" },
];

test("events are read whole and in every two parts", async () => {
  const { EventParser } = await import("./events");
  for (let at = 0; at <= stream.length; at++) {
    const parser = new EventParser();
    expect([...parser.push(stream.slice(0, at)), ...parser.push(stream.slice(at))]).toEqual(events);
  }
});

test("an event that has not ended is not told", async () => {
  const { EventParser } = await import("./events");
  expect(new EventParser().push("event: state\ndata: {}\n")).toEqual([]);
});

test("tries become seldom, and no rarer than a minute", async () => {
  const { backOff } = await import("./events");
  expect([0, 1, 3, 20].map(backOff)).toEqual([1_000, 2_000, 8_000, 60_000]);
});
