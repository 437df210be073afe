/** The scores of a whole vocabulary, made once so that a training step only has to look them up. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { InputError, makePath, readBytes, removePath, replaceFile } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { type SemanticClassifier, wordForm } from "./classifier.ts";
import { FURTHER_SCALES, type ScaleName, SCALES } from "./scales.ts";
import { parseSemanticTable, SemanticTable } from "./semantic_table.ts";
import { tableScale } from "./table_scales.ts";

/** How a table is made. */
export interface TableOptions {
  /** Told now and then how many words are done, of how many. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the work with the signal's reason. */
  signal?: AbortSignal;
}

/** Scores of every entry of a vocabulary. */
export interface VocabularyScores {
  /** `[vocabulary, 6]`: each entry's cosines with the poles; zeros where it is not known. */
  readonly scores: Float32Array;
  /** `[vocabulary]`: 1 where the entry has scores, 0 where it is left out of Γ. */
  readonly known: Uint8Array;
  /** `[vocabulary, axes]` of each further scale that the classifier knows, in the same order. */
  readonly further?: ReadonlyMap<ScaleName, Float32Array>;
}

/** How a vocabulary is scored. */
export interface VocabularyScoresOptions extends TableOptions {
  /**
   * A folder that keeps the scores for the next time, by model and vocabulary.
   * @default nothing is kept
   */
  cacheFolder?: string;
}

/** Words between two reports of progress: about a tenth of a second of work. */
const REPORT_EVERY = 64;

/**
 * What a vocabulary's entries stand for; a `Tokenizer` says it.
 *
 * - Special tokens (`[MASK]`, `[unused7]`) are signs of the model, not words: none.
 * - `##ing` is read as "ing". Left out, a fifth of the embedded vocabulary would not count in Γ, although
 *   these entries are masked and predicted like any other.
 * - Punctuation and numbers stand for themselves: the original scores whatever its model predicts,
 *   and a sentence encoder has an embedding for each.
 */
export type VocabularyWords = Pick<Tokenizer, "vocabSize" | "wordOf">;

/**
 * A table of what a classifier says of these words, asked a few at a time.
 *
 * @param words May hold a word several times, and in several forms.
 * @param known A table that has the words' scores already, and perhaps not all scales.
 */
export async function makeSemanticTable(
  classifier: SemanticClassifier,
  words: Iterable<string>,
  { onProgress, signal }: TableOptions = {},
  known?: SemanticTable,
): Promise<SemanticTable> {
  const forms = [...new Set([...words].map((word) => wordForm(word, classifier.uncased)))];
  // Further scales first: what embeds a word for them finds the poles' scores on the way.
  const scales: ScaleName[] = [...furtherScales(classifier), "poles"];
  const values = new Map(
    scales.map((scale) => [scale, new Float32Array(forms.length * SCALES[scale].length)]),
  );
  for (let start = 0; start < forms.length; start += REPORT_EVERY) {
    signal?.throwIfAborted();
    const some = forms.slice(start, start + REPORT_EVERY);
    for (const [scale, all] of values) {
      const found = scale === "poles"
        ? await (known ?? classifier).scores(some)
        : await classifier.scores(some, scale);
      all.set(found, start * SCALES[scale].length);
    }
    onProgress?.(start + some.length, forms.length);
  }
  const source = { model: classifier.name, model_sha256: classifier.modelSha256 };
  const header = { ...source, uncased: classifier.uncased };
  const table = SemanticTable.fromScores(header, forms, values.get("poles")!);
  values.delete("poles");
  return table.withScales(
    new Map([...values].map(([scale, all]) => [scale, tableScale(scale, source, all)])),
  );
}

/** The scales besides the poles that a classifier knows. */
function furtherScales({ scales = [] }: SemanticClassifier): ScaleName[] {
  return FURTHER_SCALES.filter((scale) => scales.includes(scale));
}

/**
 * The scores of every entry of a vocabulary. A classifier that can score any word is asked once,
 * which takes about a minute for 30,000 entries, and its answers are kept in `cacheFolder`; a file
 * there that is damaged is made anew. Where a classifier knows some words only (the embedded
 * table), the other entries are not known and stay out of Γ.
 *
 * @param vocabulary What the entries stand for.
 *
 * @example
 * ```ts ignore
 * const { classifier } = await openClassifier();
 * const { scores, known } = await vocabularyScores(classifier, tokenizer, {
 *   cacheFolder: ".sdtrainer/semantics",
 *   onProgress: (done, total) => console.log(`${done} of ${total} words`),
 * });
 * ```
 */
export async function vocabularyScores(
  classifier: SemanticClassifier,
  vocabulary: VocabularyWords,
  options: VocabularyScoresOptions = {},
): Promise<VocabularyScores> {
  const words = Array.from({ length: vocabulary.vocabSize }, (_, id) => vocabulary.wordOf(id));
  if (classifier.has !== undefined) return await lookUpAll(classifier, words);
  const asked = words.filter((word) => word !== undefined);
  return await lookUpAll(await cachedTable(classifier, asked, options), words);
}

async function lookUpAll(
  classifier: SemanticClassifier,
  words: readonly (string | undefined)[],
): Promise<VocabularyScores> {
  const known = Uint8Array.from(
    words,
    (word) => word !== undefined && (classifier.has?.(word) ?? true) ? 1 : 0,
  );
  const asked = words.filter((_, id) => known[id] === 1) as string[];
  const spread = async (scale: ScaleName) => {
    const { length: width } = SCALES[scale];
    const found = await classifier.scores(asked, scale);
    const values = new Float32Array(words.length * width);
    let at = 0;
    known.forEach((isKnown, id) => {
      if (isKnown === 0) return;
      values.set(found.subarray(at, at + width), id * width);
      at += width;
    });
    return values;
  };
  const scores = await spread("poles");
  const further = new Map<ScaleName, Float32Array>();
  for (const scale of furtherScales(classifier)) further.set(scale, await spread(scale));
  return { scores, known, ...(further.size === 0 ? {} : { further }) };
}

/** The table of these words from the cache, or made and kept there. */
async function cachedTable(
  classifier: SemanticClassifier,
  words: readonly string[],
  { cacheFolder, ...options }: VocabularyScoresOptions,
): Promise<SemanticTable> {
  if (cacheFolder === undefined) return await makeSemanticTable(classifier, words, options);
  const vocabularyHash = createHash("sha256").update(words.join("\n")).digest("hex");
  const name = `${classifier.modelSha256.slice(0, 16)}-${vocabularyHash.slice(0, 16)}.table`;
  const file = join(cacheFolder, name);
  const kept = await readTable(file);
  // Versions before scales kept the poles' scores alone: those stay, to the bit.
  const isWhole = furtherScales(classifier).every((scale) => kept?.scales.includes(scale));
  if (kept !== undefined && isWhole) return kept;
  const table = await makeSemanticTable(classifier, words, options, kept);
  await keepTable(table, cacheFolder, file);
  return table;
}

async function keepTable(table: SemanticTable, folder: string, file: string): Promise<void> {
  try {
    await makePath(folder);
    await removePath(file);
    await replaceFile(file, table.serialise(), { shared: true });
  } catch {
    // A cache that cannot be written, as on a full disk, costs a minute the next time and no more.
  }
}

/** The table in a file, or undefined where there is none or it is damaged. */
async function readTable(file: string): Promise<SemanticTable | undefined> {
  try {
    return parseSemanticTable(await readBytes(file, "Delete it"), file);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
