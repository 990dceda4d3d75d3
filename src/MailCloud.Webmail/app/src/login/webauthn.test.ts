import { expect, test } from "vitest";
import { octets, text } from "./webauthn";

test.each([
  ["", []],
  ["AA", [0]],
  ["-_8", [251, 255]],
  ["aGVsbG8", [104, 101, 108, 108, 111]],
])("%s is these octets, and back", (base64url, expected) => {
  expect([...octets(base64url)]).toEqual(expected);
  expect(text(octets(base64url).buffer)).toBe(base64url);
});
