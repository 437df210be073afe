import assert from "node:assert/strict";
import { byGraph, CASES, combinations, testGammaGraphs, WORDS } from "../../tests/_gamma_graphs.ts";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { ProgramBuilder } from "../program/mod.ts";
import { chooseGamma } from "./choose_gamma.ts";
import { gammaGraph } from "./gamma_graph.ts";

testGammaGraphs(cpuRunner);

Deno.test("there are many combinations, and paper is the first", () => {
  const all = [...combinations()];
  assert.equal(all[0], "paper");
  // Shares: three distances with two profiles. Positive numbers: one with three. Any: two with eight.
  // Three predictions, two reductions.
  assert.equal(all.length, (3 * 2 + 1 * 3 + 2 * 8) * 3 * 2);
});

Deno.test("a program's Γ is undefined until its variables are set", async () => {
  const { parts } = chooseGamma("paper");
  const table = {
    profile: new Float32Array(WORDS * 6),
    known: new Float32Array(WORDS),
    width: 6,
    fitted: [],
  };
  assert.deepEqual(await byGraph(cpuRunner, parts, table, CASES[0]!), { gamma: 0, pairs: 0 });
});

Deno.test("a distance without a graph is refused there", () => {
  const { parts } = chooseGamma("paper");
  const { graph: _, ...distance } = parts.distance;
  const builder = new ProgramBuilder();
  const word = builder.placeholder("words", [-1], "int32");
  const logits = builder.placeholder("logits", [-1, WORDS]);
  assert.throws(
    () =>
      gammaGraph(builder, { ...parts, distance }, {
        logits,
        predictions: word,
        labels: word,
        vocabSize: WORDS,
      }),
    /cross_entropy cannot be computed in a graph/,
  );
});
