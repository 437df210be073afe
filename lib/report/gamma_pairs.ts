/** Γ of word pairs, side by side in its definitions. */
import type { Random } from "../random/mod.ts";
import {
  chooseGamma,
  GammaError,
  gammaRoot,
  GAMMAS,
  measureWords,
  type SemanticClassifier,
  type WordPair,
} from "../semantics/mod.ts";
import { methodColours, NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Γ of one pair; null where a definition has none for it. */
export type GammaPairRow = {
  answer: string;
  prediction: string;
  "Γ paper": number | null;
  "root paper": number | null;
  "Γ notebook": number | null;
  "root notebook": number | null;
};

/** Γ of each pair in both definitions, with its root. */
export async function gammaPairRows(
  classifier: SemanticClassifier,
  pairs: readonly WordPair[],
): Promise<GammaPairRow[]> {
  return await Promise.all(pairs.map(async (pair) => {
    const paper = await gammaOrNull(classifier, pair, "paper");
    const notebook = await gammaOrNull(classifier, pair, "notebook");
    return {
      answer: pair.answer,
      prediction: pair.prediction,
      "Γ paper": paper,
      "root paper": rootOrNull(paper, "paper"),
      "Γ notebook": notebook,
      "root notebook": rootOrNull(notebook, "notebook"),
    };
  }));
}

/** The notebook's sum may come to nothing or less, which has no root to scale a rate by. */
function rootOrNull(gamma: number | null, name: string): number | null {
  return gamma !== null && gamma > 0 ? gammaRoot(gamma, chooseGamma(name)) : null;
}

/** Γ, or null where the definition has none: `notebook` has none for a cosine that is not positive. */
async function gammaOrNull(
  classifier: SemanticClassifier,
  pair: WordPair,
  name: string,
): Promise<number | null> {
  try {
    return (await measureWords(classifier, [pair], chooseGamma(name).parts)).gamma ?? null;
  } catch (error) {
    if (error instanceof GammaError) return null;
    throw error;
  }
}

/** Γ of a word with itself and with a word drawn at random. */
export interface GammaSample {
  /** By which definition both are computed. */
  definition: string;
  /** Γ of the answer with itself. */
  right: number;
  /** Γ of the other word with the answer. */
  wrong: number;
}

/**
 * Draws answers and wrong predictions at random and computes Γ of each answer with itself and with
 * the wrong word. Pairs that a definition has no Γ for are left out.
 *
 * @param words To draw from; each must be known to the classifier.
 * @param count How many pairs.
 */
export async function sampleGammas(
  classifier: SemanticClassifier,
  words: readonly string[],
  count: number,
  random: Random,
): Promise<GammaSample[]> {
  const draw = () => words[random.integer(words.length)]!;
  const samples: GammaSample[] = [];
  for (let i = 0; i < count; i++) {
    const answer = draw(), prediction = draw();
    for (const definition of GAMMAS.names) {
      const right = await gammaOrNull(classifier, { answer, prediction: answer }, definition);
      const wrong = await gammaOrNull(classifier, { answer, prediction }, definition);
      if (right !== null && wrong !== null) samples.push({ definition, right, wrong });
    }
  }
  return samples;
}

/** For each definition how often a wrong word has a smaller Γ than the right one. */
export function wrongBelowRight(
  samples: readonly GammaSample[],
): { definition: string; pairs: number; "share of wrong words below the right one": number }[] {
  const groups = Map.groupBy(samples, (sample) => sample.definition);
  return [...groups].map(([definition, of]) => ({
    definition,
    pairs: of.length,
    "share of wrong words below the right one":
      of.filter(({ right, wrong }) => wrong < right).length / of.length,
  }));
}

const BINS = 40;

/** How Γ is spread over right and wrong predictions, a panel a definition. */
export function gammaHistogram(samples: readonly GammaSample[]): PlotSpec {
  const [, rightColour, wrongColour] = methodColours(["none", "SD", "SD2"]);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Γ of right and of wrong words",
      subtitle: "Share of the word pairs; a wrong word is one drawn at random",
    },
    data: { values: binned(samples) },
    facet: {
      column: {
        field: "definition",
        type: "nominal",
        title: null,
        sort: ["paper", "notebook"],
        header: { labelAnchor: "start", labelFontSize: 13, labelFontWeight: 600 },
      },
    },
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: {
      width: 320,
      height: 180,
      mark: { type: "bar", opacity: 0.55, binSpacing: 0 },
      encoding: {
        x: { field: "from", type: "quantitative", bin: { binned: true }, title: "Γ" },
        x2: { field: "to" },
        y: {
          field: "share",
          type: "quantitative",
          stack: null,
          title: "Share",
          axis: { format: ".0%", tickCount: 5, titleColor: NEUTRAL.ink },
        },
        color: {
          field: "prediction",
          type: "nominal",
          title: "Prediction",
          scale: { domain: ["right", "wrong"], range: [rightColour!, wrongColour!] },
          legend: { symbolType: "square", symbolStrokeWidth: 0 },
        },
      },
    },
    config: PLOT_CONFIG,
  };
}

/** Counted here, not in the plot, so that it need not carry every pair. */
function binned(samples: readonly GammaSample[]) {
  return [...Map.groupBy(samples, (sample) => sample.definition)].flatMap(([definition, of]) => {
    const all = of.flatMap(({ right, wrong }) => [right, wrong]);
    const least = Math.min(...all), width = (Math.max(...all) - least) / BINS || 1;
    return (["right", "wrong"] as const).flatMap((prediction) => {
      const counts = new Array<number>(BINS).fill(0);
      for (const sample of of) {
        counts[Math.min(BINS - 1, Math.floor((sample[prediction] - least) / width))]!++;
      }
      return counts.map((count, bin) => ({
        definition,
        prediction,
        from: least + bin * width,
        to: least + (bin + 1) * width,
        share: count / of.length,
      }));
    });
  });
}
