/** First weights with which a small model looks at a word's neighbours from the start. */
import { Random } from "../../random/mod.ts";
import { initialTensors } from "../initial_tensors.ts";
import type { NamedTensors } from "../named_tensors.ts";
import { bert } from "./bert.ts";
import type { BertConfig } from "./config.ts";
import { POSITION_EMBEDDINGS } from "./names.ts";

/** Sine waves in the first `headSize` dimensions begin this much larger than word embeddings. */
const WAVE_GAIN = 2;
/** What the first layer's queries and keys multiply those waves by. */
const ATTENTION_GAIN = 1.5;

/**
 * Fresh weights as {@linkcode initialTensors} draws them, but for the position embeddings and the
 * first layer's attention. Position embeddings begin as sine waves (Vaswani et al., arXiv
 * 1706.03762, section 3.5). A wave moved by some places is the wave turned by an angle, so queries
 * that turn what keys leave alone attend to the token at that distance: head 0 to the one before,
 * head 1 to the one behind, head 2 to the one before that, and so on. Values and output are drawn
 * large enough for what the heads see to matter. Learning from random weights to look there first
 * takes a small model most of its time (cf. Trockman and Kolter, arXiv 2305.09828). The architecture
 * is unchanged: these are only the values that training begins with.
 *
 * @param seed An integer from 0 to 2^53 − 1; the same seed gives the same bits.
 * @param tensors Those that {@linkcode initialTensors} draws, some of which are drawn anew.
 */
export function localTensors(
  config: BertConfig,
  seed: number,
  tensors: NamedTensors = initialTensors(config, seed, bert),
): NamedTensors {
  const { hiddenSize, numAttentionHeads } = config;
  const headSize = hiddenSize / numAttentionHeads;
  const data = (name: string) => tensors.get(name)!.data;
  fillWaves(data(POSITION_EMBEDDINGS), config, headSize);
  const attention = "bert.encoder.layer.0.attention";
  const query = data(`${attention}.self.query.weight`).fill(0);
  const key = data(`${attention}.self.key.weight`).fill(0);
  for (let head = 0; head < numAttentionHeads; head++) {
    const distance = (Math.floor(head / 2) + 1) * (head % 2 === 0 ? -1 : 1);
    for (let d = 0; d + 1 < headSize; d += 2) {
      const angle = distance * frequency(d, hiddenSize);
      const at = (row: number, column: number) => (head * headSize + row) * hiddenSize + column;
      // sin(a + t) = cos t · sin a + sin t · cos a, and cos(a + t) = cos t · cos a − sin t · sin a.
      query[at(d, d)] = ATTENTION_GAIN * Math.cos(angle);
      query[at(d, d + 1)] = ATTENTION_GAIN * Math.sin(angle);
      query[at(d + 1, d)] = -ATTENTION_GAIN * Math.sin(angle);
      query[at(d + 1, d + 1)] = ATTENTION_GAIN * Math.cos(angle);
      key[at(d, d)] = key[at(d + 1, d + 1)] = ATTENTION_GAIN;
    }
  }
  for (const name of [`${attention}.self.value.weight`, `${attention}.output.dense.weight`]) {
    const random = new Random(seed, `local ${name}`);
    const weights = data(name);
    for (let i = 0; i < weights.length; i++) weights[i] = random.normal() / Math.sqrt(hiddenSize);
  }
  return tensors;
}

/** Radians that wave `d` turns from one position to the next: 1 for the first, less and less. */
function frequency(dimension: number, hiddenSize: number): number {
  return 10_000 ** (-2 * Math.floor(dimension / 2) / hiddenSize);
}

function fillWaves(data: Float32Array, config: BertConfig, large: number): void {
  const { hiddenSize, initializerRange } = config;
  data.forEach((_, i) => {
    const position = Math.floor(i / hiddenSize), dimension = i % hiddenSize;
    const angle = position * frequency(dimension, hiddenSize);
    // A sine's own deviation is 1/√2.
    const amplitude = Math.SQRT2 * initializerRange * (dimension < large ? WAVE_GAIN : 1);
    data[i] = amplitude * (dimension % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
}
