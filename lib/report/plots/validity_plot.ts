/** How axes agree with what people said of words: a row a list and factor, a dot a ruler. */
import type { Ruler, Validity } from "../../study/mod.ts";
import { lines } from "./layout.ts";
import {
  CATEGORY_COLOURS,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";

/** The rulers from what is asked about to what it is compared with. */
const RULERS: readonly Ruler[] = ["twelve pairs", "one pair", "random pairs"];

/**
 * A dot plot of the areas under the curve: how often a word of a factor's plus end lies above one of
 * its minus end. A line stands at chance.
 */
export function validityPlot(validities: readonly Validity[]): PlotSpec {
  const values = validities.map(({ list, factor, words, ruler, auc }) => ({
    row: `${factor}, ${list} (${words.toLocaleString("en")} words)`,
    ruler,
    auc,
  }));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "What the axes say of words, beside what people said",
      subtitle: lines(
        "How often a word of the plus end lies above one of the minus end (AUC); the line is chance, " +
          "and of three random axes it is the one that agrees best",
      ),
    },
    data: { values },
    width: 420,
    height: { step: 34 },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: "rule", color: NEUTRAL.muted, strokeWidth: 1 },
        encoding: { x: { datum: 0.5 } },
      },
      {
        mark: { type: "point", filled: true, size: 90, opacity: 1 },
        encoding: {
          y: {
            field: "row",
            type: "ordinal",
            title: null,
            sort: [...new Set(values.map(({ row }) => row))],
            axis: { grid: true, labelColor: NEUTRAL.ink, labelFontSize: 12, labelLimit: 0 },
          },
          x: {
            field: "auc",
            type: "quantitative",
            title: "AUC",
            scale: {
              domain: [Math.min(0.45, ...values.map(({ auc }) => auc)), 1],
              nice: false,
              zero: false,
            },
            axis: { grid: true, tickCount: 6, format: ".1f" },
          },
          color: {
            field: "ruler",
            type: "nominal",
            title: "Axis by",
            scale: {
              domain: [...RULERS],
              range: [CATEGORY_COLOURS[0]!, CATEGORY_COLOURS[1]!, NEUTRAL.muted],
            },
          },
          tooltip: [
            { field: "row", title: "list" },
            { field: "ruler", title: "axis by" },
            { field: "auc", title: "AUC", type: "quantitative", format: ".3f" },
          ],
        },
      },
    ],
    config: PLOT_CONFIG,
  };
}
