import { expect, it } from "vitest";
import { formatSize } from "./size";

it.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [1_500, "1.5 kB"],
  [25_400, "25 kB"],
  [50_000_000, "50 MB"],
  [3e12, "3,000 GB"],
])("writes %d", (octets, text) => expect(formatSize(octets, "en")).toBe(text));
