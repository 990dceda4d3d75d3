// Runs Azurite as the child of one parent, and ends with it.
//
//   node azurite-child.mjs --location DIR --blobPort 0 …      (Azurite's own options)
//
// The parent holds the other end of stdin. When that end closes, on purpose or because the parent was killed, Azurite
// saves its state and leaves: it saves only every five seconds otherwise, and what it acknowledged since would be lost.
import { createRequire } from "node:module";

// Nobody may be reading any more when we are told to go.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

// Ctrl-C in a terminal reaches the whole process group. The parent still writes then, so only it says when to end.
process.on("SIGINT", () => {});
process.on("newListener", (event, listener) => {
  if (event === "SIGINT") setImmediate(() => process.off("SIGINT", listener));
});

process.stdin.resume();
process.stdin.once("close", () => {
  // "shutdown" is the message that Azurite listens for once it serves; before that there is nothing to save.
  if (!process.emit("message", "shutdown")) process.exit(0);
});

createRequire(import.meta.url)("azurite/dist/src/azurite.js");
