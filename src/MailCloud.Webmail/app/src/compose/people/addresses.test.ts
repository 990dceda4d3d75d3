import { describe, expect, it } from "vitest";
import { formatAddress, isAddress, parseAddresses, without } from "./addresses";

describe("isAddress", () => {
  it.each(["ann@example.org", "a.b+c@sub.example.org", '"a b"@example.org', "me@[192.0.2.1]", "用戶@例子.台灣", "x@xn--fsq.tw"])("takes %s", (text) =>
    expect(isAddress(text)).toBe(true),
  );
  it.each(["ann", "ann@", "@example.org", "ann@host", "a..b@example.org", "ann@-x.org", "a b@example.org", `${"a".repeat(65)}@example.org`, "ann@example.org,", "<ann@example.org>"])(
    "refuses %s",
    (text) => expect(isAddress(text)).toBe(false),
  );
});

describe("parseAddresses", () => {
  it("takes names and addresses, however they are parted", () => {
    expect(parseAddresses('Ann <ann@a.org>, "Bo, the second" <bo@b.org>; c@c.org\nd@d.org')).toEqual([
      { name: "Ann", email: "ann@a.org" },
      { name: "Bo, the second", email: "bo@b.org" },
      { name: null, email: "c@c.org" },
      { name: null, email: "d@d.org" },
    ]);
  });
  it("takes addresses that only spaces part", () => {
    expect(parseAddresses("a@a.org b@b.org")).toHaveLength(2);
  });
  it("keeps what is none, to be mended", () => {
    expect(parseAddresses("somebody")).toEqual([{ name: null, email: "somebody" }]);
  });
  it("leaves a name that only repeats the address out", () => {
    expect(parseAddresses("a@a.org <A@a.org>")).toEqual([{ name: null, email: "A@a.org" }]);
  });
  it("leaves a lone quotation mark where it stands", () => {
    expect(parseAddresses('O"Neil <o@n.org>, b@b.org')).toHaveLength(2);
  });
  it("reads what formatAddress writes", () => {
    for (const name of ['Say "hi", Bo', "Ann", "back\\slash, too", null]) {
      const address = { name, email: "x@x.org" };
      expect(parseAddresses(formatAddress(address))).toEqual([address]);
    }
  });
});

it("leaves out who is there already, and who comes twice", () => {
  const [a, b] = parseAddresses("a@a.org, b@b.org");
  expect(without([a!, b!, { name: "B", email: "B@b.org" }], [a!])).toEqual([b]);
});
