import { expect, it } from "vitest";
import { parseMailto } from "./mailto";

it("reads address, subject and body", () => {
  expect(parseMailto("mailto:ann@a.org?subject=Hello%20there&body=one%0D%0Atwo")).toEqual({ to: "ann@a.org", subject: "Hello there", body: "one\ntwo" });
});

it("joins addresses of all places, and takes a plus sign as one", () => {
  expect(parseMailto("MAILTO:a%2Bb@a.org?to=c+d@c.org&CC=e@e.org&bcc=f@f.org")).toEqual({ to: "a+b@a.org, c+d@c.org", cc: "e@e.org", bcc: "f@f.org" });
});

it("takes no other header field, and no line end into the subject", () => {
  expect(parseMailto("mailto:a@a.org?attach=/etc/passwd&from=x@x.org&subject=a%0D%0ABcc:%20x@x.org")).toEqual({ to: "a@a.org", subject: "a Bcc: x@x.org" });
});

it("stands broken escapes", () => {
  expect(parseMailto("mailto:?subject=100%")).toEqual({ subject: "100%" });
});

it("is nothing for other links", () => {
  expect(parseMailto("https://example.org")).toBeNull();
});
