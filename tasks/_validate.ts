/** `deno task semantics --validate`: whether axes, and Γs, mean what they are called. */
import { access, constants, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { selectBackend } from "../lib/backend/mod.ts";
import { EMBEDDED_MODEL } from "../lib/experiment/embedded.ts";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { makePath } from "../lib/io/mod.ts";
import { loadPretrained } from "../lib/model/mod.ts";
import { renderPng, renderSvg, tableText } from "../lib/report/mod.ts";
import { validityPlot } from "../lib/report/plots/validity_plot.ts";
import {
  chooseGamma,
  GAMMAS,
  gammaTable,
  type SemanticClassifier,
  vocabularyScores,
} from "../lib/semantics/mod.ts";
import {
  ALL_CHUNKS,
  gammaQualitiesCsv,
  type GammaQuality,
  inquirerCriteria,
  measureGammas,
  opposites,
  valenceCriteria,
  validities,
  type Validity,
} from "../lib/study/mod.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";
import { evaluationBatches, TrainingModel } from "../lib/training/mod.ts";
import { printLines, tell } from "./_print.ts";

/** What is asked for. */
export interface ValidateOptions {
  /** The General Inquirer's spreadsheet as CSV. */
  inquirer?: string | undefined;
  /** Whether Γs are measured on the embedded model, too. */
  gammas?: boolean | undefined;
  /** The folder to write to. */
  out: string;
}

/** Prints what was found, and writes it and its plot to a folder. */
export async function validate(
  classifier: SemanticClassifier,
  { inquirer, gammas, out }: ValidateOptions,
): Promise<void> {
  // Before what takes minutes: a folder that cannot be written to is told now.
  await makePath(out);
  await access(out, constants.W_OK);
  const criteria = await valenceCriteria();
  if (inquirer !== undefined) criteria.push(...await inquirerCriteria(inquirer));
  const found = await validities(classifier, criteria);
  printLines(tableText(found.map(validityRow)));
  const svg = await renderSvg(validityPlot(found));
  await writeFile(join(out, "validity.svg"), svg);
  await writeFile(join(out, "validity.png"), await renderPng(svg));
  if (gammas) {
    const qualities = await measureBuiltIn(classifier);
    printLines("\n" + tableText(qualities.map(qualityRow)));
    await writeFile(join(out, "gammas.csv"), gammaQualitiesCsv(qualities));
  }
  tell(`Written to ${out}.`);
}

const places = (value: number | null) => value === null ? null : value.toFixed(3);

function validityRow({ auc, spearman, pearson, ruler, ...row }: Validity) {
  const figures = { AUC: places(auc), Spearman: places(spearman), Pearson: places(pearson) };
  return { ...row, "axis by": ruler, ...figures };
}

function qualityRow(quality: GammaQuality) {
  return {
    "Γ": quality.gamma,
    "wrong above right (AUC)": places(quality.wrong_above_right),
    "antonym above synonym (AUC)": places(quality.antonym_above_synonym),
    "CV %": quality.cv_percent === null ? null : quality.cv_percent.toFixed(2),
    "reliability": places(quality.reliability),
    "r with loss": places(quality.r_with_loss),
    "R² on loss and accuracy": places(quality.r2),
  };
}

/** Osgood's D on axes of one pair each, which none of the built-in Γs has. */
const ONE_PAIR = "paper:profile=bipolar:distance=euclidean";

/** Every built-in Γ on the embedded model and text: all training chunks, in batches of a step. */
async function measureBuiltIn(classifier: SemanticClassifier): Promise<GammaQuality[]> {
  const settings = resolveSettings({ overrides: { trainChunks: ALL_CHUNKS } });
  const folder = fileURLToPath(EMBEDDED_MODEL);
  const tokenizer = await loadTokenizer(folder);
  const { train: evalChunks } = await experimentChunks(settings, tokenizer);
  const decode = (ids: readonly number[]) => tokenizer.decode(ids);
  const scores = await vocabularyScores(classifier, tokenizer);
  const gammas = [...GAMMAS.names, ONE_PAIR].map((name) => {
    const choice = chooseGamma(name);
    return { choice, classifier, decode, table: gammaTable(choice.parts, scores) };
  });
  const model = await TrainingModel.create({
    ...await loadPretrained(folder, { onMessage: () => {} }),
    backend: await selectBackend(),
    sequenceLength: settings.chunkLength,
  });
  const drawn = (seed: number) => {
    const { batchSize, maskProbability } = settings;
    return evaluationBatches({ tokenizer, seed, evalChunks, batchSize, maskProbability });
  };
  try {
    return await measureGammas(gammas, {
      model,
      draws: [drawn(0), drawn(1)],
      opposites: (await opposites()).filter((triple) =>
        Object.values(triple).every((word) => classifier.has?.(word) ?? true)
      ),
      onProgress: (done, total) => {
        if (done % 16 === 0 || done === total) tell(`${done} of ${total} batches`);
      },
    });
  } finally {
    model.dispose();
  }
}
