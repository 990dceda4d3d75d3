import { describe, expect, it } from "vitest";
import { emptyMessage, type Identity, type Message, recipients } from "./message";
import { bodies, isEmpty, toEmail } from "./wire";

const identity: Identity = { id: "i", name: "Ann", email: "ann@a.org", replyTo: null, bcc: null, textSignature: "Ann", htmlSignature: "", mayDelete: false };
const message = (given: Partial<Message>): Message => ({ ...emptyMessage("acc", identity), ...given });
const attachment = { key: "k", name: "a.png", type: "image/png", size: 3, blobId: "U1", cid: null, file: null };

describe("toEmail", () => {
  it("writes both forms of a rich message", () => {
    const email = toEmail(message({ subject: "Hi", body: "<div>one &amp; two</div>", quote: "<blockquote>x</blockquote>" }), identity, "drafts");
    expect(email).toMatchObject({
      mailboxIds: { drafts: true },
      keywords: { $draft: true, $seen: true },
      from: [{ name: "Ann", email: "ann@a.org" }],
      to: null,
      subject: "Hi",
      textBody: [{ partId: "text", type: "text/plain" }],
      htmlBody: [{ partId: "html", type: "text/html" }],
      bodyValues: { text: { value: "one & two\n\n> x" } },
    });
    expect((email.bodyValues as { html: { value: string } }).html.value).toContain("<div>one &amp; two</div><div><br></div><blockquote>x</blockquote>");
  });

  it("writes plain text as it is, with no HTML beside it", () => {
    const email = toEmail(message({ format: "plain", body: "a <b>\n", quote: "> c" }), identity, "drafts");
    expect(email.bodyValues).toEqual({ text: { value: "a <b>\n\n> c" } });
    expect(email).not.toHaveProperty("htmlBody");
  });

  it("takes files that are uploaded, and tells those of the text from those beside it", () => {
    const attachments = [attachment, { ...attachment, cid: "c@x" }, { ...attachment, blobId: null }];
    expect(toEmail(message({ attachments }), identity, "d").attachments).toEqual([
      { blobId: "U1", name: "a.png", type: "image/png", cid: null, disposition: "attachment" },
      { blobId: "U1", name: "a.png", type: "image/png", cid: "c@x", disposition: "inline" },
    ]);
  });

  it("leaves out what is no address, and writes the same name each time", () => {
    const draft = message({ to: [{ name: null, email: "some" }, { name: null, email: "bo@b.org" }] });
    expect(toEmail(draft, identity, "d")).toMatchObject({ to: [{ email: "bo@b.org" }], messageId: [draft.messageId] });
    expect(draft.messageId).toMatch(/^[\w-]+@a\.org$/);
  });
});

it("writes no quotation where there is none", () => {
  expect(bodies(message({ body: "<div>a</div>" })).text).toBe("a");
});

it("names each recipient once", () => {
  const bo = { name: null, email: "bo@b.org" };
  expect(recipients(message({ to: [bo], cc: [{ name: "B", email: "BO@b.org" }], bcc: [{ name: null, email: "c@c.org" }] }))).toHaveLength(2);
});

describe("isEmpty", () => {
  const signed = '<div><br></div><div><br></div><div class="signature"><div>Ann</div></div>';
  it("does not count a signature", () => expect(isEmpty(message({ body: signed }), identity)).toBe(true));
  it("does not count a signature in text", () => expect(isEmpty(message({ format: "plain", body: "\n\n-- \nAnn" }), identity)).toBe(true));
  it.each([{ subject: "a" }, { body: `<div>a</div>${signed}` }, { attachments: [attachment] }, { to: [{ name: null, email: "x" }] }])("counts %o", (given) =>
    expect(isEmpty(message({ body: signed, ...given }), identity)).toBe(false),
  );
});
