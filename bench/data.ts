/** `--only data`: from CLOTH, CSV and text to chunks, and steps with text on disk beside text in memory. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/mod.ts";
import { benchFolder } from "./folder.ts";
import { EMBEDDED_FOLDER, EMBEDDED_TOKENIZER } from "./embedded.ts";
import { FreshSubject } from "./fresh.ts";
import { measure, type Measurement } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject, pythonSubject } from "./specs.ts";
import type { Choice, SubjectSpec } from "./subject.ts";

/** How often the embedded passages are repeated, so that reading is not over at once. */
const COPIES = 4;
const LENGTH = 128;
const ROUNDS = 2;
const WARMUP = 1;
/** This library. */
export const OURS = "SDTrainer";
/** What one would use instead. */
export const PEER = "Python, datasets and fast tokenizer";

/** Steps of a tiny model that draws its chunks at random from a store of tokens, and from memory. */
export const ON_DISK = "SDTrainer, tokens on disk", IN_MEMORY = "SDTrainer, tokens in memory";

/** A path with passages, and their bytes. */
interface Source {
  format: string;
  path: string;
  bytes: number;
}

async function repeatText(folder: string, copies: number): Promise<Source> {
  const text = await Deno.readTextFile(
    path.join(PROJECT_FOLDER, "data", "addresses", "passages.txt"),
  );
  const file = path.join(folder, "passages.txt");
  await Deno.writeTextFile(file, `${text.trim()}\n\n`.repeat(copies));
  return { format: "text", path: file, bytes: (await Deno.stat(file)).size };
}

/** So much text of the embedded passages, each with a number before it so that none is another's. */
async function longText(folder: string, megabytes: number): Promise<Source> {
  const from = path.join(PROJECT_FOLDER, "data", "addresses", "passages.txt");
  const passages = (await Deno.readTextFile(from)).trim().split(/\n{2,}/);
  const file = path.join(folder, "long.txt");
  using handle = await Deno.open(file, { write: true, create: true, truncate: true });
  const writer = handle.writable.getWriter();
  let bytes = 0;
  for (let i = 0; bytes < megabytes * 1e6;) {
    const piece = Array.from(passages, (passage) => `${++i} ${passage}\n\n`).join("");
    const encoded = new TextEncoder().encode(piece);
    await writer.write(encoded);
    bytes += encoded.length;
  }
  return { format: "long text", path: file, bytes };
}

async function repeatCsv(folder: string, copies: number): Promise<Source> {
  const text = await Deno.readTextFile(
    path.join(PROJECT_FOLDER, "data", "addresses", "passages.csv"),
  );
  const rows = text.indexOf("\n") + 1;
  const file = path.join(folder, "passages.csv");
  const content = text.slice(0, rows) + `${text.slice(rows).trimEnd()}\n`.repeat(copies);
  await Deno.writeTextFile(file, content);
  return { format: "CSV", path: file, bytes: (await Deno.stat(file)).size };
}

async function repeatCloth(folder: string, copies: number): Promise<Source> {
  let bytes = 0;
  // Files of a run with more copies would be read too.
  await Deno.remove(path.join(folder, "cloth"), { recursive: true }).catch(() => {});
  for (const level of ["middle", "high"]) {
    const from = path.join(PROJECT_FOLDER, "data", "addresses", "cloth", "train", level);
    const to = path.join(folder, "cloth", "train", level);
    await Deno.mkdir(to, { recursive: true });
    const files = (await Array.fromAsync(Deno.readDir(from))).map(({ name }) => name).sort();
    for (let i = 0; i < files.length * copies; i++) {
      const content = await Deno.readFile(path.join(from, files[i % files.length]!));
      await Deno.writeFile(path.join(to, `${level}${i + 1}.json`), content);
      bytes += content.length;
    }
  }
  return { format: "CLOTH", path: path.join(folder, "cloth"), bytes };
}

/** Whether the tokenizer, or `map`, uses all threads: what starting them costs, a short text may not bring in. */
function parallelChoice(threads: number, key = PEER): Choice {
  const env = { TOKENIZERS_PARALLELISM: "true", RAYON_NUM_THREADS: String(threads) };
  return {
    key,
    settings: [
      { name: "TOKENIZERS_PARALLELISM=true", env },
      { name: `num_proc=${threads}`, args: [String(threads)] },
    ],
  };
}

/** Measures the way from files to chunks, this library's beside Python's, and what reading costs a step. */
export async function* benchData(options: BenchOptions): AsyncGenerator<Row> {
  const { megabytes } = options;
  // A bench that is tried changes no data of one that measures.
  const folder = path.join(benchFolder(), options.tiny ? "data-tiny" : "data");
  await Deno.mkdir(folder, { recursive: true });
  let text: Source;
  for (const make of [repeatCloth, repeatCsv, repeatText]) {
    text = await make(folder, options.tiny ? 1 : COPIES);
    yield* await benchSource(text, options);
  }
  if (megabytes === undefined) return yield* await benchSteps(text!, options);
  text = await longText(folder, megabytes);
  try {
    yield* await benchSource(text, options, LONG);
    yield* await benchSteps(text, options);
  } finally {
    await Deno.remove(text.path);
  }
}

/** A long text goes into a store, as in training; whoever reads it is a process of its own each time. */
const LONG = {
  what: "store",
  ...{ fresh: true, warmup: 0, block: 1 },
  start: (spec: SubjectSpec) => Promise.resolve(new FreshSubject(spec, false)),
  trial: { what: "store", warmup: 0, count: 1 },
} as const;

async function benchSource(
  { format, path: at, bytes }: Source,
  options: BenchOptions,
  how: Partial<Measurement> = {},
): Promise<Row[]> {
  const { python, threads, rounds = ROUNDS } = options;
  const key = how === LONG ? `${PEER}, ${format}` : PEER;
  const peers = python === undefined ? [] : [
    pythonSubject(PEER, python, "data.py", [at, EMBEDDED_TOKENIZER, String(LENGTH)], {
      tries: [parallelChoice(threads, key)],
    }),
  ];
  const { rows } = await measure([
    denoSubject(OURS, "data.ts", [at, EMBEDDED_FOLDER, String(LENGTH)]),
    ...peers,
  ], {
    bench: "data",
    case: caseOf(format, bytes),
    what: "chunks",
    warmup: WARMUP,
    rounds,
    reference: PEER,
    sameCount: true,
    ...how,
  }, options);
  return rows.map((row) => ({
    ...row,
    median_rate: bytes / 1e6 / (row.median_ms! / 1000),
    unit: "MB/s",
  }));
}

async function benchSteps({ format, path: at, bytes }: Source, options: BenchOptions) {
  const subject = (name: string, where: "disk" | "memory") =>
    denoSubject(name, "chunk_steps.ts", [at, where, String(options.threads)]);
  const { rows } = await measure([subject(ON_DISK, "disk"), subject(IN_MEMORY, "memory")], {
    bench: "data",
    case: `steps with ${caseOf(format, bytes)}`,
    ...{ what: "steps", sameLoss: "cpu", sameCount: true },
    warmup: WARMUP,
    rounds: options.rounds ?? ROUNDS,
    reference: IN_MEMORY,
  }, options);
  return rows;
}

function caseOf(format: string, bytes: number): string {
  return `${format}, ${(bytes / 1e6).toFixed(1)} MB`;
}
