/** Measuring a model on texts, all of them. */
import { selectBackend } from "../backend/mod.ts";
import { Meanwhile, openData, type Passage, type Split, StreamedChunks } from "../data/mod.ts";
import { InputError, type SettingWord, wordSettings } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { clozeItems, evaluate, type EvaluationMetrics } from "../training/mod.ts";
import { experimentChunks } from "./chunks.ts";
import { type Definitions, withPlugins } from "./definitions.ts";
import { dataPath } from "./embedded.ts";
import type { Say } from "./events.ts";
import { fewTokens } from "./first_look.ts";
import type { FineTuneSettings } from "./fine_tune.ts";
import { hashOfChunks } from "./hash_of_chunks.ts";
import { checkLength, Inputs } from "./inputs.ts";
import { Models } from "./models.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { loadPlugins } from "./plugins.ts";
import type { ExperimentConfig } from "./results.ts";
import { TokenCensus } from "./token_census.ts";
import { checkChoices } from "./settings/choices.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import {
  HELD_OUT_TEXTS,
  heldOutSettings,
  isTrainedOn,
  trainedOnSentence,
  trainingOf,
} from "./training_of.ts";

/** What a model was measured on, and what came of it. */
export interface MeasuredModel {
  /** Texts. */
  texts: number;
  /** Tokens that they come to, special ones included. */
  tokens: number;
  /** Pieces of at most `chunkLength` tokens: the last one is as long as it is, or each is a line. */
  chunks: number;
  /** The numbers. */
  metrics: EvaluationMetrics;
}

/** How {@linkcode evaluateModel} goes about it. */
export interface EvaluateModelOptions {
  /**
   * Of which split the texts are; `held-out` for those that the training of the model held out of the
   * same data, by the record in its folder.
   * @default {all there are, of a CLOTH folder those to train on}
   */
  split?: Split | typeof HELD_OUT_TEXTS;
  /** Takes sentences that people should know, and how far it is. */
  say?: Say;
  /** What settings are called in it, such as `--model`. @default {their names} */
  word?: SettingWord;
  /** Aborted, it ends. */
  signal?: AbortSignal;
}

/**
 * Measures the model of some settings on their data: all of it, the last piece filled up with padding,
 * which changes nothing of what is measured. The same settings give the same masks.
 *
 * @param settings Those of one run. What is read of them is what decides the model, the text, its masks
 * and the metrics.
 * @throws {InputError} If model or data cannot be used, or there is no text.
 */
export async function evaluateModel(
  settings: FineTuneSettings,
  { split, say: told = () => {}, word, signal }: EvaluateModelOptions = {},
): Promise<MeasuredModel> {
  let isQuiet = false;
  const say: Say = (message, progress) => {
    if (!isQuiet || progress !== undefined) told(wordSettings(message, word), progress);
  };
  const definitions = withPlugins(await loadPlugins(settings.plugins));
  // How many chunks there are the text decides.
  const whole: ExperimentSettings = { ...settings, trainChunks: 1, evalChunks: 1 };
  const asked = checkChoices(whole, definitions);
  const training = await trainingOf(asked.model), isHeld = split === HELD_OUT_TEXTS;
  const checked = isHeld ? heldOutSettings(asked, training) : asked;
  const [run] = plannedRuns(checked) as [PlannedRun];
  const inputs = new Inputs({ definitions, settings: checked }, say, signal);
  try {
    const { tokenizer, config } = await inputs.knownModel(run);
    checkLength(run, config);
    // What is to be said of the text is said when it is read to be measured.
    isQuiet = true;
    if (isHeld) await refuseOtherText(training!, run, { tokenizer, definitions, say, signal });
    isQuiet = false;
    const options = { ...(split === undefined ? {} : { split }), say, ...(signal && { signal }) };
    const { chunks, asking, byOrder } = await chunksOf(run, definitions, tokenizer, options);
    const { data } = checked;
    const measured = { settings: asked, split: isHeld ? undefined : split, byOrder };
    if (!isHeld && training && await isTrainedOn(measured, training.settings)) {
      say(trainedOnSentence(data, training.settings));
    }
    await inputs.semantics(run);
    const backend = await selectBackend({
      backend: checked.backend,
      device: checked.device,
      onMessage: say,
    });
    say(`Backend: ${backend.description}.`);
    const models = new Models({ settings: checked, definitions }, inputs, backend, true);
    try {
      const { model } = await models.open(run);
      const asks = model.metrics.some(({ definition }) => definition.measure !== undefined);
      const { sequenceLength } = model;
      const metrics = await evaluate(model, {
        evalChunks: chunks,
        tokenizer,
        batchSize: run.settings.batchSize,
        seed: run.seed,
        maskProbability: run.settings.maskProbability,
        masking: run.settings.masking,
        padTokenId: config.padTokenId,
        clozeItems: asks ? clozeItems(asking, { tokenizer, sequenceLength }) : [],
        onProgress: say,
        ...(signal === undefined ? {} : { signal }),
      });
      const few = fewTokens(metrics, data, "Give more text.");
      if (few !== undefined) say(few);
      const { texts, tokens } = chunks.counts;
      return { texts, tokens, chunks: chunks.length, metrics };
    } finally {
      models.dispose();
    }
  } finally {
    await inputs.dispose();
  }
}

/**
 * Refuses text of which others would be held out than when the model was trained.
 *
 * @throws {InputError} If it is not what that was trained on.
 */
async function refuseOtherText(
  { settings, environment }: ExperimentConfig,
  { settings: { model, data } }: PlannedRun,
  { tokenizer, definitions: { readers }, say, signal }: {
    tokenizer: Tokenizer;
    definitions: Definitions;
    say: Say;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const [run] = plannedRuns({ ...settings, model, data }) as [PlannedRun];
  // They may be many, and nothing else is asked of them.
  using chunks = await experimentChunks(run.settings, tokenizer, readers, say, signal);
  const sha256 = await hashOfChunks(chunks, data, { onProgress: say, signal });
  if (sha256 === environment["chunks_sha256"]) return;
  throw new InputError(
    "this is not the text that the model was trained on, so others than then would be held out",
    { file: data, mend: "Give the data of the training as they were, or measure on another split" },
  );
}

/** What is measured: chunks, what is known of their texts, and the passages with questions. */
interface Measured {
  chunks: StreamedChunks;
  asking: Passage[];
  /** Whether a split is one by the order of the texts alone. */
  byOrder: boolean;
}

/** All chunks of the data, counted. They are read again when they are measured. */
async function chunksOf(
  { settings }: PlannedRun,
  { readers }: Definitions,
  tokenizer: Tokenizer,
  { split, say = () => {}, signal }: EvaluateModelOptions,
): Promise<Measured> {
  const { data, reader, textColumn, separator, passageLimit } = settings;
  const { dataConstruction: construction, dataSeed: seed, evalFraction: fraction } = settings;
  const { lineByLine, chunkLength: length } = settings;
  const path = dataPath(data);
  const note = (sentence: string) => say(`${sentence}.`);
  let isMeasured = false;
  const meanwhile = new Meanwhile({
    // When it is read again, how much of it is measured is told.
    onProgress: (message, progress) => isMeasured || say(message, progress),
    ...(signal === undefined ? {} : { signal }),
  });
  meanwhile.begin(`Reading ${data}`, 0);
  const opened = await openData(path, {
    reader,
    readers,
    note,
    meanwhile,
    lines: lineByLine,
    ...(textColumn === null ? {} : { textColumn }),
    ...(separator === null ? {} : { separator }),
  });
  const isHeld = split === HELD_OUT_TEXTS, named = isHeld ? undefined : split;
  const passages = await opened.passages({
    ...(named === undefined ? {} : { split: named }),
    ...(passageLimit === null ? {} : { limit: passageLimit }),
  }, isHeld ? { fraction: fraction!, seed, held: true } : undefined);
  const census = new TokenCensus(tokenizer, path), asking: Passage[] = [];
  meanwhile.begin(`Reading ${data}`, await opened.bytes());
  const chunks = await StreamedChunks.of({
    passages,
    tokenizer: census,
    options: { construction, seed, length, lineByLine, note, file: path },
    meanwhile,
    onPassage: (passage) => void (passage.blanks.length > 0 && asking.push(passage)),
  });
  const { passages: found, texts, cut, without } = chunks.counts;
  if (found === 0) opened.requireSome(named);
  const isOther = named !== undefined && named !== "train";
  const byOrder = isOther && await opened.areDividedByOrder();
  if (texts === 0) {
    throw new InputError("no text is found in it", { file: path, mend: "Give data with text" });
  }
  const tell = (count: number, all: number, what: string) =>
    count > 0 && note(`${path}: ${count} of ${all} lines have ${what}`);
  tell(cut, texts, `more than ${length} tokens and are cut`);
  tell(without, without + texts, "no word of the vocabulary and are left out");
  census.check(note);
  isMeasured = true;
  return { chunks, asking, byOrder };
}
