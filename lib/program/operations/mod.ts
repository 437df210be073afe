/** The operations programs are made of. */
export { firstRow, firstRows, reshape, transpose, unstack } from "./arrange.ts";
export { crossEntropy } from "./cross_entropy.ts";
export { dropout, dropoutBits } from "./dropout.ts";
export {
  add,
  divide,
  equal,
  gelu,
  greater,
  logarithm,
  maximum,
  minimum,
  multiply,
  negate,
  power,
  scale,
  select,
  squareRoot,
  subtract,
  tanh,
  toFloat,
} from "./elementwise.ts";
export { gather, type GatherOptions } from "./gather.ts";
export { addBias, linear, matMul, type MatMulOptions } from "./matrix.ts";
export { layerNorm, softmax } from "./normalise.ts";
export { addAll, argMax, halfSquareSum, mean, spread, sum } from "./reduce.ts";
export {
  adamW,
  type AdamWInputs,
  addToVariable,
  checkFinite,
  clearVariable,
  group,
  momentNames,
} from "./update.ts";
