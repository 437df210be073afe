/** How fast the machine multiplies matrices: what bounds a step from below. */
import type { program } from "../lib/mod.ts";

/** Rows and columns of the matrices: large enough for any library to reach its best. */
export const MATMUL_SIZE = 2048;
/** The best of so many counts: others only show what else the machine was doing. */
export const MATMUL_RUNS = 5;

/** The best rate of a float32 product of two square matrices, in GFLOP/s. */
export function matmulRate(tf: program.Tf): { gflops: number } {
  const a = tf.randomUniform([MATMUL_SIZE, MATMUL_SIZE]);
  let best = Infinity;
  for (let i = 0; i < MATMUL_RUNS; i++) {
    const start = performance.now();
    const product = tf.matMul(a, a);
    product.dataSync();
    best = Math.min(best, performance.now() - start);
    product.dispose();
  }
  a.dispose();
  return { gflops: 2 * MATMUL_SIZE ** 3 / best / 1e6 };
}
