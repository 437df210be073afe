import assert from "node:assert/strict";
import { progressLines, progressOnTerminal, type SetupProgress } from "./setup_progress.ts";

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

Deno.test("progressLines: a line is told by its time since the last one, and each step anew", () => {
  const { now } = performance;
  let clock = 50_000;
  performance.now = () => clock;
  const lines: string[] = [];
  try {
    const show = progressLines((line) => lines.push(line));
    show({ step: "a", bytes: 499_999 });
    clock += 10_000;
    show({ step: "a" });
    show({ step: "a", bytes: 1_500_000, totalBytes: 2_499_999 });
    clock += 9_999;
    show({ step: "a", bytes: 5e6 });
    show({ step: "b", bytes: 6e6 });
    show({ step: "a" });
  } finally {
    performance.now = now;
  }
  assert.deepEqual(lines, ["a … 0 MB", "a … 2 of 2 MB", "b … 6 MB", "a …"]);
});

/** What is written to a terminal, at the times that are given, by `progressOnTerminal`. */
function drawn(progress: [ms: number, SetupProgress][]): string[] {
  const { now } = performance, { stderr } = Deno, written: string[] = [];
  const decoder = new TextDecoder();
  let clock = 0;
  performance.now = () => clock;
  const terminal = {
    isTerminal: () => true,
    writeSync: (bytes: Uint8Array) => written.push(decoder.decode(bytes)),
  };
  Object.defineProperty(Deno, "stderr", { value: terminal, configurable: true });
  try {
    const show = progressOnTerminal();
    for (const [ms, each] of progress) {
      clock = ms;
      show(each);
    }
  } finally {
    performance.now = now;
    Object.defineProperty(Deno, "stderr", { value: stderr, configurable: true });
  }
  return written;
}

Deno.test("progressOnTerminal: a step's line is drawn over itself, ten times a second at most", () => {
  const again = "\x1b[1A\x1b[2K";
  assert.deepEqual(
    drawn([
      [1000, { step: "a" }],
      [1099, { step: "a", bytes: 1e6 }],
      [1100, { step: "a", bytes: 2e6, totalBytes: 3e6 }],
      [1101, { step: "b" }],
      [1200, { step: "b", bytes: 1e6 }],
      [1201, { step: "b", bytes: 4e6 }],
    ]),
    ["a …\n", `${again}a … 2 of 3 MB\n`, "b …\n", `${again}b … 4 MB\n`],
  );
});
