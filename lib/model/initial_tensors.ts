/** The first values of a model's tensors. */
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { MaskedLmArchitecture, MaskedLmConfig } from "./architecture.ts";
import { architectureOf } from "./architectures.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import { filled } from "./filled.ts";
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
  return atOnce(drawnTensors(config, seed, architecture));
}

/**
 * The same tensors, drawn bit by bit: whenever it yields, as it does every few milliseconds, it says how
 * many numbers it has drawn since.
 */
export function* drawnTensors(
  config: MaskedLmConfig,
  seed: number,
  architecture: MaskedLmArchitecture,
): Generator<number, NamedTensors> {
  const tensors: NamedTensors = new Map();
  for (const declaration of tensorsOf(weightsOf(architecture, config))) {
    tensors.set(declaration.name, yield* drawn(declaration, config, seed));
  }
  return tensors;
}

/** Fresh values of one of the tensors: see {@linkcode initialTensors}. */
export function initialTensor(
  declaration: TensorDeclaration,
  config: MaskedLmConfig,
  seed: number,
): NamedTensor {
  return atOnce(drawn(declaration, config, seed));
}

/** What a generator comes to. */
function atOnce<T>(drawing: Generator<number, T>): T {
  for (;;) {
    const { done, value } = drawing.next();
    if (done) return value;
  }
}

function* drawn(
  { name, shape, weight }: TensorDeclaration,
  { initializerRange }: MaskedLmConfig,
  seed: number,
): Generator<number, NamedTensor> {
  const size = shape.reduce((product, side) => product * side, 1);
  const tensor = { shape: [...shape], data: numbers(size, name) };
  // Each tensor has a stream of its own, so that one more layer leaves the others as they are.
  yield* fill(tensor, weight.init, initializerRange, new Random(seed, name));
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

function* fill(
  tensor: NamedTensor,
  init: Initialisation,
  deviation: number,
  random: Random,
): Generator<number> {
  const { data } = tensor;
  if (typeof init === "function") yield* init(tensor, random) ?? [];
  else if (init === "ones") data.fill(1);
  else if (init === "normal") yield* filled(data, () => deviation * random.normal());
}
