import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { finish } from "./build/finish.ts";

// The program that embeds the page has it built into a folder of its own, so that builds beside each other do not meet.
const output = process.env.MAILCLOUD_PAGE_OUTPUT ?? "dist";

export default defineConfig({
  base: "/webmail/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: resolve(output),
    emptyOutDir: true,
    target: ["chrome117", "firefox119", "safari17.4"],
    // Every asset is a file with its hash in its name: the Content Security Policy allows no data: but for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  plugins: [finish(resolve(output))],
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
