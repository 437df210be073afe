/** The settings that decide what a run comes to. */
import {
  AUTO,
  CHUNK_LENGTH,
  CONSTRUCTION,
  type Construction,
  CONSTRUCTIONS,
  separatorRule,
  type Split,
  SPLITS,
} from "../../data/mod.ts";
import { flag, oneOf, orNull, real, text, whole } from "../../definition/mod.ts";
import { type Precision, PRECISIONS } from "../../program/mod.ts";
import { TRAIN_DEFAULTS } from "../../training/mod.ts";
import { EMBEDDED_DATA } from "../embedded.ts";
import { pathsText } from "./forms.ts";
import { GAMMA_SETTINGS } from "./gamma_settings.ts";
import { LENGTH_SETTINGS } from "./length_settings.ts";
import { MASKING_SETTINGS } from "./masking_settings.ts";
import { RATE_SETTINGS } from "./rate_settings.ts";
import type { RUN_COORDINATES } from "./run_coordinates.ts";
import { choiceOf, type Setting, setting, type SettingsOf } from "./setting.ts";

/** The settings of a run, in the order in which they are written down. */
export const RUN_SETTINGS = {
  /** α: a Hugging Face folder of a masked LM, a name on the hub, or `embedded`. */
  model: setting({
    scope: "run",
    onResume: "same",
    rule: text,
    placeholder: "MODEL",
    help: "α: a masked language model, a Hugging Face folder or a name on the hub, or embedded",
  }) as Setting<string>,
  /**
   * A CLOTH folder, files of text, CSV, JSON or Parquet, a folder of such files, what a reader reads,
   * or an embedded set by its name. Several paths, or in a file a list of them, become one text: see `joinPaths`.
   */
  data: setting({
    scope: "run",
    onResume: "same",
    rule: text,
    form: pathsText,
    placeholder: "PATH",
    help:
      "A CLOTH folder, a file of text, CSV, TSV, JSON, JSONL or Parquet, also with gzip (.gz), a folder " +
      `of such files, several of these with commas, or what is embedded: ${
        Object.keys(EMBEDDED_DATA).join(", ")
      }`,
  }) as Setting<string>,
  /** What reads the data: a reader, or `auto` for the first that takes what is at the path. */
  reader: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("reader"),
    chooses: "reader",
    besides: AUTO,
    default: AUTO,
    before: AUTO,
    placeholder: "NAME",
    help: "What reads the data: auto for what its name and contents suggest",
  }) as Setting<string>,
  /** The column or field of the data that holds the text; null for `text`, or else `article`. */
  textColumn: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(text),
    default: null,
    before: null,
    placeholder: "NAME",
    help: "The column or field of the data that holds the text, if not text or article",
  }) as Setting<string | null>,
  /** What stands between the fields of a table: a character, or `tab`; null for what is found. */
  separator: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(separatorRule),
    form: (given) => typeof given === "string" ? separatorRule.parse(given) : given,
    default: null,
    before: null,
    placeholder: "CHARACTER",
    help:
      "What stands between the fields of a table: a character, or tab; found where it is not given",
  }) as Setting<string | null>,
  /**
   * `windows`: each blank's sentence with the one before it, as the original does; `passages`: each
   * passage once, whole.
   */
  dataConstruction: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(CONSTRUCTIONS),
    default: CONSTRUCTION,
    help: "Texts: each blank's sentence with the one before, or whole passages",
  }) as Setting<Construction>,
  /**
   * How many passages of the data are read at most, of each split or share on its own; null for all.
   */
  passageLimit: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(whole(1)),
    default: null,
    help: "Passages that are read at most, of each part where some are for the evaluation alone",
  }) as Setting<number | null>,
  /**
   * Where the evaluation chunks come from. `train`: chunks of the same data that are not trained on,
   * as in the original. Data without splits has no other.
   */
  evalSplit: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(SPLITS),
    default: "valid",
    help: "The split that the evaluation chunks are from",
  }) as Setting<Split>,
  /** What the evaluation chunks are from, as `data` has it; null for the same data. */
  evalData: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(text),
    form: pathsText,
    default: null,
    before: null,
    placeholder: "PATH",
    help:
      "What the evaluation chunks are from, if not the same data: then all of that is trained on",
  }) as Setting<string | null>,
  /**
   * The share of the texts that the evaluation chunks are from, drawn by `dataSeed`: none of them is
   * trained on, nor one that differs from it in case or white space alone. Null for a split.
   */
  evalFraction: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(real("a number above 0 and below 1", (value) => value > 0 && value < 1)),
    default: null,
    before: null,
    help: "The share of the texts that is held out for the evaluation, instead of a split",
  }) as Setting<number | null>,
  /** Decides which chunks are trained on and evaluated, the same ones for every run. */
  dataSeed: setting({
    scope: "run",
    onResume: "same",
    rule: whole(0),
    default: 42,
    help: "Decides which chunks are drawn",
  }) as Setting<number>,
  /** Tokens a chunk, with `[CLS]` and `[SEP]` wherever a text begins or ends. */
  chunkLength: setting({
    scope: "run",
    onResume: "same",
    rule: whole(3),
    default: CHUNK_LENGTH,
    help: "Tokens a chunk",
  }) as Setting<number>,
  /**
   * Whether each text, or each line of a plain text, is a chunk by itself, padded, and cut behind
   * `chunkLength` tokens, as run_mlm's `line_by_line` has it; else all are joined end to end.
   */
  lineByLine: setting({
    scope: "run",
    onResume: "same",
    rule: flag,
    default: false,
    before: false,
    help: "Each line, or text of a table, is a chunk by itself, filled up with padding",
  }) as Setting<boolean>,
  /** Chunks trained on in each epoch. */
  trainChunks: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    help: "Chunks to train on",
  }) as Setting<number>,
  /** Chunks at each evaluation. */
  evalChunks: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    help: "Chunks to evaluate",
  }) as Setting<number>,
  ...MASKING_SETTINGS,
  ...GAMMA_SETTINGS,
  /** What a step makes smaller, such as `cross_entropy` or `sd_loss:lambda=0.1`. */
  objective: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("objective"),
    chooses: "objective",
    default: "cross_entropy",
    before: "cross_entropy",
    placeholder: "NAME",
    help: "What a step makes smaller",
  }) as Setting<string>,
  ...LENGTH_SETTINGS,
  /** Chunks in one forward and backward pass. */
  batchSize: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    help: "Chunks a batch",
  }) as Setting<number>,
  /**
   * Batches in one optimiser step, which is that of all their chunks in one batch but for dropout:
   * each counts by its masked tokens, as in Transformers.
   */
  gradientAccumulationSteps: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    default: TRAIN_DEFAULTS.gradientAccumulationSteps,
    help: "Batches a step",
  }) as Setting<number>,
  ...RATE_SETTINGS,
  /**
   * What becomes of a step whose loss, gradient, Γ or rate is not finite: `stop` ends the run there,
   * `skip` leaves the step out.
   */
  onNonfinite: setting({
    scope: "run",
    onResume: "same",
    unhashed: true,
    rule: oneOf(["stop", "skip"]),
    default: TRAIN_DEFAULTS.onNonfinite,
    before: "stop",
    help: "What to do at a loss, gradient or Γ that is not finite: end the run, or leave " +
      "the step out",
  }) as Setting<"stop" | "skip">,
  /**
   * What TensorFlow computes matrix products in: `bfloat16` is faster on processors and GPUs that
   * have it, and rounds to eight significant bits.
   */
  precision: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(PRECISIONS),
    default: "float32",
    before: "float32",
    help: "What matrix products are computed in; TensorFlow alone has bfloat16",
  }) as Setting<Precision>,
  /**
   * Whether TensorFlow's compiler XLA makes fused kernels of the encoder's steps: the first step of a
   * program takes seconds longer, all others less. The last bits are others.
   */
  xla: setting({
    scope: "run",
    onResume: "same",
    rule: flag,
    default: false,
    before: false,
    help: "Have TensorFlow's compiler XLA fuse a step's kernels: the first step takes longer, " +
      "the others less",
  }) as Setting<boolean>,
};

/** The settings of which a base, sweeps and conditions are made. */
export type BaseSettings = SettingsOf<typeof RUN_SETTINGS>;

/** Everything that decides one run: plain data, from which the run can be made anywhere. */
export type RunSettings = BaseSettings & SettingsOf<typeof RUN_COORDINATES>;
