/**
 * Profiles of words in the form in which semantic differentials have been drawn since Osgood, Suci
 * and Tannenbaum's "The Measurement of Meaning" (1957): a scale a row, a line a word.
 */
import {
  type FactorReference,
  FACTORS,
  factorValues,
  POLE_COUNT,
  POLES,
  standardFactorValues,
} from "../../semantics/mod.ts";
import { namedPlaces } from "./named.ts";
import {
  CATEGORY_COLOURS,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";

/** One word on one scale. */
export interface ProfilePoint {
  /** The word that is placed. */
  word: string;
  /** The scale's name. */
  scale: string;
  /** What its left end stands for; empty where the scale has one end only. */
  left: string;
  /** What its right end stands for. */
  right: string;
  /** Where the word lies on the scale. */
  value: number;
}

function scoresOf(scores: Float32Array, words: readonly string[], word: number): Float32Array {
  if (scores.length !== words.length * POLE_COUNT) {
    throw new RangeError(
      `${words.length} words have ${words.length * POLE_COUNT} scores: got ${scores.length}.`,
    );
  }
  return scores.subarray(word * POLE_COUNT, (word + 1) * POLE_COUNT);
}

/**
 * Words on the three bipolar factors.
 *
 * @param scores [words, 6] cosines with the poles.
 * @param reference Where the average word lies; with it values are standard deviations from there,
 * without it plain differences of cosines.
 */
export function factorProfile(
  words: readonly string[],
  scores: Float32Array,
  reference?: FactorReference,
): ProfilePoint[] {
  return words.flatMap((word, index) => {
    const plain = factorValues(scoresOf(scores, words, index));
    const values = reference === undefined ? plain : standardFactorValues(plain, reference);
    return FACTORS.map(({ name, plus, minus }) => ({
      word,
      scale: name,
      left: minus,
      right: plus,
      value: values[name],
    }));
  });
}

/**
 * Words on the six poles, as β scores them.
 *
 * @param scores [words, 6] cosines with the poles.
 */
export function poleProfile(words: readonly string[], scores: Float32Array): ProfilePoint[] {
  return words.flatMap((word, index) =>
    POLES.map((pole, at) => ({
      word,
      scale: pole,
      left: "",
      right: pole,
      value: scoresOf(scores, words, index)[at]!,
    }))
  );
}

/** An axis of a scale, as far as a plot goes. */
export interface ProfileAxis {
  /** What it is called. */
  readonly name: string;
  /** The words that it is made of; the first pair names its ends. */
  readonly terms: readonly (readonly string[])[];
}

/**
 * Words on the axes of a scale, in standard deviations from the average word.
 *
 * @param values [words, axes], as β places them.
 * @param spread [2, axes]: mean and standard deviation of each axis over many words.
 */
export function axisProfile(
  words: readonly string[],
  values: ArrayLike<number>,
  spread: ArrayLike<number>,
  axes: readonly ProfileAxis[],
): ProfilePoint[] {
  const width = axes.length;
  if (values.length !== words.length * width || spread.length !== 2 * width) {
    throw new RangeError(`${words.length} words on ${width} axes have other numbers of values.`);
  }
  return words.flatMap((word, row) =>
    axes.map(({ name, terms: [ends = []] }, axis) => ({
      word,
      scale: name,
      left: ends[1] ?? "",
      right: ends[0] ?? name,
      value: (values[row * width + axis]! - spread[axis]!) / spread[width + axis]!,
    }))
  );
}

/** Words with their six scores as rows for a table. */
export function scoreRows(
  words: readonly string[],
  scores: Float32Array,
): ({ word: string } & Record<string, string | number>)[] {
  return words.map((word, index) => {
    const six = scoresOf(scores, words, index);
    return { word, ...Object.fromEntries(POLES.map((pole, at) => [pole, six[at]!])) };
  });
}

/** Options of {@linkcode snakePlot}. */
export interface SnakePlotOptions {
  /**
   * The plot's title.
   * @default "Semantic profiles"
   */
  title?: string;
  /**
   * A line below the title.
   * @default none
   */
  subtitle?: string;
  /** The x axis' title, with its unit. */
  axisTitle: string;
  /**
   * Width of the scales, in pixels, without their ends' names.
   * @default 380
   */
  width?: number;
  /**
   * Where the words' names stand: beside the scales or, where there is little room, above them.
   * @default "right"
   */
  legend?: "right" | "top";
}

const WIDTH = 380;

/**
 * A snake plot: a scale a row, a line a word.
 *
 * @param points From {@linkcode factorProfile} or {@linkcode poleProfile}.
 */
export function snakePlot(points: readonly ProfilePoint[], options: SnakePlotOptions): PlotSpec {
  const { width = WIDTH, legend = "right" } = options;
  const words = [...new Set(points.map((point) => point.word))];
  const scales = [...new Set(points.map((point) => point.scale))];
  const bipolar = points.some((point) => point.left !== "");
  const rows = points.map((point) => ({
    ...point,
    row: scales.indexOf(point.scale),
    place: words.indexOf(point.word),
  }));
  const { domain, labelExpr, param } = namedPlaces("words", words);
  const ends = scales.map((scale) => points.find((point) => point.scale === scale)!);
  const y = { field: "row", type: "ordinal", axis: null } as const;
  const x = {
    field: "value",
    type: "quantitative",
    title: options.axisTitle,
    scale: bipolar ? { domain: symmetric(points), nice: false } : { zero: true },
    axis: { grid: true, tickCount: 7 },
  } as const;
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: options.title ?? "Semantic profiles",
      ...(options.subtitle === undefined ? {} : { subtitle: options.subtitle }),
    },
    params: [param],
    width,
    height: { step: bipolar ? 56 : 36 },
    layer: [
      rowEnds(ends, "left", bipolar, width),
      ...(bipolar ? [rowEnds(ends, "right", true, width), rowNames(scales), zeroLine()] : []),
      {
        data: { values: rows },
        mark: { type: "line", strokeWidth: 2, point: { size: 60, filled: true } },
        encoding: {
          x,
          y,
          order: { field: "row" },
          color: {
            field: "place",
            type: "nominal",
            title: "Word",
            scale: { domain, range: CATEGORY_COLOURS },
            legend: {
              labelExpr,
              symbolType: "stroke",
              ...(legend === "top" ? { columns: 3 } : {
                orient: "right",
                direction: "vertical",
                titleOrient: "top",
                offset: bipolar ? 84 : 24,
              }),
            },
          },
          tooltip: [
            { field: "word", title: "word" },
            { field: "scale", title: "scale" },
            { field: "value", title: "value", type: "quantitative", format: ".3f" },
          ],
        },
      },
    ],
    config: PLOT_CONFIG,
  };
}

/** The same distance to both sides of 0. */
function symmetric(points: readonly ProfilePoint[]): [number, number] {
  const furthest = Math.max(...points.map((point) => Math.abs(point.value)));
  const end = furthest > 0 ? furthest * 1.1 : 1;
  return [-end, end];
}

/** The words at one side of the rows: a pole each. */
function rowEnds(
  ends: ProfilePoint[],
  side: "left" | "right",
  bipolar: boolean,
  width: number,
): PlotLayer {
  const values = ends.map((end, row) => ({ row, label: bipolar ? end[side] : end.right }));
  return {
    data: { values },
    mark: {
      type: "text",
      align: side === "left" ? "right" : "left",
      dx: side === "left" ? -12 : 12,
      fontSize: 12,
      color: NEUTRAL.ink,
    },
    encoding: {
      x: { value: side === "left" ? 0 : width },
      y: { field: "row", type: "ordinal", axis: null },
      text: { field: "label" },
    },
  };
}

/** The factors' names, small, above the poles at the left. */
function rowNames(scales: readonly string[]): PlotLayer {
  return {
    data: { values: scales.map((label, row) => ({ row, label })) },
    mark: { type: "text", align: "right", dx: -12, dy: -15, fontSize: 10, color: NEUTRAL.muted },
    encoding: {
      x: { value: 0 },
      y: { field: "row", type: "ordinal", axis: null },
      text: { field: "label" },
    },
  };
}

function zeroLine(): PlotLayer {
  return {
    data: { values: [{}] },
    mark: { type: "rule", color: NEUTRAL.muted, strokeWidth: 1 },
    encoding: { x: { datum: 0 } },
  };
}
