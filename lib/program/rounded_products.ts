/** How TensorFlow rounds the products of bfloat16. */
import { ProgramBuilder } from "./builder.ts";
import { GraphExecutor } from "./graph_executor.ts";
import { matMul } from "./operations/mod.ts";
import type { Tf } from "./types.ts";

const known = new WeakMap<Tf, boolean>();

/**
 * Whether a product of bfloat16 comes out rounded to the nearest. On a processor without AVX-512
 * TensorFlow leaves them to other kernels, which cut what does not fit: each product is then too near to
 * zero, and so is a training's every sum of many.
 *
 * @param tf TensorFlow.js with the native back end `tensorflow` active.
 */
export async function roundsProducts(tf: Tf): Promise<boolean> {
  let rounds = known.get(tf);
  if (rounds === undefined) known.set(tf, rounds = await tryOne(tf));
  return rounds;
}

/** 256 + 3 lies between 258 and 260, which bfloat16 has, and 260 is the even one. */
async function tryOne(tf: Tf): Promise<boolean> {
  const builder = new ProgramBuilder();
  const [a, b] = [builder.placeholder("a", [1, 2]), builder.placeholder("b", [2, 1])];
  builder.output("product", matMul(a, b));
  const executor = GraphExecutor.create(builder.build(), tf, { precision: "bfloat16" });
  try {
    const feeds = {
      a: { shape: [1, 2], data: Float32Array.of(256, 3) },
      b: { shape: [2, 1], data: Float32Array.of(1, 1) },
    };
    const [product] = await executor.run(feeds, ["product"]);
    return product!.data[0] === 260;
  } finally {
    executor.dispose();
  }
}
