/** From which texts the chunks to train on and those to evaluate with are drawn. */
import type { Share, Split } from "../data/mod.ts";
import type { BaseSettings } from "./settings/run_settings.ts";

/** What of the settings decides it. */
export type PortionSettings = Pick<
  BaseSettings,
  "data" | "evalData" | "evalFraction" | "evalSplit" | "dataSeed"
>;

/** Texts that chunks are drawn from. */
export interface Portion {
  /** Where they are. */
  data: string;
  /** What they are for, in messages. */
  kind: string;
  split?: Split;
  share?: Share;
}

/** What is trained on and what is evaluated with; nothing where both come from the same texts. */
export function portions(settings: PortionSettings): Portion[] {
  const { data, evalData, evalFraction: fraction, evalSplit, dataSeed: seed } = settings;
  if (evalData !== null) {
    return [{ data, kind: "training" }, { data: evalData, kind: "evaluation" }];
  }
  if (fraction !== null) {
    return [false, true].map((held) => ({
      data,
      kind: held ? "held-out" : "training",
      share: { fraction, seed, held },
    }));
  }
  if (evalSplit === "train") return [];
  return (["train", evalSplit] as const).map((split) => ({ data, kind: split, split }));
}

/** What the numbers of the drawn chunks are named by: the same one gives the same chunks. */
export function streamOf({ split, share, kind }: Portion): string {
  return split ?? (share === undefined ? "all" : kind);
}
