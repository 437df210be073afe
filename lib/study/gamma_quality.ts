/** What each Γ tells, a row of `gammas.csv` each: measured on the embedded α, β and data, once. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Columns, readTable, tableCsv } from "./table.ts";

/** What a Γ was found to tell. What cannot be said of one is null. */
export interface GammaQuality {
  /** The choice's text. */
  gamma: string;
  /** How often a wrong word's Γ lies above the right one's (an area under the curve), 0 to 1. */
  wrong_above_right: number | null;
  /** How often an antonym's Γ lies above a synonym's, 0 to 1. */
  antonym_above_synonym: number | null;
  /** How much the root varies from batch to batch: its coefficient of variation, in per cent. */
  cv_percent: number | null;
  /** Correlation of two draws of masks of the same batches. */
  reliability: number | null;
  /** Correlation of the root with the batch's loss. */
  r_with_loss: number | null;
  /** Share of the root's variance that the batch's loss and accuracy explain. */
  r2: number | null;
}

const QUALITY_COLUMNS: Columns<GammaQuality> = {
  gamma: "text",
  wrong_above_right: "number or null",
  antonym_above_synonym: "number or null",
  cv_percent: "number or null",
  reliability: "number or null",
  r_with_loss: "number or null",
  r2: "number or null",
};

/** The embedded `gammas.csv`. */
export const GAMMA_QUALITIES: URL = new URL("../../data/study/gammas.csv", import.meta.url);

/** The text of `gammas.csv`. */
export function gammaQualitiesCsv(qualities: readonly GammaQuality[]): string {
  return tableCsv(qualities, QUALITY_COLUMNS);
}

/**
 * The rows of a `gammas.csv`; none where the file is not there.
 *
 * @param file By default the embedded one.
 * @throws {InputError} If it is damaged.
 */
export async function readGammaQualities(
  file: string = fileURLToPath(GAMMA_QUALITIES),
): Promise<GammaQuality[]> {
  if (!existsSync(file)) return [];
  return await readTable<GammaQuality>(file, QUALITY_COLUMNS, "Check the file out again");
}
