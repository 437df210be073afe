/**
 * Makes the embedded table of semantic scores, `data/semantic-table.bin`, from the real sentence
 * encoder: of the commonest words of a text, every word of a vocabulary, and the six poles. Neutral
 * points and spreads are taken over the commonest words.
 */

import { basename } from "node:path";
import { InputError, readBytes } from "../lib/io/mod.ts";
import {
  DEFAULT_ENCODER,
  factorReference,
  makeSemanticTable,
  openClassifier,
  parseSemanticTable,
  POLES,
  SCALES,
  SemanticTable,
  tableScale,
  wordForm,
} from "../lib/semantics/mod.ts";
import { createTokenizer } from "../lib/tokens/mod.ts";
import { OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { floatScales } from "./_float_encoder.ts";
import { inCache, inProject } from "./_place.ts";
import { print, tell } from "./_print.ts";

const command = {
  name: "semantic-table",
  description: "Makes the embedded table of semantic scores from the real sentence encoder.",
  options: {
    beta: {
      placeholder: "MODEL",
      default: "auto",
      description: "Sentence encoder: a folder, a name on the hub, or auto for one at hand",
    },
    corpus: {
      placeholder: "FILE",
      default: inCache("corpus/train.txt"),
      description: "Text whose commonest words are taken (deno task make-data writes it)",
    },
    words: { type: "integer", least: 1, default: 20_000, description: "How many of them" },
    vocabulary: {
      placeholder: "FILE",
      default: inProject("data/embedded-model/vocab.txt"),
      description: "Vocabulary whose words are all taken",
    },
    from: {
      placeholder: "FILE",
      description: "A table whose words and pole scores are taken as they are, instead of all that",
    },
    float: {
      placeholder: "FOLDER",
      description: "The encoder's float32 weights (Hugging Face's folder), to place words on the " +
        "further scales with; without it β does that, too",
    },
    out: {
      placeholder: "FILE",
      default: inProject("data/semantic-table.bin"),
      description: "File to write",
    },
    offline: OFFLINE_OPTION,
  },
} as const;

/** The lines of a file that a person named. */
async function readLines(file: string): Promise<string[]> {
  try {
    return (await Deno.readTextFile(file)).split(/\r?\n/).filter((line) => line !== "");
  } catch (error) {
    throw new InputError("this file cannot be read", {
      file,
      mend: "Make it first (deno task make-data) or name another",
      cause: error,
    });
  }
}

/** The commonest words of a text in small letters, ties in alphabetical order. */
async function commonWords(file: string, count: number): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const line of await readLines(file)) {
    for (const [word] of line.toLowerCase().matchAll(/\p{L}+(?:['’]\p{L}+)*/gu)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const order = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return order.slice(0, count).map(([word]) => word);
}

async function vocabularyWords(file: string): Promise<string[]> {
  const tokenizer = createTokenizer({ vocabulary: await readLines(file), file });
  return tokenizer.vocabulary.map((_, id) => tokenizer.wordOf(id))
    .filter((word) => word !== undefined);
}

function showProgress(done: number, total: number): void {
  if (done % 2048 === 0 || done === total) tell(`${done} of ${total} words`);
}

interface Options {
  beta: string;
  corpus: string;
  words: number;
  vocabulary: string;
}

/** A table by the encoder, and the commonest words in it. */
async function makeTable(options: Options): Promise<{ table: SemanticTable; common: string[] }> {
  const common = await commonWords(options.corpus, options.words);
  const words = [...POLES, ...common, ...await vocabularyWords(options.vocabulary)];
  const { classifier, message } = await openClassifier({ beta: options.beta });
  if (classifier instanceof SemanticTable) {
    throw new InputError("a table must be made from a sentence encoder, and none is at hand", {
      mend: `Name one with --beta FOLDER or --beta ${DEFAULT_ENCODER}`,
    });
  }
  tell(message);
  const table = await makeSemanticTable(classifier, words, { onProgress: showProgress });
  return { table: table.withReference(factorReference(table.lookUp(common))), common };
}

/** A table that is there. The commonest words stand in it before the vocabulary's. */
async function readTable(file: string, { words }: Options) {
  const table = parseSemanticTable(await readBytes(file, "Name another"), file);
  return { table, common: table.words.slice(0, words) };
}

/** The table with its words' values on all further scales by the float32 weights in a folder. */
async function withFloatScales(
  table: SemanticTable,
  common: readonly string[],
  folder: string,
): Promise<SemanticTable> {
  const { sha256, values } = await floatScales(folder, table.words);
  const source = { model: `${basename(table.name)}, float32`, model_sha256: sha256 };
  const rows = new Map(table.words.map((word, row) => [word, row]));
  const scales = [...values].map(([scale, all]) => {
    const { length: width } = SCALES[scale];
    const usual = common.flatMap((word) => {
      const row = rows.get(wordForm(word, table.uncased))!;
      return [...all.subarray(row * width, (row + 1) * width)];
    });
    return [scale, tableScale(scale, source, all, Float32Array.from(usual))] as const;
  });
  return table.withScales(new Map(scales));
}

if (import.meta.main) {
  await runCommand(command, async ({ options }) => {
    const { from, float } = options;
    const { table, common } = from === undefined
      ? await makeTable(options)
      : await readTable(from, options);
    const complete = float === undefined ? table : await withFloatScales(table, common, float);
    const bytes = complete.serialise();
    await Deno.writeFile(options.out, bytes);
    print(`${options.out}: ${table.words.length} words, ${bytes.length} bytes`);
  });
}
