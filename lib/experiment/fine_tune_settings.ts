/** What a training on one's own text does where nobody says otherwise. */
import { InputError, settingName } from "../io/mod.ts";
import { completedFresh, isFresh } from "../model/mod.ts";
import type { FineTuneSettings } from "./fine_tune.ts";
import { resolveSettings } from "./settings/presets.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** What is held out of the texts where nothing else is said: run_mlm's validation_split_percentage. */
export const HELD_OUT = 0.05;

/**
 * What run_mlm does, but for the length of chunks (its 512 tokens take a processor too long) and the
 * seed.
 */
export const FINE_TUNE_DEFAULTS: Readonly<Partial<ExperimentSettings>> = {
  dataConstruction: "passages",
  epochs: 3,
  batchSize: 8,
  learningRate: 5e-5,
  weightDecay: 0,
  schedules: ["linear"],
  methods: ["none"],
  seeds: [0],
  trainEval: "no",
};

/**
 * The settings of a training: what is given, and what run_mlm does. Without numbers of chunks all of
 * the text is taken; without a way to evaluate, 5 % of the texts are held out; with
 * `earlyStoppingPatience` the best weights are kept, as Transformers wants it. A fresh model (see
 * `chooseFresh`) takes as many tokens as a chunk has and is drawn by the run's seed, unless its name
 * says otherwise.
 *
 * @throws {InputError} If a setting is out of its range, some do not go together, or no place is named
 * for the model.
 *
 * @example
 * ```ts
 * import { fineTuneSettings } from "./fine_tune_settings.ts";
 * const { epochs, evalFraction } = fineTuneSettings({ data: "mine.csv", out: "my-model" });
 * if (epochs !== 3 || evalFraction !== 0.05) throw new Error("what run_mlm does");
 * ```
 */
export function fineTuneSettings(given: Partial<ExperimentSettings>): FineTuneSettings {
  const { evalData = null, evalFraction = null, evalSplit, earlyStoppingPatience = null } = given;
  if (given.out === undefined) {
    throw new InputError("the model has no folder", { mend: `Set ${settingName("out")}` });
  }
  const isHeldOut = evalData === null && evalFraction === null && evalSplit === undefined;
  const { trainChunks: _, evalChunks: __, ...settings } = resolveSettings({
    overrides: {
      ...FINE_TUNE_DEFAULTS,
      ...(isHeldOut ? { evalFraction: HELD_OUT } : {}),
      ...(earlyStoppingPatience === null ? {} : { loadBestModelAtEnd: true }),
      ...given,
    },
  });
  const { trainChunks, evalChunks } = given;
  const { model, chunkLength, seeds: [seed = 0] } = settings;
  return {
    ...settings,
    ...(isFresh(model)
      ? { model: completedFresh(model, { maxPositionEmbeddings: chunkLength, seed }) }
      : {}),
    ...(trainChunks === undefined ? {} : { trainChunks }),
    ...(evalChunks === undefined ? {} : { evalChunks }),
  };
}
