import { expect, it } from "vitest";
import { safeStyle, setStylesAside } from "./styles";

it("keeps how text looks", () => {
  expect(safeStyle("Color: red; font-size:12px ; margin:0 0 0 .8ex;border-left:1px #ccc solid")).toBe("color:red;font-size:12px;margin:0 0 0 .8ex;border-left:1px #ccc solid");
});

it.each([
  "position:fixed",
  "background:url(//x.org/a)",
  "background-color:url(x)",
  "color:u\\72l(x)",
  "list-style-image:url(x)",
  "margin-left:-9999px",
  "content:'x'",
  "color:red/**/",
  "width:expression(x)",
  "z-index:9",
  "border-image-source:image-set('x' 1x)",
  "--x:red",
])("drops %s", (style) => expect(safeStyle(style)).toBe(""));

it("sets styles aside, in tags only", () => {
  expect(setStylesAside(`<p style="color:red" title=a STYLE='x'>a style="b"</p>`)).toBe(`<p data-style="color:red" title=a data-STYLE='x'>a style="b"</p>`);
});

it("keeps the browser quiet about what is dropped later", () => {
  expect(setStylesAside(`<style>p{}</style><img src=x onerror="a()"> onload=1<STYLE>rest`)).toBe(`<img src=x data-onerror="a()"> onload=1`);
});
