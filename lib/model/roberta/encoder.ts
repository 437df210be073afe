/** RoBERTa's encoder (Liu et al., arXiv 1907.11692) as Hugging Face's `RobertaModel` computes it. */
import {
  add,
  equal,
  gather,
  multiply,
  reshape,
  runningSum,
  subtract,
  toFloat,
  toInteger,
  type Value,
} from "../../program/mod.ts";
import type { EncoderInputs } from "../architecture.ts";
import { type Layers, requirePositions } from "../layers.ts";
import { bertLayerNames, postNormLayers, tableEmbeddings } from "../post_norm.ts";
import { type RobertaConfig, unusedPositions } from "./config.ts";

/**
 * Adds the encoder: from token ids to one vector a token. All tokens belong to the first segment.
 *
 * @returns `[batch · sequence, hidden]`.
 * @throws {RangeError} If the sequence is longer than the model's positions.
 */
export function robertaEncoder(
  layers: Layers,
  config: RobertaConfig,
  inputs: EncoderInputs,
): Value {
  const { hiddenSize, numHiddenLayers, typeVocabSize, layerNormEps: epsilon } = config;
  // Its tokenizers tell no segments apart.
  const hidden = tableEmbeddings(layers, config, { inputIds: inputs.inputIds }, {
    name: "roberta.embeddings",
    width: hiddenSize,
    segments: typeVocabSize,
    epsilon,
    positions: (ids, table) => positions(layers, config, ids, table),
  });
  const names = Array.from(
    { length: numHiddenLayers },
    (_, i) => bertLayerNames(`roberta.encoder.layer.${i}`),
  );
  return postNormLayers(layers, config, hidden, inputs, { names, epsilon });
}

/**
 * The positions' vectors `[batch, sequence, hidden]`. They are counted over the tokens that are not
 * padding, from the row behind padding's own, which padding itself has. A random word that stands
 * for a masked one may be the padding token: so it is looked at even where nothing is filled up.
 */
function positions(layers: Layers, config: RobertaConfig, ids: Value, name: string): Value {
  const { padTokenId, maxPositionEmbeddings, hiddenSize } = config;
  const sequence = ids.shape[1]!;
  requirePositions(sequence, config);
  const rows = maxPositionEmbeddings + unusedPositions(config);
  const table = layers.embeddings(name, rows, hiddenSize, padTokenId);
  const { builder } = layers;
  const padding = builder.constant({ shape: [], data: Int32Array.of(padTokenId) });
  const word = subtract(builder.constant(1), toFloat(equal(ids, padding)));
  const place = add(multiply(runningSum(word), word), builder.constant(padTokenId));
  const looked = gather(table, reshape(toInteger(place), [-1]), { paddingIndex: padTokenId });
  return reshape(looked, [-1, sequence, hiddenSize]);
}
