/** `--only beta`: words a second into the table of pole scores. */
import * as path from "node:path";
import { loadTokenizer } from "../lib/mod.ts";
import { findEncoder } from "../lib/semantics/open_classifier.ts";
import { benchFolder } from "./folder.ts";
import { EMBEDDED_FOLDER, EMBEDDED_TOKENIZER } from "./embedded.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject, processorChoices, pythonSubject } from "./specs.ts";

/** Words a measurement. */
const COUNT = 256;
const TINY_COUNT = 8;
const ROUNDS = 2;
const WARMUP = 1;
const SINGLE = "PyTorch, a word at a time";

/** The words of the embedded vocabulary, one a line. */
async function writeWords(): Promise<string> {
  const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  const words = tokenizer.vocabulary.map((_, id) => tokenizer.wordOf(id))
    .filter((word) => word !== undefined);
  const file = path.join(benchFolder(), "words.txt");
  await Deno.mkdir(benchFolder(), { recursive: true });
  await Deno.writeTextFile(file, [...new Set(words)].join("\n"));
  return file;
}

/** Measures β: this library's sentence encoder beside one in PyTorch. */
export async function* benchBeta(options: BenchOptions): AsyncGenerator<Row> {
  const { threads, python, say } = options;
  if (findEncoder() === undefined) {
    say("left out: no sentence encoder is at hand (deno task semantics --beta NAME fetches one)");
    return;
  }
  const words = await writeWords();
  const count = String(options.tiny ? TINY_COUNT : COUNT);
  const args = [words, count, String(threads), EMBEDDED_TOKENIZER];
  const note = "float32, random weights of the same shape";
  const peers = python === undefined ? [] : [
    ...[{ name: SINGLE, how: "single" }, { name: "PyTorch, 64 words at a time", how: "batched" }]
      .map(({ name, how }) =>
        pythonSubject(name, python, "beta.py", [...args, how], {
          note,
          tries: processorChoices(name, threads),
        })
      ),
  ];
  const { rows } = await measure([
    denoSubject("SDTrainer, a word at a time", "beta.ts", [words, count], {
      note: "int8, one thread; a word's scores then do not depend on its neighbours",
    }),
    ...peers,
  ], {
    bench: "beta",
    case: "all-MiniLM-L6-v2",
    what: "score",
    rate: { unit: "words/s", of: ({ count, ms }) => count! / (ms / 1000) },
    warmup: WARMUP,
    rounds: options.rounds ?? ROUNDS,
    reference: SINGLE,
  }, options);
  yield* rows;
}
