import assert from "node:assert/strict";
import { nineRuns, planOf, testResult } from "../_test_runs.ts";
import { DARK, darkRules } from "./dark.ts";
import { experimentPlots } from "./experiment_plots.ts";
import { gammaHistogram } from "./gamma_histogram.ts";
import { labelColours } from "./grouping.ts";
import { maskingPlot } from "./masking_shares.ts";
import { predictionBars } from "./prediction_bars.ts";
import { renderSvg } from "./render.ts";
import { snakePlot } from "./snake_plot.ts";

type Rgb = [red: number, green: number, blue: number];

/** Linear red, green and blue, 0 to 1. */
function linear(colour: string): Rgb {
  return [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** WCAG 2.2's ratio. */
function contrast(one: string, other: string): number {
  const [dark, light] = [one, other].map((c) => luminance(linear(c))).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** How far two colours are apart in CIELAB. */
function distance(one: Rgb, other: Rgb): number {
  const lab = ([r, g, b]: Rgb) => {
    const f = (t: number) => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
    const [x, y, z] = [
      f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505),
      f(0.2126 * r + 0.7152 * g + 0.0722 * b),
      f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089),
    ] as [number, number, number];
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  const a = lab(one), b = lab(other);
  return Math.hypot(...a.map((value, i) => value - b[i]!));
}

/** What people without one kind of cones see: Viénot, Brettel and Mollon, 1999. */
const VISION: Record<string, (rgb: Rgb) => Rgb> = {
  full: (rgb) => rgb,
  protanopia: ([r, g, b]) => [
    0.11238 * r + 0.88762 * g,
    0.11238 * r + 0.88762 * g,
    0.00401 * r - 0.00401 * g + b,
  ],
  deuteranopia: ([r, g, b]) => [
    0.29275 * r + 0.70725 * g,
    0.29275 * r + 0.70725 * g,
    -0.02234 * r + 0.02234 * g + b,
  ],
};

const [GROUND, , , GRID, AXIS] = Object.values(DARK);

Deno.test("dark colours can be read on the dark ground", () => {
  for (const colour of Object.values(DARK)) {
    if (colour === GROUND || colour === GRID || colour === AXIS) continue;
    const ratio = contrast(colour, GROUND!);
    assert.ok(ratio >= 4.5, `${colour}: ${ratio.toFixed(2)}`);
  }
});

Deno.test("the methods' colours are told apart by all kinds of colour vision, dark as light", () => {
  const light = [...labelColours(["none", "SD", "SD2", "other"]).values()];
  for (const colours of [light, light.map((colour) => DARK[colour]!)]) {
    for (const [name, see] of Object.entries(VISION)) {
      colours.forEach((one, i) =>
        colours.slice(i + 1).forEach((other) => {
          const apart = distance(see(linear(one)), see(linear(other)));
          assert.ok(apart > 18, `${name}: ${one} and ${other} are ${apart.toFixed(1)} apart`);
        })
      );
    }
  }
});

Deno.test("every colour that a plot draws has a dark one", async () => {
  const conditions = planOf({
    schedules: ["linear"],
    methods: ["none", "SD", "SD2"],
    sweep: { learningRate: [1e-5, 1e-4, 3e-4, 1e-3, 3e-3] },
  }).map((run) => testResult(run, { evalLosses: [4, 3], trainLosses: [4], roots: [1.2] }));
  const profile = ["a", "b", "c"].map((word) => ({
    word,
    scale: "good",
    left: "bad",
    right: "good",
    value: 1,
  }));
  const specs = [
    ...[nineRuns([0, 1]), conditions].flatMap((runs) => experimentPlots(runs))
      .map(({ spec }) => spec),
    gammaHistogram([{ definition: "paper", right: 1, wrong: 2 }]),
    maskingPlot([{ what: "all", expected: 0.15, observed: 0.14, of: 9 }]),
    predictionBars([{ token_str: "good", score: 0.5 }], "Words"),
    snakePlot(profile, { axisTitle: "Value" }),
  ];
  for (const spec of specs) {
    const svg = await renderSvg(spec);
    for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)) {
      const known = Object.hasOwn(DARK, colour!) || ["none", "transparent"].includes(colour!);
      assert.ok(known, `${colour} in ${JSON.stringify(spec.title)}`);
    }
  }
});

Deno.test("rules of a dark page change fills, strokes and coloured words", () => {
  const rules = darkRules(".plot");
  assert.ok(rules.includes('.plot svg [fill="#ffffff"] { fill: #15191e; }'));
  assert.ok(rules.includes('.plot svg [stroke="#0072b2"] { stroke: #4a9fe0; }'));
  assert.ok(rules.includes('.plot [style="color:#0072b2"] { color: #4a9fe0 !important; }'));
});
