/** The operations programs are made of. */
export { geluTanh, relu, silu } from "./activations.ts";
export { firstRow, firstRows, reshape, transpose, unstack } from "./arrange.ts";
export { inBucket, outOfBucket } from "./buckets.ts";
export { checkFinite } from "./check_finite.ts";
export { runningSum, toInteger } from "./count.ts";
export { crossEntropy } from "./cross_entropy.ts";
export { dropout, dropoutBits } from "./dropout.ts";
export {
  add,
  divide,
  equal,
  greater,
  logarithm,
  maximum,
  minimum,
  multiply,
  negate,
  power,
  scale,
  squareRoot,
  subtract,
  tanh,
} from "./elementwise.ts";
export { gelu } from "./gelu.ts";
export { gather, type GatherOptions } from "./gather.ts";
export { addBias, linear, matMul, type MatMulOptions } from "./matrix.ts";
export { kept } from "./kept.ts";
export { layerNorm, softmax, type SoftmaxOptions } from "./normalise.ts";
export { wave, window } from "./places.ts";
export { addAll, argMax, halfSquareSum, mean, spread, sum } from "./reduce.ts";
export { select, toFloat } from "./select.ts";
export { compiledApart } from "./compiled_apart.ts";
export { stopGradient } from "./stop_gradient.ts";
export {
  adamW,
  type AdamWInputs,
  addToVariable,
  clearVariable,
  group,
  momentNames,
} from "./update.ts";
