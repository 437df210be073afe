import assert from "node:assert/strict";
import { initialTensors } from "../initial_tensors.ts";
import { BERT_DEFAULTS } from "./config.ts";
import { localTensors } from "./local_initialisation.ts";

const config = {
  ...BERT_DEFAULTS,
  vocabSize: 12,
  hiddenSize: 64,
  numAttentionHeads: 4,
  numHiddenLayers: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: 40,
};

/** `matrix` [rows, columns] times a vector. */
function times(matrix: Float32Array, vector: Float32Array, row: number): number {
  const start = row * vector.length;
  return vector.reduce((sum, x, column) => sum + matrix[start + column]! * x, 0);
}

Deno.test("each head of the first layer looks at its own neighbour", () => {
  const tensors = localTensors(config, 1);
  const data = (name: string) => tensors.get(name)!.data;
  const waves = data("bert.embeddings.position_embeddings.weight");
  const at = (position: number) => waves.subarray(position * 64, (position + 1) * 64);
  const query = data("bert.encoder.layer.0.attention.self.query.weight");
  const key = data("bert.encoder.layer.0.attention.self.key.weight");
  for (const [head, distance] of [-1, 1, -2, 2].entries()) {
    const rows = Array.from({ length: 16 }, (_, i) => head * 16 + i);
    const scores = Array.from({ length: 40 }, (_, position) =>
      rows.reduce(
        (sum, row) => sum + times(query, at(20), row) * times(key, at(position), row),
        0,
      ));
    assert.equal(scores.indexOf(Math.max(...scores)), 20 + distance);
  }
});

Deno.test("a head of odd width leaves its last number out, and the next head's alone", () => {
  const tensors = localTensors({ ...config, hiddenSize: 10, numAttentionHeads: 2 }, 1);
  for (const name of ["query", "key"]) {
    const { data } = tensors.get(`bert.encoder.layer.0.attention.self.${name}.weight`)!;
    const rows = Array.from({ length: 10 }, (_, row) => data.slice(10 * row, 10 * row + 10));
    // A wave has two numbers: of a head's five, the rows of the first four look at columns 0 to 3.
    rows.forEach((row, i) => {
      const used = [...row.keys()].filter((column) => row[column] !== 0);
      const pair = 2 * Math.floor(i % 5 / 2);
      const expected = i % 5 === 4 ? [] : name === "query" ? [pair, pair + 1] : [i % 5];
      assert.deepEqual(used, expected, `${name}, row ${i}`);
    });
  }
});

Deno.test("position waves have twice and once the deviation of word embeddings", () => {
  const waves = localTensors(config, 1).get("bert.embeddings.position_embeddings.weight")!.data;
  // sin² + cos² = 1, so each pair of dimensions has 2 · amplitude²/2 = (√2 · 0.02 · gain)².
  for (const [pair, gain] of [[0, 2], [7, 2], [8, 1], [31, 1]] as const) {
    const [sine, cosine] = [waves[5 * 64 + 2 * pair]!, waves[5 * 64 + 2 * pair + 1]!];
    assert.ok(Math.abs(sine ** 2 + cosine ** 2 - 2 * (0.02 * gain) ** 2) < 1e-8);
  }
});

Deno.test("all other parameters are drawn as usual, and the same seed gives the same bits", () => {
  const local = localTensors(config, 7), usual = initialTensors(config, 7);
  assert.deepEqual(local, localTensors(config, 7));
  const changed = [...usual.keys()].filter((name) =>
    usual.get(name)!.data.some((x, i) => x !== local.get(name)!.data[i])
  );
  assert.deepEqual(changed, [
    "bert.embeddings.position_embeddings.weight",
    "bert.encoder.layer.0.attention.self.query.weight",
    "bert.encoder.layer.0.attention.self.key.weight",
    "bert.encoder.layer.0.attention.self.value.weight",
    "bert.encoder.layer.0.attention.output.dense.weight",
  ]);
});
