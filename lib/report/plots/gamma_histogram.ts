/** How Γ is spread over right and wrong predictions. */
import type { GammaSample } from "./gamma_pairs.ts";
import { inWords } from "./in_words.ts";
import { namedPlaces } from "./named.ts";
import { panelLayout } from "./layout.ts";
import {
  CATEGORY_COLOURS,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";

const BINS = 40;
const GAP = 64;

/** How Γ is spread over right and wrong predictions, a panel a definition. */
export function gammaHistogram(samples: readonly GammaSample[]): PlotSpec {
  const title = "Γ of right and of wrong words";
  const definitions = [...new Set(samples.map(({ definition }) => definition))];
  if (definitions.length === 0) return inWords(title, "No pair of words has a Γ.");
  const [rightColour, wrongColour] = CATEGORY_COLOURS;
  const { labelExpr, param } = namedPlaces("panels", definitions);
  const { columns, width } = panelLayout(definitions.length, GAP);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: title,
      subtitle: "Share of the word pairs; a wrong word is one drawn at random",
    },
    params: [param],
    data: { values: binned(samples) },
    facet: {
      field: "panel",
      type: "ordinal",
      title: null,
      header: {
        labelAnchor: "start",
        labelFontSize: 13,
        labelFontWeight: 600,
        labelExpr,
      },
    },
    columns,
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: {
      width,
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
  return [...Map.groupBy(samples, (sample) => sample.definition)].flatMap(
    ([definition, of], panel) => {
      const all = of.flatMap(({ right, wrong }) => [right, wrong]);
      const least = all.reduce((a, b) => Math.min(a, b));
      const width = (all.reduce((a, b) => Math.max(a, b)) - least) / BINS || 1;
      return (["right", "wrong"] as const).flatMap((prediction) => {
        const counts = new Array<number>(BINS).fill(0);
        for (const sample of of) {
          counts[Math.min(BINS - 1, Math.floor((sample[prediction] - least) / width))]!++;
        }
        return counts.map((count, bin) => ({
          panel,
          definition,
          prediction,
          from: least + bin * width,
          to: least + (bin + 1) * width,
          share: count / of.length,
        }));
      });
    },
  );
}
