import assert from "node:assert/strict";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { floats, intScalar } from "../../../tests/_tensors.ts";
import { dropout, dropoutBits, gradients, multiply, ProgramBuilder, sum } from "../mod.ts";

testCases(casesOf("dropout"), cpuRunner);

testRefusals([
  ["dropout of everything", (b) => drop(b, 1, 0), /below 1: got 1\./],
  ["a negative rate", (b) => drop(b, -0.1, 0), /got -0\.1/],
  ["a rate that is no number", (b) => drop(b, NaN, 0), /got NaN/],
  ["a negative site", (b) => drop(b, 0.1, -1), /site .* got -1/],
  ["a site beyond int32", (b) => drop(b, 0.1, 2 ** 31), /got 2147483648/],
  [
    "a seed of float32",
    (b) => dropout(b.placeholder("x", [2]), 0.1, b.placeholder("seed", []), 0),
    /needs int32/,
  ],
  [
    "a vector of seeds",
    (b) => dropout(b.placeholder("x", [2]), 0.1, b.placeholder("seed", [2], "int32"), 0),
    /scalar seed: got \[2\]/,
  ],
]);

function drop(builder: ProgramBuilder, rate: number, site: number) {
  return dropout(builder.placeholder("x", [-1]), rate, builder.placeholder("s", [], "int32"), site);
}

function hex(words: Uint16Array): string {
  return [...words].map((word) => word.toString(16).padStart(4, "0")).join(" ");
}

Deno.test("dropoutBits draws the words TensorFlow 2.21's StatelessRandomUniformFullInt drew", () => {
  assert.equal(
    hex(dropoutBits(7, 3, 24)),
    "aba4 2ffd a729 7332 7709 52dc b88f d062 2158 fb57 adf2 5519 " +
      "c3b9 fb44 c781 090c 298f bcee 5e4e 5c7c e82e c251 83d6 bf1e",
  );
  assert.equal(
    hex(dropoutBits(2147483647, 0, 16)),
    "e2f2 cb4c 9627 ed1d 3e13 8e32 f54c 82bb 09c1 21aa 76e5 9de8 5fe2 554b 4611 6b4a",
  );
  assert.equal(
    hex(dropoutBits(-5, 2147483647, 16)),
    "a5e7 4940 e8ff 606d d59b e339 bc1e 2bd4 4291 59ed ad46 f055 394a 93ac efc0 c189",
  );
});

Deno.test("dropoutBits of fewer words is their beginning", () => {
  const all = dropoutBits(1, 2, 40);
  for (const count of [0, 1, 7, 8, 9, 39]) {
    assert.deepEqual(dropoutBits(1, 2, count), all.slice(0, count));
  }
});

/** The mask of a rate: dropout of ones. */
async function mask(rate: number, seed: number, site: number, length: number) {
  const tf = await cpuRunner.tf();
  const before = tf.memory().numTensors;
  const builder = new ProgramBuilder();
  builder.output("mask", drop(builder, rate, site));
  const executor = await cpuRunner.open(builder.build());
  const feeds = { x: floats(new Array(length).fill(1)), s: intScalar(seed) };
  const [result] = await executor.run(feeds, ["mask"]);
  executor.dispose();
  assert.equal(tf.memory().numTensors, before);
  return result!.data as Float32Array;
}

Deno.test("dropout keeps the share it should, and scales what it keeps exactly", async () => {
  const length = 100_000;
  for (const rate of [0.1, 0.25, 0.5, 0.9]) {
    const threshold = Math.round((1 - rate) * 65536), share = threshold / 65536;
    for (const seed of [0, 1, 123456789]) {
      const values = await mask(rate, seed, 5, length);
      const kept = values.filter((value) => value !== 0);
      assert.ok(kept.every((value) => value === Math.fround(65536 / threshold)));
      // The number kept is binomial: within 5 deviations but once in 1.7 million draws.
      const deviation = Math.sqrt(length * share * (1 - share));
      assert.ok(Math.abs(kept.length - length * share) < 5 * deviation, `${rate} ${kept.length}`);
    }
  }
});

Deno.test("a word at the threshold is dropped, one below it is kept", async () => {
  // The first word of seed 7 and site 3 is aba4.
  const word = 0xaba4;
  assert.equal((await mask(1 - word / 65536, 7, 3, 1))[0], 0);
  const kept = Math.fround(65536 / (word + 1));
  assert.equal((await mask(1 - (word + 1) / 65536, 7, 3, 1))[0], kept);
});

Deno.test("each seed and each site drops other elements", async () => {
  const length = 20_000, masks: Float32Array[] = [];
  for (const [seed, site] of [[0, 0], [1, 0], [0, 1], [2, 0], [0, 2]] as const) {
    masks.push(await mask(0.5, seed, site, length));
  }
  masks.forEach((a, i) =>
    masks.slice(0, i).forEach((b) => {
      // Independent masks agree at half the places, give or take √(length ÷ 4) = 71.
      const agreeing = a.filter((value, k) => value === b[k]).length;
      assert.ok(Math.abs(agreeing - length / 2) < 5 * Math.sqrt(length / 4), String(agreeing));
    })
  );
});

Deno.test("a rate next to 1 keeps one in 65536 and stays finite", async () => {
  const values = await mask(1 - 1e-9, 3, 0, 200_000);
  assert.ok(values.every((value) => value === 0 || value === 65536));
  // 3 are expected; more than 20 come once in 10^10 draws (Poisson), and with this seed some do.
  const kept = values.filter((value) => value !== 0).length;
  assert.ok(kept >= 1 && kept <= 20, `${kept} are kept`);
});

Deno.test("a rate that rounds to 0 leaves its argument alone", async () => {
  assert.ok((await mask(1e-9, 3, 0, 1000)).every((value) => value === 1));
});

Deno.test("a dropout can be differentiated twice", async () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [4]);
  const dropped = dropout(x, 0.5, builder.placeholder("s", [], "int32"), 3);
  const [slope] = gradients(sum(multiply(dropped, multiply(dropped, dropped))), [x]);
  builder.output("second", gradients(sum(slope!), [x])[0]!);
  const executor = await cpuRunner.open(builder.build());
  // Of seed 7 and site 3 the second and the fourth are kept, and doubled: (2x)³ has the second slope 48x.
  const [second] = await executor.run({ x: floats([1, 2, 3, 4]), s: intScalar(7) }, ["second"]);
  executor.dispose();
  assert.deepEqual([...second!.data], [0, 96, 0, 192]);
});
