/** The words that a model would put in a blank. */
import { namedPlaces } from "./named.ts";
import { PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/** A word and its probability, by the names of Hugging Face's fill-mask. */
export interface Prediction {
  /** The word. */
  token_str: string;
  /** 0 to 1. */
  score: number;
}

/** A bar a word, in the given order. */
export function predictionBars(predictions: readonly Prediction[], title: string): PlotSpec {
  const values = predictions.map(({ token_str, score }, place) => ({
    place,
    word: token_str,
    score,
  }));
  const { labelExpr, param } = namedPlaces("words", predictions.map(({ token_str }) => token_str));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: title },
    params: [param],
    data: { values },
    width: 360,
    height: { step: 24 },
    encoding: {
      y: {
        field: "place",
        type: "ordinal",
        title: null,
        axis: { labelFontSize: 12, labelExpr },
      },
      x: {
        field: "score",
        type: "quantitative",
        title: "Probability",
        scale: { nice: true, domainMin: 0 },
        axis: { format: "~%", grid: true, tickCount: 5 },
      },
    },
    layer: [
      { mark: { type: "bar", color: "#0072b2", height: 14 } },
      {
        mark: { type: "text", align: "left", dx: 5, fontSize: 11 },
        encoding: { text: { field: "score", type: "quantitative", format: ".1%" } },
      },
    ],
    config: PLOT_CONFIG,
  };
}
