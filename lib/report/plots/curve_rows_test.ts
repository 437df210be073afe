import assert from "node:assert/strict";
import { curveRows, hasPoints } from "./curve_rows.ts";
import { groupingOf } from "./grouping.ts";

const point = (seed: number, x: number, y: number, label = "SD") => ({
  schedule: "linear",
  label,
  seed,
  x,
  y,
});
const rowsOf = (points: ReturnType<typeof point>[], most?: number) =>
  curveRows(points, groupingOf(points), most);

Deno.test("several seeds become their mean and range", () => {
  const { rows } = rowsOf([point(1, 1, 5), point(0, 1, 3), point(0, 0, 4), point(1, 0, 4)]);
  const key = { schedule: "Linear", label: "SD" };
  assert.deepEqual(rows, [
    { ...key, x: 0, y: 4, low: 4, high: 4, seeds: 2 },
    { ...key, x: 1, y: 4, low: 3, high: 5, seeds: 2 },
  ]);
});

Deno.test("a value that is not finite is left out of the mean, or a gap where there is no other", () => {
  const { rows } = rowsOf([point(0, 0, NaN), point(1, 0, 2), point(0, 1, Infinity)]);
  assert.deepEqual(rows.map(({ y, seeds }) => [y, seeds]), [[2, 1], [null, undefined]]);
  assert.ok(hasPoints(rows));
  assert.ok(!hasPoints(rowsOf([point(0, 0, NaN)]).rows));
});

Deno.test("long curves are thinned after the seeds are joined, so that steps stay together", () => {
  // Seed 1 ended early: thinned on its own, its points would lie elsewhere.
  const long = [0, 1, 2, 3].map((x) => point(0, x, 2));
  const { rows, every } = rowsOf([...long, point(1, 0, 4), point(1, 1, 4)], 2);
  assert.equal(every, 2);
  assert.deepEqual(rows.map(({ x, y }) => [x, y]), [[0.5, 3], [2.5, 2]]);
});

Deno.test("curves come in the plot's order", () => {
  const { rows } = rowsOf([point(0, 0, 1, "SD2"), point(0, 0, 1, "none"), point(0, 0, 1, "SD")]);
  assert.deepEqual(rows.map(({ label }) => label), ["none", "SD", "SD2"]);
});

Deno.test("what is left over of neighbours is a mean of its own", () => {
  const points = [0, 1, 2, 3, 4].map((x) => point(0, x, 2 * x));
  const { rows, every } = rowsOf(points, 3);
  const key = { schedule: "Linear", label: "SD" };
  assert.deepEqual([every, rows], [2, [
    { ...key, x: 0.5, y: 1 },
    { ...key, x: 2.5, y: 5 },
    { ...key, x: 4, y: 8 },
  ]]);
});
