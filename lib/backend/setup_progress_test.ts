import assert from "node:assert/strict";
import { progressLines } from "./setup_progress.ts";

Deno.test("progressLines: a line for each step, none for every chunk of it", () => {
  const lines: string[] = [];
  const show = progressLines((line) => lines.push(line));
  show({ step: "Downloading a" });
  for (let bytes = 0; bytes < 1000; bytes++) {
    show({ step: "Downloading a", bytes, totalBytes: 1000 });
  }
  show({ step: "Unpacking a", bytes: 2_400_000 });
  show({ step: "Compiling" });
  assert.deepEqual(lines, ["Downloading a …", "Unpacking a … 2 MB", "Compiling …"]);
});

Deno.test("progressLines: after ten seconds a long step says how far it is", () => {
  const lines: string[] = [];
  const show = progressLines((line) => lines.push(line));
  const now = performance.now;
  let clock = 0;
  performance.now = () => clock;
  try {
    show({ step: "Downloading a" });
    clock = 9_999;
    show({ step: "Downloading a", bytes: 1e8, totalBytes: 2.74e8 });
    clock = 10_000;
    show({ step: "Downloading a", bytes: 1.3e8, totalBytes: 2.74e8 });
  } finally {
    performance.now = now;
  }
  assert.deepEqual(lines, ["Downloading a …", "Downloading a … 130 of 274 MB"]);
});
