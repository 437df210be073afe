/** The settings that decide what a run is trained on and evaluated with. */
import type { RUN_SETTINGS } from "./run_settings.ts";

/** What of the settings decides the chunks, besides the model's tokenizer. */
export const CHUNK_SETTINGS = [
  "data",
  "reader",
  "textColumn",
  "separator",
  "dataConstruction",
  "passageLimit",
  "evalSplit",
  "evalData",
  "evalFraction",
  "dataSeed",
  "chunkLength",
  "lineByLine",
  "trainChunks",
  "evalChunks",
] as const satisfies readonly (keyof typeof RUN_SETTINGS)[];
