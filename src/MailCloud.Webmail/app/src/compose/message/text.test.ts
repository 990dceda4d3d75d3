import { describe, expect, it } from "vitest";
import { escapeHtml, quoteText, toHtml, toText } from "./text";

describe("toText", () => {
  it.each([
    ["lines of the editor", "<div>one</div><div><br></div><div>two<br></div><div>three</div>", "one\n\ntwo\nthree"],
    ["paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo"],
    ["lists", "<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "- a\n- b\n  1. c\n  2. d"],
    ["quotations", "<div>he:</div><blockquote><div>one</div><blockquote>two</blockquote></blockquote><div>me</div>", "he:\n> one\n>> two\nme"],
    ["links", '<a href="https://a.org/x">here</a> and <a href="https://a.org/">a.org</a>', "here <https://a.org/x> and a.org"],
    ["no script", '<a href="javascript:x()">here</a><script>x()</script><style>y{}</style>', "here"],
    ["entities", "1 &lt; 2 &amp;&amp; a&nbsp;b &#128512;", "1 < 2 && a b 😀"],
    ["spaces", "<div>  a \n  b </div>", "a b"],
    ["what keeps its spaces", "<pre>a\n  b</pre>", "a\n  b"],
    ["tables", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>", "a  b\nc  d"],
    ["images", '<div><img src="cid:x" alt="A &quot;cat&quot;"></div>', 'A "cat"'],
    ["a signature", '<div>Hi</div><div class="signature"><div>Ann</div></div>', "Hi\n-- \nAnn"],
    ["a lone bracket", "a < b", "a < b"],
    ["nothing", "<div><br></div>", ""],
  ])("writes %s", (_, html, text) => expect(toText(html)).toBe(text));

  it("gives back what toHtml was given", () => {
    const text = "Hi <b>\n\n> quoted\n> > twice & more\n\nend";
    expect(toText(toHtml(text))).toBe(text.replace("> > twice", ">> twice"));
  });
});

it("lets no markup through", () => {
  expect(escapeHtml(`<img src=x onerror="a('b')">&`)).not.toMatch(/[<>"']/);
  expect(toHtml("<script>alert(1)</script>")).toBe("<div>&#60;script&#62;alert(1)&#60;/script&#62;</div>");
});

it("quotes line by line", () => {
  expect(quoteText("a\n\n> b\n")).toBe("> a\n>\n>> b");
});
