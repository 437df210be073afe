/** How a program is to be written as a graph. */

/** The kinds of number that matrix products are computed in. */
export const PRECISIONS = ["float32", "bfloat16"] as const;

/**
 * What matrix products read: `bfloat16` rounds their operands and results to eight significant bits
 * (sums are float32), on a processor a layer's with its bias. All else stays float32, as with
 * PyTorch's automatic mixed precision; but where XLA compiles, also what layers pass on, and its
 * gradients, lie in memory as bfloat16 (`kept`).
 */
export type Precision = typeof PRECISIONS[number];

/** For what a graph is written. */
export interface GraphOptions {
  /**
   * What matrix products are computed in.
   * @default "float32"
   */
  precision?: Precision;
  /**
   * Whether products are made in float32 and rounded around it, where TensorFlow's own of bfloat16
   * do not round to the nearest. What XLA compiles has its products, which do.
   * @default false
   */
  roundAround?: boolean;
  /**
   * Whether it shall run on a GPU. There some of TensorFlow's operations are refused where results
   * must be the same each time, and some fetch to the processor what the GPU computed. What it
   * gives is the same but for roundings.
   * @default false
   */
  gpu?: boolean;
  /**
   * Whether XLA compiles what it can of it, when it first meets the lengths of a run: whatever
   * depends on no length that varies, and AdamW's update; on a GPU also what is in buckets
   * (`inBucket`). What is computed then waits for no check: what is fetched does, and what changes
   * variables and is not compiled.
   * @default false
   */
  xla?: boolean;
}
