import { expect, it } from "vitest";
import type { Identity } from "./message";
import { htmlSignature, resignText, signHtml, signText, textSignature } from "./signature";

const identity = (textSignature: string, htmlSignature = ""): Identity =>
  ({ id: "i", name: "", email: "a@a.org", replyTo: null, bcc: null, textSignature, htmlSignature, mayDelete: true }) satisfies Identity;
const ann = identity("Ann\nOffice");
const bo = identity("", "<div>Bo <b>B</b></div>");
const none = identity(" ");

it("makes either form out of the other", () => {
  expect(htmlSignature(ann)).toBe("<div>Ann</div><div>Office</div>");
  expect(textSignature(bo)).toBe("-- \nBo B");
  expect(htmlSignature(none) + textSignature(none) + htmlSignature(null) + textSignature(null)).toBe("");
});

it("leaves room above", () => {
  expect(signHtml("", bo)).toBe('<div><br></div><div><br></div><div class="signature"><div>Bo <b>B</b></div></div>');
  expect(signHtml("<div>Hi</div>", none)).toBe("<div>Hi</div>");
  expect(signText("Hi", ann)).toBe("Hi\n\n-- \nAnn\nOffice");
});

it("changes with the identity", () => {
  const signed = signText("Hi", ann);
  expect(resignText(signed, ann, bo)).toBe("Hi\n\n-- \nBo B");
  expect(resignText(signed, ann, none)).toBe("Hi");
  expect(resignText("Hi", none, ann)).toBe(signed);
});

it("leaves a signature that somebody has changed", () => {
  expect(resignText("Hi\n\n-- \nAnn, on the road", ann, bo)).toBe("Hi\n\n-- \nAnn, on the road");
});
