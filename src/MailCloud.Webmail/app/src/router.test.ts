import { expect, test } from "vitest";
import { parse, paths } from "./router";

test.each([
  ["/webmail/", { name: "mailbox", mailboxId: null, threadId: null, messageId: null }],
  ["/webmail/mail/m1", { name: "mailbox", mailboxId: "m1", threadId: null, messageId: null }],
  ["/webmail/mail/m1/t2", { name: "mailbox", mailboxId: "m1", threadId: "t2", messageId: null }],
  ["/webmail/contacts/a", { name: "contacts", rest: ["a"] }],
  ["/webmail/settings/filters", { name: "settings", section: "filters" }],
  ["/webmail/login", { name: "login" }],
  ["/webmail/elsewhere", { name: "unknown" }],
])("%s", (path, route) => {
  expect(parse(path)).toEqual(route);
});

test("a search with its message comes back as it was", () => {
  const path = paths.search("from:a & b?", "t/1", "e1");
  const [address, parameters] = [path.slice(0, path.indexOf("?")), path.slice(path.indexOf("?"))];
  expect(parse(address, parameters)).toEqual({ name: "search", query: "from:a & b?", threadId: "t/1", messageId: "e1" });
});
