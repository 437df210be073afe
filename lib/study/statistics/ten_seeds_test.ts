/** What ten pairs can tell: the figures that `docs/study.md` has of its power and its intervals. */
import assert from "node:assert/strict";
import { Random } from "../../random/mod.ts";
import { EQUIVALENCE_BOUND } from "../plan.ts";
import { bcaInterval, drawnIndices, resampledMeans } from "./bootstrap.ts";
import { tInterval } from "./tests.ts";

const PAIRS = 10;

/** Six differences a pair as in the study: those of a method have its run in common, and so a correlation of ½. */
function sixDifferences(random: Random, deviation: number): number[][] {
  const part = deviation / Math.SQRT2;
  const six: number[][] = [[], [], [], [], [], []];
  for (let pair = 0; pair < PAIRS; pair++) {
    for (const method of [0, 1]) {
      const own = part * random.normal();
      for (const control of [0, 1, 2]) {
        six[3 * method + control]!.push(own - part * random.normal());
      }
    }
  }
  return six;
}

Deno.test("the power of equivalence at ten pairs is what the plan says", () => {
  const STUDIES = 1500;
  // Standard deviation of a difference; how often one contrast, and all six, are shown to be equivalent.
  const POWER = [
    [0.0005, 1, 1],
    [0.001, 1, 1],
    [0.0015, 0.974, 0.867],
    [0.002, 0.795, 0.31],
    [0.003, 0.282, 0.002],
  ] as const;
  for (const [deviation, one, all] of POWER) {
    const random = new Random(0, "power");
    let single = 0, six = 0;
    for (let study = 0; study < STUDIES; study++) {
      const shown = sixDifferences(random, deviation).map((differences) => {
        const { low, high } = tInterval(differences, 0.9);
        return low >= -EQUIVALENCE_BOUND && high <= EQUIVALENCE_BOUND;
      });
      single += shown.filter((is) => is).length / 6;
      if (shown.every((is) => is)) six++;
    }
    const said = `SD ${deviation}: ${single / STUDIES}, ${six / STUDIES}`;
    for (const [found, expected] of [[single, one], [six, all]] as const) {
      assert.ok(Math.abs(found / STUDIES - expected) < 0.03, said);
    }
  }
});

Deno.test("of ten normal values a 95 % t interval covers the mean in 95 %, the BCa one in 90 %", () => {
  const SAMPLES = 2000, random = new Random(0, "coverage");
  const indices = drawnIndices(PAIRS, 2000, new Random(0, "bootstrap"));
  let bca = 0, t = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const values = Array.from({ length: PAIRS }, () => random.normal());
    const holds = ({ low, high }: { low: number; high: number }) => low <= 0 && high >= 0;
    if (holds(bcaInterval(values, resampledMeans(values, indices), 0.95))) bca++;
    if (holds(tInterval(values, 0.95))) t++;
  }
  const said = `BCa ${bca / SAMPLES}, t ${t / SAMPLES}`;
  // Three standard errors of such a share are 1.5 to 2 %.
  assert.ok(Math.abs(bca / SAMPLES - 0.9) < 0.02, said);
  assert.ok(Math.abs(t / SAMPLES - 0.95) < 0.015, said);
});
