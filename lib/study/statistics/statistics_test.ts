import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/paired-statistics.json" with { type: "json" };
import { Random } from "../../random/mod.ts";
import { cubicSpline, leastSquaresLine } from "./curves.ts";
import { bcaInterval, drawnIndices, mean, resampledMeans } from "./bootstrap.ts";
import { normalProbability, normalQuantile } from "./normal.ts";
import { studentProbability, studentQuantile } from "./student.ts";
import { equivalence, holm, signFlip } from "./tests.ts";

/** Equal to so many digits. */
function close(actual: number, expected: number, relative = 1e-10, text = ""): void {
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.abs(expected) + 1e-15,
    `${text} ${actual} is not ${expected}`,
  );
}

/** The means of all nⁿ draws, in the order of Python's itertools.product. */
function everyMean(values: readonly number[]): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: n ** n }, (_, draw) => {
    let sum = 0;
    for (let i = n - 1; i >= 0; i--) sum += values[Math.floor(draw / n ** i) % n]!;
    return sum / n;
  });
}

Deno.test("the normal distribution is SciPy's, and its quantile undoes it", () => {
  for (const { z, p } of fixture.normal) {
    close(normalProbability(z), p, 1e-12, `Φ(${z})`);
    if (p < 0.99) close(normalQuantile(p), z, 1e-9, `Φ⁻¹(${p})`);
  }
  assert.deepEqual([0, 1, 2].map(normalQuantile), [-Infinity, Infinity, NaN]);
});

Deno.test("Student's distribution is SciPy's, and its quantile undoes it", () => {
  for (const { t, degrees, p } of fixture.student) {
    close(studentProbability(t, degrees), p, 1e-11, `t=${t}, ${degrees}`);
    // Where p is 0.5, its last bit is worth 1e-8 of t.
    if (p < 0.99 && t !== 0) close(studentQuantile(p, degrees), t, 1e-6, `${p}, ${degrees}`);
  }
});

Deno.test("the quantiles of t are SciPy's", () => {
  // scipy.stats.t.ppf(0.975, df), SciPy 1.17.1.
  const scipy = {
    1: 12.706204736174694,
    2: 4.302652729749462,
    3: 3.1824463052837078,
    4: 2.7764451051977934,
    5: 2.5705818356363146,
    9: 2.262157162798205,
    10: 2.228138851986274,
    29: 2.045229642132703,
    30: 2.0422724563012378,
    100: 1.9839715185235518,
  };
  for (const [freedom, t] of Object.entries(scipy)) {
    close(studentQuantile(0.975, Number(freedom)), t, 1e-9);
  }
});

Deno.test("the interval of all resamples is that of SciPy's BCa", () => {
  for (const [name, sample] of Object.entries(fixture.samples)) {
    if (!("bca" in sample)) continue;
    for (const [level, [low, high]] of Object.entries(sample.bca)) {
      const interval = bcaInterval(sample.values, everyMean(sample.values), Number(level));
      close(interval.low, low!, 1e-9, `${name}, ${level}`);
      close(interval.high, high!, 1e-9, `${name}, ${level}`);
    }
  }
});

Deno.test("drawn resamples are of the seed, and give nearly the interval of all", () => {
  const { values, bca } = fixture.samples.five;
  const draw = (seed: number) =>
    resampledMeans(values, drawnIndices(5, 10_000, new Random(seed, "bootstrap")));
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  const { low, high } = bcaInterval(values, draw(1), 0.95);
  assert.ok(Math.abs(low - bca["0.95"][0]!) < 0.001 && Math.abs(high - bca["0.95"][1]!) < 0.001);
});

Deno.test("values that are all equal have no width", () => {
  const values = [0.25, 0.25, 0.25];
  assert.deepEqual(bcaInterval(values, everyMean(values), 0.95), { low: 0.25, high: 0.25 });
});

Deno.test("the sign-flip test is SciPy's with all resamples", () => {
  for (const [name, { values, sign_flip }] of Object.entries(fixture.samples)) {
    close(signFlip(values), sign_flip, 1e-12, name);
  }
  // All of one sign: only none and all flipped are as far from 0.
  assert.equal(signFlip([1, 2, 3, 4, 5, 6, 7, 8]), 2 / 256);
  // 3 − 1 = 2: of the four ways 3−1, 3+1, −3−1, −3+1 all are at least as far.
  assert.equal(signFlip([3, -1]), 1);
  assert.throws(() => signFlip([]), /1 to 24 pairs, not 0/);
  assert.throws(() => signFlip(new Array(25).fill(1)), /1 to 24 pairs, not 25/);
});

Deno.test("Holm's correction is statsmodels'", () => {
  for (const { values, adjusted } of fixture.holm) {
    holm(values).forEach((p, i) => close(p, adjusted[i]!, 1e-12));
  }
  // .005·4, .01·3, .03·2, and .04 no less than the one before it.
  holm([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => close(p, [0.03, 0.06, 0.06, 0.02][i]!));
});

Deno.test("the test of equivalence is statsmodels'", () => {
  for (const [name, { values, equivalence: expected }] of Object.entries(fixture.samples)) {
    for (const [bound, p] of Object.entries(expected)) {
      close(equivalence(values, Number(bound)), p, 1e-8, `${name}, ${bound}`);
    }
  }
  assert.equal(equivalence([0.001, 0.001], 0.002), 0);
  assert.equal(equivalence([0.002, 0.002], 0.002), 1);
});

Deno.test("the not-a-knot spline and the line of least squares are SciPy's", () => {
  for (const [name, { x, y, at, spline, line }] of Object.entries(fixture.curves)) {
    const points = x.map((x, i) => ({ x, y: y[i]! }));
    const curve = cubicSpline(points.toReversed()), straight = leastSquaresLine(points);
    at.forEach((place, i) => {
      close(curve(place)!, spline[i]!, 1e-12, `${name}, spline at ${place}`);
      close(straight(place), line[i]!, 1e-12, `${name}, line at ${place}`);
    });
    assert.deepEqual([curve(x[0]! - 1e-9), curve(x.at(-1)! + 1e-9), curve(NaN)], [
      null,
      null,
      null,
    ]);
  }
});

Deno.test("lines, parabolas and cubics are their own splines, ends and all", () => {
  const line = (x: number) => 3 - 2 * x;
  const parabola = (x: number) => 1 + x / 2 + 3 * x ** 2;
  const cubic = (x: number) => 2 - x + 4 * x ** 2 + x ** 3 / 2;
  const uneven = [-2, -1.75, -1, 0, 0.125, 1.5, 3];
  // As many points as decide each, and more.
  for (const [of, least] of [[line, 2], [parabola, 3], [cubic, 4]] as const) {
    for (let n = least; n <= uneven.length; n++) {
      const curve = cubicSpline(uneven.slice(0, n).map((x) => ({ x, y: of(x) })));
      for (let x = -2; x <= uneven[n - 1]!; x += 1 / 16) {
        const error = Math.abs(curve(x)! - of(x));
        assert.ok(error < 1e-12, `${of.name} through ${n} points at ${x}: off by ${error}`);
      }
      assert.deepEqual([curve(-2.001), curve(uneven[n - 1]! + 0.001)], [null, null]);
    }
  }
});

Deno.test("of 1,000 comparisons of a thing with itself at most 5 % are called different", () => {
  let different = 0, covered = 0;
  for (let i = 0; i < 1000; i++) {
    const random = new Random(20261126, "A/A", i);
    const differences = Array.from({ length: 10 }, () => random.normal() * 0.004);
    if (signFlip(differences) <= 0.05) different++;
    const { low, high } = bcaInterval(
      differences,
      resampledMeans(differences, drawnIndices(10, 1000, new Random(i, "bootstrap"))),
      0.95,
    );
    if (low <= 0 && high >= 0) covered++;
  }
  assert.ok(different <= 50, `${different}`);
  // BCa's intervals of ten are known to be somewhat short.
  assert.ok(covered >= 890, `${covered}`);
  assert.equal(mean([1, 2, 6]), 3);
});

Deno.test("Student's distribution at its ends, and outside of them", () => {
  assert.deepEqual([-Infinity, 0, Infinity].map((t) => studentProbability(t, 3)), [0, 0.5, 1]);
  assert.deepEqual([0, 1].map((p) => studentQuantile(p, 3)), [-Infinity, Infinity]);
  assert.deepEqual([-0.1, 1.1, NaN].map((p) => studentQuantile(p, 3)), [NaN, NaN, NaN]);
  assert.deepEqual([-0.1, 1.1, NaN].map(normalQuantile), [NaN, NaN, NaN]);
  close(studentQuantile(0.025, 1), -12.706204736174694, 1e-9);
  // Far out, where the quantile is beyond the first place that is looked at: t of 1 is tan(π(p − ½)).
  close(studentQuantile(1e-6, 1), -1 / Math.tan(Math.PI * 1e-6), 1e-6);
  assert.ok(Math.abs(studentQuantile(0.5, 4)) < 1e-7);
});

Deno.test("the most pairs that a sign-flip test takes are 24, each way counted once", () => {
  // All but one are zeros: the sign of that one decides nothing.
  assert.equal(signFlip([1, ...new Array<number>(11).fill(0)]), 1);
  assert.equal(signFlip([1, 1, ...new Array<number>(8).fill(0)]), 0.5);
  assert.equal(signFlip([2]), 1);
  assert.equal(signFlip(new Array<number>(24).fill(1)), 2 / 2 ** 24);
});
