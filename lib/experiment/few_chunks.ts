/** What is said of text that gives fewer chunks than are asked for. */
import type { CountedChunks } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { BaseSettings } from "./settings/run_settings.ts";

/** How many chunks are asked for of one text. */
export interface AskedChunks {
  /** What the text is for. */
  kind: string;
  /** Chunks to train on; 0 where the text is not for that. */
  train: number;
  /** Chunks to evaluate, in the same way. */
  evaluation: number;
}

/** The error; it says which settings ask for so many, and how low they would have to be. */
export function tooFew(
  { chunkLength, lineByLine, data }: Pick<BaseSettings, "chunkLength" | "lineByLine" | "data">,
  { count, inWindows }: Pick<CountedChunks, "count" | "inWindows">,
  { kind, train, evaluation }: AskedChunks,
): InputError {
  const asked = ([["trainChunks", train], ["evalChunks", evaluation]] as const)
    .filter(([, chunks]) => chunks > 0);
  const names = asked.map(([name]) => settingName(name)).join(" and ");
  const together = asked.length === 1 ? "" : " together";
  const unit = lineByLine ? "line" : "chunk", units = count === 1 ? unit : `${unit}s`;
  const ways = [
    // Of each there must be one at least.
    ...(count < asked.length ? [] : [`set ${names} to at most ${count}${together}`]),
    ...(lineByLine ? [] : [`set ${settingName("chunkLength")} lower`]),
    "give more text",
    ...(inWindows
      ? [`set ${settingName("dataConstruction")} to passages to take all of the text`]
      : []),
  ];
  const [first, ...others] = ways as [string, ...string[]];
  return new InputError(
    `its ${kind} text gives ${count} ${units}${lineByLine ? "" : ` of ${chunkLength} tokens`}, ` +
      `but ${train + evaluation} are asked for (${
        asked.map(([name, chunks]) => `${settingName(name)} ${chunks}`).join(", ")
      })`,
    { file: data, mend: [first[0]!.toUpperCase() + first.slice(1), ...others].join(", or ") },
  );
}
