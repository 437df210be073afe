/** Data and results of any size: little memory, few open files, an answer to Ctrl-C. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { readMetrics } from "../lib/experiment/metrics.ts";
import { decidedBy, decisive } from "../lib/experiment/decided_by.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { assertRefused, withFolder } from "./_files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const CHILD = join(ROOT, "tests", "_streaming", "read.ts");

/** Runs the child by a shell's command line; what it printed. */
async function child(args: readonly string[], { heap = 4096, files = 10_000 } = {}) {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: [
      ...["-c", 'ulimit -n "$1" && shift && exec "$@"', "sh", String(files)],
      ...[Deno.execPath(), "run", "-A", `--v8-flags=--max-old-space-size=${heap}`, CHILD, ...args],
    ],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  }).output();
  const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert(success, error!.slice(-2000));
  return out!.trim();
}

/** Writes a file of so many lines, each made of its number, between a head and an end. */
async function writeLines(
  file: string,
  count: number,
  line: (i: number) => string,
  [head, end] = ["", ""],
): Promise<void> {
  const handle = await open(file, "w");
  await handle.appendFile(head);
  for (let start = 0; start < count; start += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - start) }, (_, i) => line(start + i));
    await handle.appendFile(lines.join(""));
  }
  await handle.appendFile(end);
  await handle.close();
}

const words = Array.from({ length: 300 }, (_, i) => `word${i}`).join(" ");
const COUNT = 50_000;
const MANY: Readonly<Record<string, [(i: number) => string, head?: string, end?: string]>> = {
  "a.txt": [(i) => `Passage ${i}: ${words}.\n\n`],
  "lines.txt": [(i) => `Line ${i}: ${words}.\n`],
  "a.csv": [(i) => `${i},"Row ${i}: ${words}"\n`, "id,text\n"],
  "a.jsonl": [(i) => JSON.stringify({ text: `Line ${i}: ${words}`, n: i }) + "\n"],
  "list.json": [
    (i) => (i === 0 ? "" : ",\n") + JSON.stringify({ text: `Item ${i}: ${words}`, n: i }),
    "[",
    "]\n",
  ],
};

for (const [name, [line, head = "", end = ""]] of Object.entries(MANY)) {
  Deno.test(`the passages of 115 MB of ${name} are gone through in 100 MB of heap`, () =>
    withFolder(async (folder) => {
      const file = join(folder, name);
      await writeLines(file, COUNT, line, [head, end]);
      assert((await Deno.stat(file)).size > 115e6);
      assert.equal(await child(["passages", file], { heap: 100 }), String(COUNT * 8 / 10));
      if (name !== "a.txt") return;
      await pipeline(
        createReadStream(file),
        createGzip({ level: 1 }),
        createWriteStream(`${file}.gz`),
      );
      await Deno.remove(file);
      assert.equal(await child(["passages", `${file}.gz`], { heap: 100 }), String(COUNT * 8 / 10));
    }));
}

Deno.test("chunks are drawn from 35 MB of text in 100 MB of heap", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt");
    await writeLines(file, 15_000, MANY["a.txt"]![0]);
    assert.equal(await child(["chunks", file], { heap: 100 }), "128");
  }));

Deno.test("a CLOTH folder of 700 files is read with 100 descriptors", () =>
  withFolder(async (folder) => {
    const article = {
      article: "It _ all day.",
      options: [["rained", "b", "c", "d"]],
      answers: ["A"],
    };
    for (const split of ["train", "valid", "test"]) {
      await Deno.mkdir(join(folder, split, "high"), { recursive: true });
    }
    for (let i = 0; i < 700; i++) {
      await Deno.writeTextFile(join(folder, "train", "high", `${i}.json`), JSON.stringify(article));
    }
    assert.equal(await child(["passages", folder], { files: 100 }), "700");
  }));

const LOG = [
  { type: "evaluation", step: 0, epoch: 0, eval_loss: 4, eval_masked_tokens: 10, train_loss: null },
  { type: "skipped", step: 1, epoch: 1, scheduled_learning_rate: 1, reason: "Γ = ∞", seconds: 1 },
];

Deno.test("a folder of 600 runs is read with 100 descriptors", () =>
  withFolder(async (folder) => {
    const environment = { backend: "fake", model_sha256: "", chunks_sha256: "", scores_sha256: "" };
    const settings = resolveSettings({
      overrides: {
        schedules: ["linear"],
        methods: ["none"],
        seeds: Array.from({ length: 600 }, (_, i) => i),
        out: folder,
      },
    });
    await Deno.writeTextFile(
      join(folder, "config.json"),
      JSON.stringify({ settings, environment }),
    );
    for (const run of plannedRuns(settings)) {
      const own = join(folder, "runs", run.name);
      await Deno.mkdir(own, { recursive: true });
      const decided_by = decidedBy(decisive(run, { settings, environment, plugins: [] }));
      const done = { records: LOG.length, seconds: 1, diverged: null, decided_by };
      await Deno.writeTextFile(join(own, "done.json"), JSON.stringify(done));
      const lines = LOG.map((record) => JSON.stringify(record) + "\n").join("");
      await Deno.writeTextFile(join(own, "metrics.jsonl"), lines);
    }
    assert.equal(await child(["runs", folder], { files: 100 }), "600");
  }));

Deno.test("a long log is read in pieces: its records are those of its lines", () =>
  withFolder(async (folder) => {
    const file = join(folder, "metrics.jsonl");
    const record = (i: number) =>
      i === 0 ? LOG[0] : { ...LOG[1], step: i, reason: "Γ≥∞".repeat(i % 9) };
    await writeLines(file, 5000, (i) => JSON.stringify(record(i)) + "\n");
    assert.deepEqual(
      await readMetrics(file, "Mend it"),
      Array.from({ length: 5000 }, (_, i) => record(i)),
    );
    const whole = await Deno.readFile(file);
    await Deno.writeFile(file, whole.subarray(0, whole.length - 4));
    await assertRefused(
      readMetrics(file, "Mend it"),
      /jsonl, line 5000: this is not a log record\./,
    );
    whole[400_000] = 0xff;
    await Deno.writeFile(file, whole);
    await assertRefused(
      readMetrics(file, "Mend it"),
      /jsonl: the file is not UTF-8 text\. Mend it\./,
    );
  }));

Deno.test("Ctrl-C while 115 MB are read is answered, and what is done is told of before", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt");
    await writeLines(file, COUNT, MANY["a.txt"]![0]);
    const out = join(folder, "out");
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        ...[
          "run",
          "-A",
          join(ROOT, "tasks", "reproduce.ts"),
          "--backend",
          "cpu",
          "--beta",
          "table",
        ],
        ...["--data", file, "--out", out, "--data-construction", "passages"],
      ],
      cwd: ROOT,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let text = "", asked = false;
    for await (const bytes of process.stderr) {
      text += new TextDecoder().decode(bytes);
      if (!asked && /a\.txt: counting its train tokens: \d+ %\n/.test(text)) {
        asked = true;
        process.kill("SIGINT");
      }
    }
    assert(asked, text);
    // Not answered until all is read, it would go on to the evaluation's text.
    assert.equal((await process.status).code, 130, text);
    assert.doesNotMatch(text, /valid tokens/);
    await assert.rejects(Deno.stat(out));
  }));
