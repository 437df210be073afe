/** What runs are computed on: models, chunks and β, each loaded once for all runs that share it. */

import { createHash } from "node:crypto";
import { cacheFolder } from "../backend/mod.ts";
import { Meanwhile } from "../data/mod.ts";
import { choiceName } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import {
  checkVocabulary,
  freshModel,
  isFresh,
  loadPretrained,
  type PretrainedModel,
  weightsOf,
} from "../model/mod.ts";
import {
  chooseGamma,
  openClassifier,
  scaleValues,
  type SemanticClassifier,
  type VocabularyScores,
  vocabularyScores,
} from "../semantics/mod.ts";
import { loadTokenizer, type Tokenizer } from "../tokens/mod.ts";
import { trainedWeights } from "../training/mod.ts";
import { type ExperimentChunks, experimentChunks } from "./chunks.ts";
import { type DecisivePart, settingsKey } from "./decided_by.ts";
import type { Definitions } from "./definitions.ts";
import type { Say } from "./events.ts";
import { hashOf } from "./hash.ts";
import { hashOfChunks } from "./hash_of_chunks.ts";
import { folderOfTokenizer } from "./model_folder.ts";
import { asksMeaning, isPlain } from "./plain.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Preparation } from "./prepared.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** An evaluation with more chunks takes minutes where a processor computes. */
const MANY_TO_EVALUATE = 5000;

/** α and its tokenizer, checked to belong together. */
export interface LoadedModel extends PretrainedModel {
  tokenizer: Tokenizer;
  sha256: string;
}

/** What stays of a model when its weights are given up. */
type KnownModel = Omit<LoadedModel, "tensors" | "unused">;

/** The chunks of some runs. */
export interface LoadedChunks extends ExperimentChunks {
  sha256: string;
}

/** β, and what it says of the vocabulary. */
export interface LoadedSemantics {
  classifier: SemanticClassifier;
  scores: VocabularyScores;
  /** Of the poles' scores. */
  sha256: string;
}

/** What β is called where Γ has no part. */
const MEANINGS = "Meanings of words, which some of the metrics compare: ";

/** Loads what runs need when they need it, and keeps all but the weights of earlier models. */
export class Inputs {
  readonly #definitions: Definitions;
  readonly #casing: ExperimentSettings["casing"];
  readonly #say: Say;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, KnownModel>();
  readonly #chunks = new Map<string, LoadedChunks>();
  readonly #classifiers = new Map<string, SemanticClassifier>();
  readonly #semantics = new Map<string, LoadedSemantics>();
  /** Whether what β is and knows is told, and whether in the words of who knows of Γ. */
  readonly #tellsMeaning: boolean;
  readonly #isPlain: boolean;
  #model: { name: string; loaded: LoadedModel } | undefined;

  constructor(
    { definitions, settings }: Pick<Preparation, "definitions" | "settings">,
    say: Say,
    signal: AbortSignal | undefined,
  ) {
    this.#definitions = definitions;
    this.#casing = settings.casing;
    this.#tellsMeaning = asksMeaning(settings, definitions);
    this.#isPlain = plannedRuns(settings).every((run) => isPlain(run.settings));
    this.#say = say;
    this.#signal = signal;
  }

  /**
   * The model of a run, with its weights.
   *
   * @throws {InputError} If it cannot be loaded, or is not what it was a while ago.
   */
  async model(run: PlannedRun): Promise<LoadedModel> {
    const { model: name } = run.settings;
    if (this.#model?.name !== name) {
      this.#model = undefined;
      const before = this.#known.get(name);
      const loaded = await this.#load(name, before === undefined);
      if (before !== undefined && before.sha256 !== loaded.sha256) {
        throw new InputError("the model has changed since the experiment began", {
          file: name,
          mend: "Begin again with the model as it is now, in another folder",
        });
      }
      const { tensors: _, unused: __, ...known } = loaded;
      this.#known.set(name, known);
      this.#model = { name, loaded };
    }
    return this.#model.loaded;
  }

  /** Gives up the weights of the latest model: who asks for them reads them again. */
  giveUpWeights(): void {
    this.#model = undefined;
  }

  /** A run's tokenizer, configuration and hash, whether or not the weights are at hand. */
  async knownModel(run: PlannedRun): Promise<KnownModel> {
    return this.#known.get(run.settings.model) ?? await this.model(run);
  }

  async #load(model: string, tell: boolean): Promise<LoadedModel> {
    const folder = await folderOfTokenizer(model, this.#say, this.#signal);
    const { architectures } = this.#definitions;
    const onMessage = tell ? (line: string) => this.#say(line) : () => {};
    const saved = isFresh(model)
      ? undefined
      : await loadPretrained(folder, { architectures, onMessage });
    const tokenizer = await loadTokenizer(folder, {
      onMessage,
      ...(this.#casing === "auto" ? {} : { cased: this.#casing === "cased" }),
    });
    const pretrained = saved ??
      await freshModel(model, tokenizer, architectures, {
        onProgress: this.#say,
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      });
    const { config, unused } = pretrained;
    checkVocabulary(tokenizer.vocabSize, config, folder);
    if (tell) {
      this.#say(
        `Model: ${
          saved === undefined ? `a new ${choiceName(model)}` : model
        }, ${config.numHiddenLayers} layers × ${config.hiddenSize}, ` +
          `${tokenizer.vocabSize.toLocaleString("en")} tokens.`,
      );
      if (unused.length > 0) this.#say(`Not used of the model: ${unused.join(", ")}.`);
    }
    return { ...pretrained, tokenizer, sha256: await this.#hashOf(pretrained) };
  }

  /**
   * The chunks of a run.
   *
   * @throws {InputError} If there are too few, or they are longer than its model takes.
   */
  async chunks(run: PlannedRun): Promise<LoadedChunks> {
    const { architecture, config, tokenizer } = await this.knownModel(run);
    const { data, chunkLength, lineByLine, freeze, layerDecay } = run.settings;
    checkLength(run, config);
    // Of each run before the first one is made: not every model has the parts.
    trainedWeights(weightsOf(architecture, config), config.numHiddenLayers, {
      layerDecay,
      ...(freeze === null ? {} : { freeze }),
    });
    return await this.#once(this.#chunks, "chunks_sha256", run, async () => {
      const { readers } = this.#definitions;
      const [say, signal] = [this.#say, this.#signal];
      const chunks = await experimentChunks(run.settings, tokenizer, readers, say, signal);
      const { train, evaluation, texts, evaluationTexts } = chunks;
      this.#say(
        `Data: ${data}, ${train.length} ${
          lineByLine ? "lines of at most" : "chunks of"
        } ${chunkLength} tokens to train on, ${evaluation.length} to evaluate.${
          // Lines are texts.
          lineByLine ? "" : ` Texts: ${texts} to train on, ${evaluationTexts} to evaluate.`}`,
      );
      if (evaluation.length > MANY_TO_EVALUATE) {
        this.#say(
          `Each evaluation, the one before training too, goes through all ${
            evaluation.length.toLocaleString("en")
          } chunks and takes long: set ${settingName("evalChunks")} to fewer.`,
        );
      }
      return { ...chunks, sha256: await hashOfChunks(chunks, data, { onProgress: say, signal }) };
    });
  }

  /**
   * β and its scores of the vocabulary of a run's model.
   *
   * @throws {InputError} If β cannot be loaded.
   */
  async semantics(run: PlannedRun): Promise<LoadedSemantics> {
    const { tokenizer } = await this.knownModel(run);
    const { beta } = run.settings;
    return await this.#once(this.#semantics, "scores_sha256", run, async () => {
      const classifier = this.#classifiers.get(beta) ?? await this.#open(beta);
      this.#classifiers.set(beta, classifier);
      const scores = await vocabularyScores(classifier, tokenizer, {
        cacheFolder: `${cacheFolder()}/semantics`,
        onProgress: (done, total) => this.#say("Scoring the vocabulary's words", { done, total }),
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      });
      const special = new Set(tokenizer.specialTokenIds);
      const unknown = scores.known.filter((isKnown, id) => !isKnown && !special.has(id)).length;
      if (unknown > 0 && this.#tellsMeaning) {
        const what = this.#isPlain ? "what is measured of meanings" : "Γ";
        this.#say(
          unknown === 1
            ? `1 token has no scores and stays out of ${what}.`
            : `${unknown.toLocaleString("en")} tokens have no scores and stay out of ${what}.`,
        );
      }
      return { classifier, scores, sha256: hashOf([scores.scores, scores.known]) };
    });
  }

  /**
   * SHA-256 of the words' values on the scale that a run's Γ reads, with their axes; undefined where
   * that is the poles, whose hash is the scores', or none.
   *
   * @throws {InputError} If β does not know the scale.
   */
  async axesSha256(run: PlannedRun): Promise<string | undefined> {
    const { profile } = chooseGamma(run.settings.gamma, this.#definitions.gammas).parts;
    const { scale = "poles" } = profile;
    if (scale === "poles" || scale === "none") return undefined;
    const { scores } = await this.semantics(run);
    return hashOf([scale, scaleValues(profile, scores).scores]);
  }

  /** Frees β and closes files. */
  async dispose(): Promise<void> {
    for (const chunks of this.#chunks.values()) chunks[Symbol.dispose]();
    this.#chunks.clear();
    for (const classifier of this.#classifiers.values()) await classifier.dispose?.();
    this.#classifiers.clear();
  }

  async #open(beta: string): Promise<SemanticClassifier> {
    const { classifier, about } = await openClassifier({
      beta,
      onDownload: (file, done, total) =>
        total !== undefined && this.#say(`Downloading ${beta}, ${file}`, { done, total }),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    if (this.#tellsMeaning) this.#say(`${this.#isPlain ? MEANINGS : "β: "}${about}`);
    return classifier;
  }

  /** SHA-256 of a model's configuration and weights, which may be large: others have their turn. */
  async #hashOf({ config, tensors }: PretrainedModel): Promise<string> {
    const { modelType, ...rest } = config;
    const meanwhile = new Meanwhile({ ...(this.#signal && { signal: this.#signal }) });
    const hash = createHash("sha256");
    // Folders that are older than the choice of architectures have no name for the one there was.
    hash.update((modelType === "bert" ? "" : modelType) + JSON.stringify(rest));
    for (const [name, { data }] of tensors) {
      hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      if (meanwhile.isDue) await meanwhile.pause();
    }
    return hash.digest("hex");
  }

  async #once<T>(
    kept: Map<string, T>,
    part: DecisivePart,
    run: PlannedRun,
    load: () => Promise<T>,
  ): Promise<T> {
    const key = settingsKey(part, run);
    const value = kept.get(key) ?? await load();
    kept.set(key, value);
    return value;
  }
}

/**
 * Refuses chunks that are longer than a model takes.
 *
 * @throws {InputError} If they are.
 */
export function checkLength(
  { settings: { model, chunkLength } }: PlannedRun,
  { maxPositionEmbeddings }: PretrainedModel["config"],
): void {
  if (chunkLength <= maxPositionEmbeddings) return;
  throw new InputError(
    `the model takes ${maxPositionEmbeddings} tokens at most, a chunk has ${chunkLength}`,
    { file: model, mend: `Set ${settingName("chunkLength")} lower` },
  );
}
