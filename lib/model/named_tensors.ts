/** Tensors as they stand in memory and in model files. */

/** A tensor in memory: always float32, in PyTorch's layout (`[out, in]` for a dense layer). */
export interface NamedTensor {
  /** Its dimensions. */
  shape: number[];
  /** Its values in row-major order; as many as the product of the dimensions. */
  data: Float32Array;
}

/** Tensors by Hugging Face's names, such as `bert.encoder.layer.0.attention.self.query.weight`. */
export type NamedTensors = Map<string, NamedTensor>;
