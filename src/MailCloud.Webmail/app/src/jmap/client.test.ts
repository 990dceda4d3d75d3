import { afterEach, beforeEach, expect, test, vi } from "vitest";

const session = {
  username: "ann@example.com",
  accounts: {},
  primaryAccounts: { "urn:ietf:params:jmap:mail": "a1" },
  capabilities: { "urn:ietf:params:jmap:core": {}, "urn:ietf:params:jmap:mail": {} },
  apiUrl: "https://mail.example.com/jmap/api",
  state: "1",
};

interface Sent {
  using: string[];
  methodCalls: [string, Record<string, unknown>, string][];
}

let requests: Sent[];
/** Answers by path; the last one stays. */
let answers: Record<string, (() => Response)[]>;

const answer = (body: unknown, status = 200) => () => new Response(JSON.stringify(body), { status });

beforeEach(() => {
  vi.resetModules();
  requests = [];
  answers = { "/jmap/session": [answer(session)] };
  const kept = new Map<string, string>();
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("location", { origin: "https://mail.example.com", assign: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path === "/jmap/api") requests.push(JSON.parse(String(init.body)) as Sent);
    const ready = answers[path]!;
    return (ready.length > 1 ? ready.shift()! : ready[0]!)();
  });
});
afterEach(() => vi.unstubAllGlobals());

test("calls of one turn travel together, and refer to each other", async () => {
  const { call } = await import("./client");
  answers["/jmap/api"] = [answer({ methodResponses: [["Email/query", { ids: ["e1"] }, "c0"], ["Email/get", { list: [{ id: "e1" }] }, "c1"]] })];

  const query = call<{ ids: string[] }>("Email/query", { limit: 1 });
  const got = await call<{ list: unknown[] }>("Email/get", { "#ids": query.ref("/ids") });

  expect(got.list).toEqual([{ id: "e1" }]);
  expect(requests).toEqual([
    {
      using: ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"],
      methodCalls: [
        ["Email/query", { accountId: "a1", limit: 1 }, "c0"],
        ["Email/get", { accountId: "a1", "#ids": { resultOf: "c0", name: "Email/query", path: "/ids" } }, "c1"],
      ],
    },
  ]);
});

test("a refused call fails alone", async () => {
  const { call } = await import("./client");
  answers["/jmap/api"] = [answer({ methodResponses: [["error", { type: "cannotCalculateChanges" }, "c0"], ["Mailbox/get", { list: [] }, "c1"]] })];

  const [changes, boxes] = await Promise.allSettled([call("Email/changes"), call("Mailbox/get")]);

  expect(changes).toMatchObject({ status: "rejected", reason: { type: "cannotCalculateChanges" } });
  expect(boxes).toEqual({ status: "fulfilled", value: { list: [] } });
});

test("a session that ends asks for a log-in, and the request then goes on", async () => {
  const { call, loadSession } = await import("./client");
  const store = await import("../store/session");
  await loadSession();
  answers["/jmap/api"] = [answer({}, 401), answer({ methodResponses: [["Mailbox/get", { list: [1] }, "c0"]] })];

  const boxes = call<{ list: unknown[] }>("Mailbox/get");
  await vi.waitFor(() => expect(store.session.value).toBe("expired"));
  await loadSession();

  expect((await boxes).list).toEqual([1]);
  expect(requests.length).toBe(2);
});

test("without a network calls fail as offline", async () => {
  const { call, loadSession } = await import("./client");
  const { Offline } = await import("../http");
  const { online } = await import("../store/session");
  await loadSession();
  answers["/jmap/api"] = [() => { throw new TypeError("Failed to fetch"); }];

  await expect(Promise.resolve(call("Mailbox/get"))).rejects.toBeInstanceOf(Offline);
  expect(online.value).toBe(false);
});

test("what waits for a log-in is not done in the name of somebody else", async () => {
  const { call, loadSession } = await import("./client");
  const store = await import("../store/session");
  await loadSession();
  const left = vi.fn();
  const deleted = (): object => {
    const request = { onsuccess: (): void => undefined };
    queueMicrotask(() => request.onsuccess());
    return request;
  };
  vi.stubGlobal("location", { origin: "https://mail.example.com", assign: left });
  vi.stubGlobal("indexedDB", { deleteDatabase: deleted });
  answers["/jmap/api"] = [answer({}, 401), answer({ methodResponses: [["Mailbox/get", { list: [1] }, "c0"]] })];
  answers["/jmap/session"] = [answer({ ...session, primaryAccounts: { "urn:ietf:params:jmap:mail": "a2" } })];

  void call("Mailbox/get");
  await vi.waitFor(() => expect(store.session.value).toBe("expired"));
  void loadSession();
  await vi.waitFor(() => expect(left).toHaveBeenCalledWith("/webmail/"));

  expect(store.session.value).toBe("expired");
  expect(requests.length).toBe(1);
});

test("a request fails that waited while the page went over to somebody else", async () => {
  const { send } = await import("../http");
  const { loadSession } = await import("./client");
  const store = await import("../store/session");
  await loadSession();
  answers["/webmail/account"] = [answer({}, 401), answer({})];

  const waiting = send("/webmail/account");
  await vi.waitFor(() => expect(store.session.value).toBe("expired"));
  store.openSession({ ...store.jmapSession.value!, primaryAccounts: { "urn:ietf:params:jmap:mail": "a2" } });

  await expect(waiting).rejects.toBeInstanceOf(store.AnotherAccount);
});
