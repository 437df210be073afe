/** The first values of a model's tensors. */
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { MaskedLmArchitecture, MaskedLmConfig } from "./architecture.ts";
import { architectureOf } from "./architectures.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import type { Initialisation } from "./weight.ts";
import { type TensorDeclaration, tensorsOf, weightsOf } from "./weights.ts";

/**
 * Fresh weights as Hugging Face draws them, each as its layer says: matrices and embeddings from the
 * normal distribution of mean 0 and deviation `initializerRange`, biases 0, layer normalisation 1
 * and 0, and the padding token's word embedding 0.
 *
 * @param seed An integer from 0 to 2^53 − 1; the same seed gives the same bits.
 * @param architecture The configuration's, where it is not built in.
 * @throws {InputError} If there is no memory for one of them.
 *
 * @example
 * ```ts
 * import { BERT_DEFAULTS } from "./bert/config.ts";
 * import { initialTensors } from "./initial_tensors.ts";
 * const tiny = { ...BERT_DEFAULTS, vocabSize: 10, hiddenSize: 12, numHiddenLayers: 1 };
 * const tensors = initialTensors(tiny, 42);
 * console.log(tensors.get("cls.predictions.bias")?.shape); // [10]
 * ```
 */
export function initialTensors(
  config: MaskedLmConfig,
  seed: number,
  architecture: MaskedLmArchitecture = architectureOf(config),
): NamedTensors {
  const tensors: NamedTensors = new Map();
  for (const declaration of tensorsOf(weightsOf(architecture, config))) {
    tensors.set(declaration.name, initialTensor(declaration, config, seed));
  }
  return tensors;
}

/** Fresh values of one of the tensors: see {@linkcode initialTensors}. */
export function initialTensor(
  { name, shape, weight }: TensorDeclaration,
  { initializerRange }: MaskedLmConfig,
  seed: number,
): NamedTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const tensor = { shape: [...shape], data: numbers(size, name) };
  // Each tensor has a stream of its own, so that one more layer leaves the others as they are.
  fill(tensor, weight.init, initializerRange, new Random(seed, name));
  if (weight.zeroRow !== undefined) {
    const width = size / shape[0]!;
    tensor.data.fill(0, weight.zeroRow * width, (weight.zeroRow + 1) * width);
  }
  return tensor;
}

function numbers(size: number, name: string): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(size);
  } catch (cause) {
    throw new InputError(
      `there is no memory for the ${size.toLocaleString("en")} numbers of ${name}`,
      { mend: "Make a smaller model", cause },
    );
  }
}

function fill(tensor: NamedTensor, init: Initialisation, deviation: number, random: Random): void {
  const { data } = tensor;
  if (typeof init === "function") init(tensor, random);
  else if (init === "ones") data.fill(1);
  else if (init === "normal") {
    for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
  }
}
