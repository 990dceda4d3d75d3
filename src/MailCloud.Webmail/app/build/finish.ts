// What Vite leaves to do: the service worker, which knows the names of all assets; the small form of each file; and the report that keeps the first view small.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build, type Manifest, type Plugin } from "vite";

/** The octets that everything the first view loads may take on the wire. */
const budget = 60 * 1024;

/** Kinds of files that Brotli makes smaller. */
const compressible = /\.(js|css|html|svg|json|webmanifest)$/;

/** Finishes a build in `output`; it fails when the first view has grown too large. */
export function finish(output: string): Plugin {
  return {
    name: "mailcloud-finish",
    apply: "build",
    closeBundle: {
      sequential: true,
      order: "post",
      async handler() {
        const manifest = JSON.parse(readFileSync(join(output, ".vite/manifest.json"), "utf8")) as Manifest;
        rmSync(join(output, ".vite"), { recursive: true });
        await buildWorker(output);
        for (const file of filesOf(output)) if (compressible.test(file)) compress(file);
        report(output, manifest);
      },
    },
  };
}

async function buildWorker(output: string): Promise<void> {
  const files = filesOf(output).map((file) => relative(output, file).split(sep).join("/"));
  const version = createHash("sha256");
  for (const file of filesOf(output)) version.update(readFileSync(file));
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: {
      __SHELL__: JSON.stringify(files.filter((file) => !file.endsWith(".png"))),
      __VERSION__: JSON.stringify(version.digest("hex").slice(0, 12)),
    },
    build: {
      outDir: output,
      emptyOutDir: false,
      reportCompressedSize: false,
      rolldownOptions: { input: resolve("src/sw/sw.ts"), output: { format: "iife", entryFileNames: "sw.js" } },
    },
  });
}

function compress(file: string): void {
  const content = readFileSync(file);
  const small = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  if (small.length < content.length) writeFileSync(`${file}.br`, small);
}

/** Writes what each file takes on the wire, and what the first view takes: the document, its script with all that it imports, their styles and one language. */
function report(output: string, manifest: Manifest): void {
  const first = new Set(["index.html"]);
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk || first.has(chunk.file)) return;
    first.add(chunk.file);
    for (const style of chunk.css ?? []) first.add(style);
    for (const each of chunk.imports ?? []) visit(each);
  };
  for (const name of ["index.html", "src/mail/MailPage.tsx", "src/i18n/en/mail.json"]) visit(name);

  const sizes = Object.fromEntries(filesOf(output).filter((file) => !file.endsWith(".br")).map((file) => [nameOf(file), wireSize(file)]));
  const firstView = [...first].reduce((sum, file) => sum + (sizes[file] ?? 0), 0);
  writeFileSync(join(output, "report.json"), JSON.stringify({ budget, firstView, first: [...first], files: sizes }, null, 2));
  console.log(`First view: ${(firstView / 1024).toFixed(1)} KB of ${budget / 1024} KB`);
  if (firstView > budget) throw new Error(`The first view takes ${firstView} octets on the wire, more than ${budget}.`);

  function nameOf(file: string): string {
    return relative(output, file).split(sep).join("/");
  }
}

function wireSize(file: string): number {
  const small = statSync(`${file}.br`, { throwIfNoEntry: false });
  return (small ?? statSync(file)).size;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
