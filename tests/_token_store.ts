/** What tests of stores of tokens share: a text, and chunks drawn from it. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Chunks, READERS } from "../lib/data/mod.ts";
import { type ExperimentChunks, experimentChunks } from "../lib/experiment/chunks.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import type { StoreOptions } from "../lib/experiment/token_stores.ts";
import { loadTokenizer, type Tokenizer } from "../lib/tokens/mod.ts";
import { withFolder } from "./_files.ts";

export const tokenizer = await loadTokenizer("data/embedded-model");

/** Passages of which some have no windows, some are the same, and one is empty. */
export const TEXT = Array.from({ length: 120 }, (_, i) => {
  if (i % 10 === 3) return `THE HARBOUR ${i}.`;
  if (i % 10 === 7) return "The ship came home. The men were glad to see it.";
  return `The children number ${i} went home early. Their parents ${"were ".repeat(i % 7)}waiting.`;
}).join("\n\n");

export const BASE = {
  dataConstruction: "passages",
  chunkLength: 16,
  trainChunks: 40,
  evalChunks: 4,
  evalSplit: "valid",
  passageLimit: null,
} as const;

interface How {
  inMemory?: number;
  tokenizer?: Tokenizer;
  readers?: typeof READERS;
  folder?: string;
  part?: number;
}

interface Drawing {
  data: string;
  /** Where stores are. */
  folder: string;
  /** Draws, from a store or from memory; what was said is appended. Disposing of them closes files. */
  open(more?: Partial<ExperimentSettings>, how?: How): Promise<ExperimentChunks>;
  /** The same, as what they are. */
  draw(more?: Partial<ExperimentSettings>, how?: How): Promise<Drawn>;
  said: string[];
  /** What was told of stores that are damaged or made by others, and where those are that were made. */
  told: string[];
  kept: string[];
}

type Drawn = Awaited<ReturnType<typeof drawn>>;

/** All that chunks are, in memory. */
async function drawn(chunks: Awaited<ReturnType<typeof experimentChunks>>) {
  const { train, evaluation, trainSources, evaluationPassages, texts, evaluationTexts } = chunks;
  const all = (some: Chunks) => Array.from(some, (ids) => [...ids]);
  const one = Array.from({ length: train.length }, (_, i) => [...train.at(i)!]);
  assert.deepEqual(one, all(train), "one by one or in their order");
  const any = Array.from(train.inAnyOrder?.() ?? train, (ids) => ids.join());
  assert.deepEqual(any.sort(), one.map((ids) => ids.join()).sort(), "or in any order");
  return {
    train: one,
    evaluation: all(evaluation),
    texts: [texts, evaluationTexts],
    sources: [...new Set(await trainSources([5, 1, 7]))],
    passages: await evaluationPassages(),
    sha256: hashOf([...train, "evaluation", ...evaluation]),
    isInMemory: Array.isArray(train),
  };
}

/** A test with a text and a folder for stores. */
export function drawing(name: string, test: (given: Drawing) => Promise<void>): void {
  Deno.test(name, () =>
    withFolder(async (all) => {
      const data = join(all, "text.txt"), folder = join(all, "tokens");
      await Deno.writeTextFile(data, TEXT);
      const said: string[] = [], told: string[] = [], kept: string[] = [];
      const tell = (line: string) =>
        void (/ are kept in .* MB\.$/.test(line) ? kept : told).push(line);
      const open: Drawing["open"] = async (
        more = {},
        { inMemory = 0, tokenizer: own = tokenizer, readers, ...at } = {},
      ) =>
        await experimentChunks(
          resolveSettings({ overrides: { ...BASE, data, ...more } }),
          ...[own, readers, (line: string) => void said.push(line), undefined] as const,
          { folder, ...at, inMemory, tell },
        );
      await test({
        ...{ data, folder, said, told, kept, open },
        async draw(...how) {
          using chunks = await open(...how);
          return await drawn(chunks);
        },
      });
    }));
}

export const storesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));

export const IN_MEMORY = { inMemory: Infinity };

/** A tokenizer whose ids are those of a text's numbers. */
export function numbers(vocabSize: number, onText: (text: string) => void = () => {}): Tokenizer {
  const encode = (text: string) => {
    onText(text);
    return [...text.matchAll(/\d+/g)].map(([number]) => Number(number));
  };
  const files = () => ({ "vocab.txt": `${vocabSize}` });
  return { encode, vocabSize, files, specialTokenIds: [] } as unknown as Tokenizer;
}

/** A process that draws all chunks of a text. */
export function child(data: string, folder: string, how: StoreOptions = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/_streaming/store.ts", data, folder, JSON.stringify(how)],
    ...{ stdout: "piped", stderr: "piped" },
  }).spawn();
}

export async function printed(process: Deno.ChildProcess): Promise<string> {
  const { success, stdout, stderr } = await process.output();
  assert.ok(success, new TextDecoder().decode(stderr).slice(-2000));
  return new TextDecoder().decode(stdout).trim();
}
