import { expect, it, vi } from "vitest";

vi.mock("../../ui/Button", () => ({ Button: () => null }));
const { hrefOf } = await import("./LinkForm");

it.each([
  ["example.org", "https://example.org/"],
  [" http://example.org/a?b ", "http://example.org/a?b"],
  ["ann@example.org", "mailto:ann@example.org"],
  ["tel:+1", "tel:+1"],
  ["example.org:8080/x", "https://example.org:8080/x"],
])("leads %s to %s", (text, href) => expect(hrefOf(text)).toBe(href));

it.each(["", "javascript:alert(1)", "data:text/html,x", "nowhere", "file:///etc/passwd", "https://"])("leads %s nowhere", (text) => expect(hrefOf(text)).toBeNull());
