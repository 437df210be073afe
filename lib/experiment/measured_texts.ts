/** The texts that a model is measured on. */
import { lineNotes, type Passage, type Split, StreamedChunks } from "../data/mod.ts";
import { InputError, keptInput } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { begin, type OpenedData, passagesOf } from "./chunk_source.ts";
import { experimentChunks } from "./chunks.ts";
import type { Definitions } from "./definitions.ts";
import type { Say } from "./events.ts";
import { hashOfChunks } from "./hash_of_chunks.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { ExperimentConfig } from "./results.ts";
import { TokenCensus } from "./token_census.ts";
import { HELD_OUT_TEXTS } from "./training_of.ts";

/** Who is told of the data, and what ends their reading. */
export interface Telling {
  say: Say;
  signal: AbortSignal | undefined;
}

/**
 * Refuses text of which others would be held out than when the model was trained: by the hash of the
 * data, or where none was kept by that of the chunks that are drawn of them.
 *
 * @throws {InputError} If it is not what that was trained on.
 */
export async function refuseOtherText(
  { settings, environment }: ExperimentConfig,
  { settings: { model, data } }: PlannedRun,
  source: OpenedData,
  { tokenizer, readers, say, signal }: Telling & Pick<Definitions, "readers"> & {
    tokenizer: Tokenizer;
  },
): Promise<void> {
  const refusal = (cause?: unknown) =>
    new InputError(
      "this is not the text that the model was trained on, so which of its texts were held out " +
        "cannot be known",
      {
        file: data,
        mend: `${
          keptInput(settings.data) === undefined
            ? "Give the data of the training as they were"
            : "Pipe the same text again as for the training"
        }, or measure on another split`,
        cause,
      },
    );
  const { data_sha256: known, chunks_sha256: drawn } = environment;
  begin(source, "hashing it");
  const now = known === undefined ? undefined : await source.opened.identity();
  if (now !== undefined && now === known) return;
  if (now !== undefined) throw refusal();
  const [run] = plannedRuns({ ...settings, model, data }) as [PlannedRun];
  try {
    // They may be many, and nothing else is asked of them.
    using chunks = await experimentChunks(run.settings, tokenizer, readers, say, signal);
    if (await hashOfChunks(chunks, data, { onProgress: say, signal }) === drawn) return;
  } catch (error) {
    // It gave as many when it was trained on.
    throw error instanceof InputError ? refusal(error) : error;
  }
  throw refusal();
}

/** What is measured: chunks, what is known of their texts, and the passages with questions. */
export interface Measured {
  chunks: StreamedChunks;
  asking: Passage[];
  /** Whether a split is one by the order of the texts alone. */
  byOrder: boolean;
}

/** All chunks of the data, counted. They are read again when they are measured. */
export async function chunksOf(
  source: OpenedData,
  tokenizer: Tokenizer,
  split: Split | typeof HELD_OUT_TEXTS | undefined,
  note: (sentence: string) => void,
): Promise<Measured> {
  const { settings, path, opened, meanwhile } = source;
  const { evalFraction: fraction, lineByLine, chunkLength: length } = settings;
  const { dataConstruction: construction, dataSeed: seed } = settings;
  const isHeld = split === HELD_OUT_TEXTS, named = isHeld ? undefined : split;
  const passages = await passagesOf(source, {
    ...(named === undefined ? {} : { split: named }),
    ...(isHeld ? { share: { fraction: fraction!, seed, held: true } } : {}),
  });
  const census = new TokenCensus(tokenizer, path), asking: Passage[] = [];
  begin(source, "counting its tokens");
  const chunks = await StreamedChunks.of({
    passages,
    tokenizer: census,
    options: { construction, seed, length, lineByLine, note, file: path },
    meanwhile,
    onPassage: (passage) => void (passage.blanks.length > 0 && asking.push(passage)),
  });
  const { passages: found, texts } = chunks.counts;
  if (found === 0) opened.requireSome(named);
  const isOther = named !== undefined && named !== "train";
  const byOrder = isOther && await opened.areDividedByOrder();
  if (texts === 0) {
    throw new InputError("no text is found in it", { file: path, mend: "Give data with text" });
  }
  for (const sentence of lineNotes(chunks.counts, texts, length)) note(`${path}: ${sentence}`);
  census.check(note);
  return { chunks, asking, byOrder };
}
