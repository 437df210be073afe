/**
 * The weights of a model as its layers declare them, and the door between Hugging Face's tensors
 * and a program's variables.
 */
import { ProgramBuilder } from "../program/mod.ts";
import type { MaskedLmArchitecture, MaskedLmConfig } from "./architecture.ts";
import { Layers } from "./layers.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import type { WeightDeclaration, WeightPart } from "./weight.ts";

/** A tensor that a model's files hold. */
export interface TensorDeclaration extends WeightPart {
  /** The variable it is a part of. */
  readonly weight: WeightDeclaration;
}

/**
 * The weights of a model: its forward pass is built once, for nothing but what its layers say of
 * them. They come in the order of Hugging Face's tensors, which decides the order in which a
 * gradient norm is summed, and with it last bits.
 *
 * @example
 * ```ts
 * import { ARCHITECTURES } from "./architectures.ts";
 * import { BERT_DEFAULTS } from "./bert/config.ts";
 * import { parameterCount, weightsOf } from "./weights.ts";
 * const weights = weightsOf(ARCHITECTURES.get("bert"), { ...BERT_DEFAULTS, vocabSize: 28996 });
 * if (parameterCount(weights) !== 108_340_804) throw new Error("as many as bert-base-cased has");
 * ```
 */
export function weightsOf<C extends MaskedLmConfig>(
  architecture: MaskedLmArchitecture<C>,
  config: C,
): WeightDeclaration[] {
  const layers = new Layers(new ProgramBuilder());
  const inputIds = layers.builder.placeholder("input_ids", [-1, 1], "int32");
  architecture.head(layers, config, architecture.encoder(layers, config, { inputIds }));
  return [...new Set(tensorsOf(layers.weights).map(({ weight }) => weight))];
}

/**
 * Hugging Face's tensors that make up some weights, in Hugging Face's order: a module's own tensors
 * come before those of the modules in it, each in the order of its first mention.
 */
export function tensorsOf(weights: readonly WeightDeclaration[]): TensorDeclaration[] {
  interface Module {
    readonly own: TensorDeclaration[];
    readonly modules: Map<string, Module>;
  }
  const root: Module = { own: [], modules: new Map() };
  for (const weight of weights) {
    for (const part of weight.parts) {
      let module = root;
      for (const name of part.name.split(".").slice(0, -1)) {
        const inner = module.modules.get(name) ?? { own: [], modules: new Map() };
        module.modules.set(name, inner);
        module = inner;
      }
      module.own.push({ ...part, weight });
    }
  }
  const all = (module: Module): TensorDeclaration[] => [
    ...module.own,
    ...[...module.modules.values()].flatMap(all),
  ];
  return all(root);
}

/** How many numbers some weights are. A tied decoder's are counted once. */
export function parameterCount(weights: readonly WeightDeclaration[]): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/**
 * Hugging Face's tensors as the values of variables. Shares memory where nothing is joined.
 *
 * @throws {RangeError} If a tensor is missing.
 */
export function tensorsToVariables(
  weights: readonly WeightDeclaration[],
  tensors: NamedTensors,
): NamedTensors {
  return new Map(
    weights.map(({ name, shape, parts }) => {
      const pieces = parts.map((part) => {
        const tensor = tensors.get(part.name);
        if (tensor === undefined) throw new RangeError(`The tensor "${part.name}" is missing.`);
        return part.transposed ? transposed(tensor) : tensor;
      });
      if (pieces.length === 1) return [name, pieces[0]!];
      const data = new Float32Array(pieces.reduce((size, piece) => size + piece.data.length, 0));
      let offset = 0;
      for (const piece of pieces) {
        data.set(piece.data, offset);
        offset += piece.data.length;
      }
      return [name, { shape: [...shape], data }];
    }),
  );
}

/**
 * The values of variables as Hugging Face's tensors; joined ones are views of their part.
 *
 * @throws {RangeError} If a variable is missing.
 */
export function variablesToTensors(
  weights: readonly WeightDeclaration[],
  values: ReadonlyMap<string, Float32Array>,
): NamedTensors {
  const tensors: NamedTensors = new Map();
  for (const { name, parts } of weights) {
    const data = values.get(name);
    if (data === undefined) throw new RangeError(`The variable "${name}" is missing.`);
    const size = data.length / parts.length;
    parts.forEach((part, i) => {
      const own = data.subarray(i * size, (i + 1) * size);
      const shape = part.transposed ? part.shape.toReversed() : [...part.shape];
      const tensor = { shape, data: own };
      tensors.set(part.name, part.transposed ? transposed(tensor) : tensor);
    });
  }
  return tensors;
}

function transposed({ shape: [rows = 0, columns = 0], data }: NamedTensor): NamedTensor {
  return {
    shape: [columns, rows],
    data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!),
  };
}
