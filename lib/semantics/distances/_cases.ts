/** How each distance is held to values that were derived by hand, in TypeScript and in the graph. */
import assert from "node:assert/strict";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";
import { withExecutor } from "../../../tests/_executors/helpers.ts";
import { floats } from "../../../tests/_tensors.ts";
import type { DistanceDefinition } from "../distance.ts";

/** Two profiles and their distance. */
export interface DistanceCase {
  right: readonly number[];
  predicted: readonly number[];
  /** NaN or infinite where there is none. */
  expected: number;
}

/** Both forms for each of some pairs of one width, and a pair of zeros that does not count. */
async function graphValues(
  distance: DistanceDefinition,
  cases: readonly DistanceCase[],
): Promise<number[]> {
  const width = cases[0]!.right.length, zeros = new Array<number>(width).fill(0);
  const rows = (which: "right" | "predicted") =>
    floats([...cases.flatMap((each) => [...each[which]]), ...zeros], [cases.length + 1, width]);
  let values: number[] = [];
  await withExecutor(cpuRunner, (builder) => {
    const right = builder.placeholder("right", [-1, width]);
    const predicted = builder.placeholder("predicted", [-1, width]);
    const counted = builder.placeholder("counted", [-1]);
    builder.output("distances", distance.graph!(right, predicted, counted));
  }, async (executor) => {
    const counted = floats([...cases.map(() => 1), 0]);
    const feeds = { right: rows("right"), predicted: rows("predicted"), counted };
    const [distances] = await executor.run(feeds, ["distances"]);
    assert.deepEqual(distances!.shape, [cases.length + 1]);
    values = [...distances!.data];
  });
  return values;
}

/** Makes the tests of a distance; the cases are of one width. */
export function testDistance(
  distance: DistanceDefinition,
  cases: readonly (DistanceCase & { name: string })[],
): void {
  const close = (actual: number, expected: number, tolerance: number) =>
    Number.isFinite(expected)
      ? Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))
      : !Number.isFinite(actual);
  for (const { name, right, predicted, expected } of cases) {
    Deno.test(`${distance.name}: ${name}`, () => {
      const value = distance.compute(right, predicted);
      assert.ok(close(value, expected, 1e-6), `${value} is not ${expected}`);
      const added = distance.add?.(2, right, predicted) ?? 2 + value;
      assert.ok(close(added, 2 + expected, 1e-6), `${added} is not 2 + ${expected}`);
    });
  }
  Deno.test(`${distance.name}: the graph gives the same`, async () => {
    const values = await graphValues(distance, cases);
    cases.forEach(({ name, right, predicted }, i) => {
      const expected = distance.compute(right, predicted);
      assert.ok(close(values[i]!, expected, 1e-6), `${name}: ${values[i]} is not ${expected}`);
    });
    assert.ok(Number.isFinite(values.at(-1)), "a pair that does not count");
  });
}
