/** `--only data`: from CLOTH, CSV and text to chunks. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/mod.ts";
import { benchFolder } from "./folder.ts";
import { EMBEDDED_FOLDER, EMBEDDED_TOKENIZER } from "./embedded.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject, pythonSubject } from "./specs.ts";
import type { Choice } from "./subject.ts";

/** How often the embedded passages are repeated, so that reading is not over at once. */
const COPIES = 4;
const LENGTH = 128;
const ROUNDS = 2;
const WARMUP = 1;
/** This library. */
export const OURS = "SDTrainer";
/** What one would use instead. */
export const PEER = "Python, datasets and fast tokenizer";

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
function parallelChoice(threads: number): Choice {
  const env = { TOKENIZERS_PARALLELISM: "true", RAYON_NUM_THREADS: String(threads) };
  return {
    key: PEER,
    settings: [
      { name: "TOKENIZERS_PARALLELISM=true", env },
      { name: `num_proc=${threads}`, args: [String(threads)] },
    ],
  };
}

/** Measures the way from files to chunks, this library's beside Python's. */
export async function* benchData(options: BenchOptions): AsyncGenerator<Row> {
  const { python, threads } = options;
  const folder = path.join(benchFolder(), "data");
  await Deno.mkdir(folder, { recursive: true });
  for (const make of [repeatCloth, repeatCsv, repeatText]) {
    const { format, path: at, bytes } = await make(folder, options.tiny ? 1 : COPIES);
    const peers = python === undefined ? [] : [
      pythonSubject(PEER, python, "data.py", [at, EMBEDDED_TOKENIZER, String(LENGTH)], {
        tries: [parallelChoice(threads)],
      }),
    ];
    const { rows } = await measure([
      denoSubject(OURS, "data.ts", [at, EMBEDDED_FOLDER, String(LENGTH)]),
      ...peers,
    ], {
      bench: "data",
      case: `${format}, ${(bytes / 1e6).toFixed(1)} MB`,
      what: "chunks",
      warmup: WARMUP,
      rounds: options.rounds ?? ROUNDS,
      reference: PEER,
      sameCount: true,
    }, options);
    yield* rows.map((row) => ({
      ...row,
      median_rate: bytes / 1e6 / (row.median_ms! / 1000),
      unit: "MB/s",
    }));
  }
}
