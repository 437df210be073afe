/** Measuring a model on texts, all of them. */
import { selectBackend } from "../backend/mod.ts";
import { Meanwhile, type Split } from "../data/mod.ts";
import { InputError, settingName, type SettingWord, wordSettings } from "../io/mod.ts";
import { clozeItems, evaluate, type EvaluationMetrics } from "../training/mod.ts";
import { openedData } from "./chunk_source.ts";
import { withPlugins } from "./definitions.ts";
import type { Say } from "./events.ts";
import { fewTokens } from "./first_look.ts";
import type { FineTuneSettings } from "./fine_tune.ts";
import { checkLength, Inputs } from "./inputs.ts";
import { chunksOf, refuseOtherText, type Telling } from "./measured_texts.ts";
import { Models } from "./models.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { loadPlugins } from "./plugins.ts";
import { checkChoices } from "./settings/choices.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import {
  HELD_OUT_TEXTS,
  heldOutAlike,
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
  /**
   * The folder of a model: the texts are those that its training held out. So another model is measured
   * on them, such as the one that it was trained from.
   * @default {the model that is measured, where the split is `held-out`}
   */
  heldOutBy?: string;
  /**
   * Takes sentences that people should know, such as that the model was trained on these texts, and,
   * with a second argument, how far it is.
   */
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
  { split, heldOutBy, say: told = () => {}, word, signal }: EvaluateModelOptions = {},
): Promise<MeasuredModel> {
  let isQuiet = false, isMeasured = false;
  const say: Say = (message, progress) => {
    if (!isQuiet || progress !== undefined) told(wordSettings(message, word), progress);
  };
  const definitions = withPlugins(await loadPlugins(settings.plugins));
  // How many chunks there are the text decides.
  const whole: ExperimentSettings = { ...settings, trainChunks: 1, evalChunks: 1 };
  const { readers } = definitions;
  const asked = checkChoices(whole, definitions);
  const isHeld = split === HELD_OUT_TEXTS || heldOutBy !== undefined;
  const named = split === HELD_OUT_TEXTS ? undefined : split;
  if (isHeld && named !== undefined) throw otherSplit(named);
  const by = heldOutBy ?? asked.model;
  const training = await trainingOf(asked.model);
  const holding = by === asked.model ? training : await trainingOf(by);
  const checked = isHeld ? heldOutSettings(asked, by, holding) : asked;
  const [run] = plannedRuns(checked) as [PlannedRun];
  const inputs = new Inputs({ definitions, settings: checked }, say, signal);
  try {
    const { tokenizer, config } = await inputs.knownModel(run);
    checkLength(run, config);
    const telling: Telling = {
      // When the text is read again, how much of it is measured is told.
      say: (message, progress) => isMeasured || say(message, progress),
      signal,
    };
    const { say: onProgress } = telling, { data } = checked;
    const note = (sentence: string) => onProgress(`${sentence}.`);
    const meanwhile = new Meanwhile({ onProgress, ...(signal === undefined ? {} : { signal }) });
    const opened = await openedData(data, run.settings, { readers, note, meanwhile });
    // What is to be said of the text is said when it is read to be measured.
    isQuiet = true;
    if (isHeld) {
      await refuseOtherText(holding!, run, opened, { ...telling, tokenizer, readers });
    }
    isQuiet = false;
    const texts = isHeld ? HELD_OUT_TEXTS : named;
    const { chunks, asking, byOrder } = await chunksOf(opened, tokenizer, texts, note);
    const some = holding?.settings.evalChunks ?? Infinity;
    if (isHeld && some < chunks.length) {
      say(
        `All of the text that was held out is measured; the training's evaluations took ${some} ` +
          `of its chunks.`,
      );
    }
    const measured = { settings: asked, split: named, byOrder };
    // Two trainings on the same text may have held others of it out.
    const isUnseen = isHeld &&
      (training === holding || training !== undefined && heldOutAlike(training, holding!));
    if (!isUnseen && training && await isTrainedOn(measured, training.settings)) {
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
      isMeasured = true;
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
      const { counts } = chunks;
      return { texts: counts.texts, tokens: counts.tokens, chunks: chunks.length, metrics };
    } finally {
      models.dispose();
    }
  } finally {
    await inputs.dispose();
  }
}

function otherSplit(split: Split): InputError {
  const [by, named] = [settingName("heldOutBy"), settingName("split")];
  return new InputError(`${by} names texts that a training held out, and ${named} is ${split}`, {
    mend: `Leave one of the two out, or set ${named} to ${HELD_OUT_TEXTS}`,
  });
}
