/** What each method does to a rate, as a function of the root of Γ. */
import { adjusted, type RateMethod } from "../../schedule/mod.ts";
import { labelColour, namesOfLabels } from "./curve_panels.ts";
import { groupingOf } from "./grouping.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Options of {@linkcode methodCurves}. */
export interface MethodCurvesOptions {
  /** Ends of the x axis. @default [0.5, 2] */
  roots?: [number, number];
  /** A root to mark with a dashed line, and what it is, as a clause for the subtitle. */
  reference?: { value: number; label: string };
}

/** Points a curve is drawn with. */
const SAMPLES = 61;

/** A″ ÷ A′ against the root of Γ, a line a method. */
export function methodCurves(
  methods: readonly RateMethod[],
  { roots: [from, to] = [0.5, 2], reference }: MethodCurvesOptions = {},
): PlotSpec {
  const grouping = groupingOf(methods.map(({ name }) => ({ schedule: "", label: name })));
  const values = methods.flatMap((method) =>
    Array.from({ length: SAMPLES }, (_, sample) => {
      const root = from + (to - from) * sample / (SAMPLES - 1);
      return {
        place: grouping.labels.indexOf(method.name),
        root,
        ratio: adjusted(method, 1, root),
      };
    })
  );
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "What a method makes of the scheduled rate",
      subtitle: "A″ ÷ A′; where the root of Γ is 1 the methods agree" +
        (reference === undefined ? "" : `; dashed: ${reference.label}`),
    },
    params: [namesOfLabels(grouping.labels).param],
    width: 380,
    height: 240,
    layer: [
      {
        data: { values },
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          x: {
            field: "root",
            type: "quantitative",
            title: "Root of Γ",
            scale: { domain: [from, to], nice: false },
          },
          y: { field: "ratio", type: "quantitative", title: "A″ ÷ A′" },
          color: labelColour(grouping),
        },
      },
      ...(reference === undefined ? [] : [{
        data: { values: [{}] },
        mark: { type: "rule" as const, strokeDash: [4, 4], color: NEUTRAL.ink },
        encoding: { x: { datum: reference.value } },
      }]),
    ],
    config: PLOT_CONFIG,
  };
}
