import { expect, it, vi } from "vitest";

// What makes HTML safe needs a browser and is tested in one; what is text is tested here.
vi.mock("dompurify", () => ({ default: {} }));
const { toWire } = await import("./sanitize");

it("gives images their own names again", () => {
  expect(toWire('<div data-style="color:red"><img src="blob:x" data-cid="a@b" alt="A"></div>')).toBe('<div style="color:red"><img src="cid:a@b" alt="A"></div>');
  expect(toWire('<img alt="" data-src="https://x.org/a?b=1&amp;c=2">')).toBe('<img src="https://x.org/a?b=1&amp;c=2" alt="">');
  expect(toWire('<img src="data:image/png;base64,AA==">')).toBe('<img src="data:image/png;base64,AA==">');
});

it("leaves text alone", () => {
  expect(toWire('<p>&lt;img data-cid="x"&gt; data-style="y"</p>')).toBe('<p>&lt;img data-cid="x"&gt; data-style="y"</p>');
});
