import { expect, it } from "vitest";
import { promisesAttachment } from "./forgotten";

it.each(["Please see the attached file.", "Two attachments", "請見附件", "أرفقت لك الملف", "المرفقات هنا"])("hears the promise in %s", (text) =>
  expect(promisesAttachment("", text)).toBe(true),
);

it.each(["Nothing to see here", "reattachable", "> see the attached file\nThanks"])("hears none in %s", (text) => expect(promisesAttachment("Re: attached", text)).toBe(false));

it("hears it in a subject", () => expect(promisesAttachment("Invoice attached", "")).toBe(true));
