/** The settings of what is read: the model, the data, and the chunks of these. */
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
import { EMBEDDED_DATA } from "../embedded.ts";
import { pathsText } from "./forms.ts";
import { choiceOf, type Setting, setting } from "./setting.ts";

/** These settings, in the order in which they are written down. */
export const DATA_SETTINGS = {
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
};
