/**
 * BERT for masked language modelling in plain TensorFlow.js, as one would write it without this
 * library: tfjs' operations, its automatic gradients, its dropout.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
import type { BertConfig, MaskedBatch, NamedTensors, program } from "../../lib/mod.ts";

/** The weights by Hugging Face's names, in PyTorch's layout. */
export type Weights = ReadonlyMap<string, Variable>;

/** Makes variables of weights. */
export function makeWeights(tf: program.Tf, tensors: NamedTensors): Weights {
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [name, tf.variable(tf.tensor(data, shape))]),
  );
}

/** The model's computations; `training` says whether there is dropout. */
export class PlainBert {
  constructor(
    readonly tf: program.Tf,
    readonly config: BertConfig,
    readonly weights: Weights,
  ) {}

  #dense(x: Tensor2D, name: string): Tensor2D {
    const { tf } = this;
    const weight = this.weights.get(`${name}.weight`) as unknown as Tensor2D;
    return tf.add(tf.matMul(x, weight, false, true), this.weights.get(`${name}.bias`)!);
  }

  #layerNorm(x: Tensor2D, name: string): Tensor2D {
    const { tf } = this;
    const { mean, variance } = tf.moments(x, 1, true);
    const normed = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, this.config.layerNormEps)));
    const scaled = tf.mul(normed, this.weights.get(`${name}.weight`)!);
    return tf.add(scaled, this.weights.get(`${name}.bias`)!);
  }

  #gelu(x: Tensor2D): Tensor2D {
    const { tf } = this;
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  }

  #dropout<T extends Tensor>(x: T, rate: number, training: boolean): T {
    return training ? this.tf.dropout(x, rate) as T : x;
  }

  #heads(x: Tensor2D, batch: number, sequence: number): Tensor4D {
    const { tf, config } = this;
    const heads = config.numAttentionHeads;
    const split = tf.reshape(x, [batch, sequence, heads, config.hiddenSize / heads]);
    return tf.transpose(split, [0, 2, 1, 3]) as Tensor4D;
  }

  #layer(x: Tensor2D, i: number, batch: number, sequence: number, training: boolean): Tensor2D {
    const { tf, config } = this;
    const { hiddenSize, hiddenDropoutProb, attentionProbsDropoutProb } = config;
    const name = `bert.encoder.layer.${i}`;
    const [query, key, value] = ["query", "key", "value"].map((part) =>
      this.#heads(this.#dense(x, `${name}.attention.self.${part}`), batch, sequence)
    ) as [Tensor4D, Tensor4D, Tensor4D];
    const width = hiddenSize / config.numAttentionHeads;
    const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(width));
    const attention = this.#dropout(tf.softmax(scores), attentionProbsDropoutProb, training);
    const context = tf.transpose(tf.matMul(attention, value), [0, 2, 1, 3]);
    const joined = tf.reshape(context, [batch * sequence, hiddenSize]) as Tensor2D;
    const attended = this.#dense(joined, `${name}.attention.output.dense`);
    const middle = this.#layerNorm(
      tf.add(this.#dropout(attended, hiddenDropoutProb, training), x),
      `${name}.attention.output.LayerNorm`,
    );
    const wide = this.#gelu(this.#dense(middle, `${name}.intermediate.dense`));
    const narrow = this.#dense(wide, `${name}.output.dense`);
    return this.#layerNorm(
      tf.add(this.#dropout(narrow, hiddenDropoutProb, training), middle),
      `${name}.output.LayerNorm`,
    );
  }

  #embed(batch: MaskedBatch, training: boolean): Tensor2D {
    const { tf, config } = this;
    const { batchSize, sequenceLength } = batch;
    const table = (name: string) =>
      this.weights.get(`bert.embeddings.${name}.weight`) as unknown as Tensor2D;
    const ids = tf.tensor1d(batch.inputIds, "int32");
    const places = tf.tile(tf.range(0, sequenceLength, 1, "int32"), [batchSize]);
    const segments = tf.zeros([ids.size], "int32") as Tensor1D;
    const sum = tf.add(
      tf.add(
        tf.gather(table("word_embeddings"), ids),
        tf.gather(table("position_embeddings"), places),
      ),
      tf.gather(table("token_type_embeddings"), segments),
    ) as Tensor2D;
    const normed = this.#layerNorm(sum, "bert.embeddings.LayerNorm");
    return this.#dropout(normed, config.hiddenDropoutProb, training);
  }

  /** The mean loss over a batch's masked positions, with the head computed on these only. */
  loss(batch: MaskedBatch, training: boolean): Scalar {
    const { tf, config } = this;
    let hidden = this.#embed(batch, training);
    for (let i = 0; i < config.numHiddenLayers; i++) {
      hidden = this.#layer(hidden, i, batch.batchSize, batch.sequenceLength, training);
    }
    const found = tf.gather(hidden, tf.tensor1d(batch.positions, "int32"));
    const transformed = this.#layerNorm(
      this.#gelu(this.#dense(found, "cls.predictions.transform.dense")),
      "cls.predictions.transform.LayerNorm",
    );
    const words = this.weights.get("bert.embeddings.word_embeddings.weight") as unknown as Tensor2D;
    const bias = this.weights.get("cls.predictions.bias")!;
    const logits = tf.add(tf.matMul(transformed, words, false, true), bias);
    const answers = tf.oneHot(tf.tensor1d(batch.labels, "int32"), config.vocabSize);
    return tf.neg(tf.mean(tf.sum(tf.mul(answers, tf.logSoftmax(logits)), 1)));
  }
}
