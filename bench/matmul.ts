/** How fast the machine multiplies matrices: what bounds a step from below. */
import type { program } from "../lib/mod.ts";

/** Rows and columns of the matrices: large enough for any library to reach its best. */
export const MATMUL_SIZE = { cpu: 2048, gpu: 8192 } as const;
/** The best of so many counts: others only show what else the machine was doing. */
export const MATMUL_RUNS = 5;

/** The best rate of a float32 product of two square matrices, in GFLOP/s. */
export function matmulRate(
  tf: program.Tf,
  device: keyof typeof MATMUL_SIZE = "cpu",
): { gflops: number } {
  const size = MATMUL_SIZE[device];
  const a = tf.randomUniform([size, size]);
  let best = Infinity;
  for (let i = 0; i < MATMUL_RUNS; i++) {
    const start = performance.now();
    const product = tf.matMul(a, a);
    // Reading one number waits for all of them.
    const corner = tf.slice(product, [0, 0], [1, 1]);
    corner.dataSync();
    best = Math.min(best, performance.now() - start);
    tf.dispose([product, corner]);
  }
  a.dispose();
  return { gflops: 2 * size ** 3 / best / 1e6 };
}
