import { expect, test } from "vitest";
import { parseSnippet } from "./snippet";

test("marks are told from text, and text is only text", () => {
  expect(parseSnippet("Tom &amp; <mark>Ann</mark> &lt;b&gt; &#39;x&#x27;")).toEqual([
    { text: "Tom & ", marked: false },
    { text: "Ann", marked: true },
    { text: " <b> 'x'", marked: false },
  ]);
});

test("other elements stay the text that they are", () => {
  expect(parseSnippet("<img src=x>")).toEqual([{ text: "<img src=x>", marked: false }]);
});

test("numbers that are no characters stay", () => {
  expect(parseSnippet("&#9999999;")).toEqual([{ text: "&#9999999;", marked: false }]);
});
