import { describe, expect, it } from "vitest";
import type { FullEmail, Identity } from "./message";
import { forwardSubject, inheritedAttachments, receivingIdentity, replyRecipients, replySubject, threading } from "./reply";

const person = (email: string, name: string | null = null) => ({ name, email });
const [ann, bo, cy, me, work] = ["ann@a.org", "bo@b.org", "cy@c.org", "me@m.org", "me@work.org"].map((each) => person(each));

function email(given: Partial<FullEmail>): FullEmail {
  return { from: [ann!], to: [me!], cc: null, bcc: null, replyTo: null, messageId: ["1@a"], inReplyTo: null, references: null, attachments: [], ...given } as FullEmail;
}

describe("subjects", () => {
  it.each([
    ["Hello", "Re: Hello"],
    ["RE: Re[2]: Hello", "Re: Hello"],
    ["回覆：你好", "Re: 你好"],
    ["رد: مرحبا", "Re: مرحبا"],
    ["Fwd: Hello", "Re: Fwd: Hello"],
    ["Regarding this", "Re: Regarding this"],
    [null, "Re:"],
  ])("answer %s", (subject, answer) => expect(replySubject(subject)).toBe(answer));
  it("forward once", () => expect(forwardSubject("FW: Fwd: Hello")).toBe("Fwd: Hello"));
});

describe("replyRecipients", () => {
  const own = ["me@m.org", "me@work.org"];
  it("answers the sender, or where they want answers", () => {
    expect(replyRecipients(email({ cc: [bo!] }), own, false)).toEqual({ to: [ann], cc: [] });
    expect(replyRecipients(email({ replyTo: [cy!] }), own, false)).toEqual({ to: [cy], cc: [] });
  });
  it("answers all but oneself, each once", () => {
    const to = [me!, bo!, person("ANN@a.org")];
    expect(replyRecipients(email({ to, cc: [cy!, work!, bo!] }), own, true)).toEqual({ to: [ann, bo], cc: [cy] });
  });
  it("answers one's own message to those it went to", () => {
    expect(replyRecipients(email({ from: [me!], to: [bo!], cc: [cy!] }), own, true)).toEqual({ to: [bo], cc: [cy] });
    expect(replyRecipients(email({ from: [me!], to: [bo!] }), own, false)).toEqual({ to: [bo], cc: [] });
  });
});

describe("threading", () => {
  it("goes on with the references", () => {
    expect(threading(email({ messageId: ["3@a"], references: ["1@a", "2@a"] }))).toEqual({ inReplyTo: ["3@a"], references: ["1@a", "2@a", "3@a"] });
  });
  it("takes In-Reply-To where there are none", () => {
    expect(threading(email({ messageId: ["3@a"], inReplyTo: ["2@a"] })).references).toEqual(["2@a", "3@a"]);
  });
  it("is nothing for a message without a name", () => {
    expect(threading(email({ messageId: null }))).toEqual({ inReplyTo: null, references: null });
  });
});

it("answers from the identity that received the message", () => {
  const identities = ["me@m.org", "me@work.org"].map((address, index) => ({ id: `i${index}`, email: address }) as Identity);
  expect(receivingIdentity(email({ to: [bo!], cc: [person("ME@work.org")] }), identities)?.id).toBe("i1");
  expect(receivingIdentity(email({ to: [bo!] }), identities)?.id).toBe("i0");
});

describe("inheritedAttachments", () => {
  const part = { partId: null, charset: null, size: 3, type: "image/png", disposition: "attachment" };
  const attachments = [
    { ...part, blobId: "b1", name: "a.png", cid: "a@x" },
    { ...part, blobId: "b2", name: null, cid: null },
  ];
  const html = '<img src="cid:a@x">';
  it("forwards all", () => {
    expect(inheritedAttachments(email({ attachments }), "forward", html).map(({ blobId, cid, name }) => [blobId, cid, name])).toEqual([
      ["b1", "a@x", "a.png"],
      ["b2", null, ""],
    ]);
  });
  it("answers with the images that the quoted text shows", () => {
    expect(inheritedAttachments(email({ attachments }), "reply", html).map(({ blobId }) => blobId)).toEqual(["b1"]);
    expect(inheritedAttachments(email({ attachments }), "reply", "")).toEqual([]);
  });
});
