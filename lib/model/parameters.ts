/** The parameters of a BERT for masked language modelling: names, shapes and first values. */

import { Random } from "../random/mod.ts";
import type { BertConfig } from "./config.ts";

/** A tensor in memory: always float32, in PyTorch's layout (`[out, in]` for a dense layer). */
export interface NamedTensor {
  /** Its dimensions. */
  shape: number[];
  /** Its values in row-major order; as many as the product of the dimensions. */
  data: Float32Array;
}

/** Tensors by Hugging Face's names, such as `bert.encoder.layer.0.attention.self.query.weight`. */
export type NamedTensors = Map<string, NamedTensor>;

/** A parameter that a model must have. */
export interface ParameterSpec {
  /** Hugging Face's name. */
  name: string;
  /** Its dimensions, in PyTorch's layout. */
  shape: number[];
  /** What it starts as: a draw from the normal distribution, all 0 or all 1. */
  init: "normal" | "zeros" | "ones";
}

/** The name of the word embeddings, which are the masked LM head's decoder weights as well. */
export const WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";

/**
 * The parameters of Hugging Face's `BertForMaskedLM`, in its order. The decoder is tied: its weights
 * are the word embeddings and its bias is `cls.predictions.bias`, so neither is listed again.
 *
 * @example
 * ```ts
 * import { BERT_DEFAULTS } from "./config.ts";
 * import { bertParameters } from "./parameters.ts";
 * const count = bertParameters({ ...BERT_DEFAULTS, vocabSize: 28996 })
 *   .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
 * if (count !== 108_340_804) throw new Error("as many as bert-base-cased has");
 * ```
 */
export function bertParameters(config: BertConfig): ParameterSpec[] {
  const { vocabSize, hiddenSize, intermediateSize } = config;
  const specs: ParameterSpec[] = [
    { name: WORD_EMBEDDINGS, shape: [vocabSize, hiddenSize], init: "normal" },
    {
      name: "bert.embeddings.position_embeddings.weight",
      shape: [config.maxPositionEmbeddings, hiddenSize],
      init: "normal",
    },
    {
      name: "bert.embeddings.token_type_embeddings.weight",
      shape: [config.typeVocabSize, hiddenSize],
      init: "normal",
    },
    ...layerNorm("bert.embeddings.LayerNorm", hiddenSize),
  ];
  for (let layer = 0; layer < config.numHiddenLayers; layer++) {
    const prefix = `bert.encoder.layer.${layer}`;
    specs.push(
      ...dense(`${prefix}.attention.self.query`, hiddenSize, hiddenSize),
      ...dense(`${prefix}.attention.self.key`, hiddenSize, hiddenSize),
      ...dense(`${prefix}.attention.self.value`, hiddenSize, hiddenSize),
      ...dense(`${prefix}.attention.output.dense`, hiddenSize, hiddenSize),
      ...layerNorm(`${prefix}.attention.output.LayerNorm`, hiddenSize),
      ...dense(`${prefix}.intermediate.dense`, hiddenSize, intermediateSize),
      ...dense(`${prefix}.output.dense`, intermediateSize, hiddenSize),
      ...layerNorm(`${prefix}.output.LayerNorm`, hiddenSize),
    );
  }
  specs.push(
    { name: "cls.predictions.bias", shape: [vocabSize], init: "zeros" },
    ...dense("cls.predictions.transform.dense", hiddenSize, hiddenSize),
    ...layerNorm("cls.predictions.transform.LayerNorm", hiddenSize),
  );
  return specs;
}

/**
 * Fresh weights as Hugging Face draws them: matrices and embeddings from the normal distribution of
 * mean 0 and deviation `initializerRange`, biases 0, layer normalisation 1 and 0, and the padding
 * token's word embedding 0.
 *
 * @param seed An integer from 0 to 2^53 − 1; the same seed gives the same bits.
 *
 * @example
 * ```ts
 * import { BERT_DEFAULTS } from "./config.ts";
 * import { initialTensors } from "./parameters.ts";
 * const tiny = { ...BERT_DEFAULTS, vocabSize: 10, hiddenSize: 12, numHiddenLayers: 1 };
 * const tensors = initialTensors(tiny, 42);
 * console.log(tensors.get("cls.predictions.bias")?.shape); // [10]
 * ```
 */
export function initialTensors(config: BertConfig, seed: number): NamedTensors {
  const tensors: NamedTensors = new Map();
  for (const { name, shape, init } of bertParameters(config)) {
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1));
    if (init === "ones") data.fill(1);
    // Each parameter has a stream of its own, so that one more layer leaves the others as they are.
    if (init === "normal") fillNormal(data, config.initializerRange, new Random(seed, name));
    tensors.set(name, { shape, data });
  }
  const start = config.padTokenId * config.hiddenSize;
  tensors.get(WORD_EMBEDDINGS)?.data.fill(0, start, start + config.hiddenSize);
  return tensors;
}

function fillNormal(data: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
}

function dense(name: string, inputs: number, outputs: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs], init: "normal" },
    { name: `${name}.bias`, shape: [outputs], init: "zeros" },
  ];
}

function layerNorm(name: string, size: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [size], init: "ones" },
    { name: `${name}.bias`, shape: [size], init: "zeros" },
  ];
}
