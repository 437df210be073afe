/**
 * The door between Hugging Face's tensors and a program's variables. All keep PyTorch's layout and
 * Hugging Face's names; only queries, keys and values are joined, because one matrix product with
 * 3 × hidden rows is faster than three with hidden.
 */
import type { BertConfig } from "./config.ts";
import { bertParameters, type NamedTensor, type NamedTensors } from "./parameters.ts";

/** A variable and the tensors that make it up, stacked along their first dimension. */
export interface VariableSpec {
  /** The tensor's name, or for joined ones the name with `query_key_value` in it. */
  name: string;
  shape: number[];
  /** Names of the tensors it holds, in order; one unless it is joined. */
  parts: string[];
  /** Whether weight decay applies: not to biases and LayerNorm, as Hugging Face's Trainer has it. */
  decays: boolean;
}

const JOINED = /^(.*\.attention\.self)\.(query|key|value)\.(weight|bias)$/;

/** The variables of a BERT for masked language modelling. */
export function bertVariables(config: BertConfig): VariableSpec[] {
  const specs = new Map<string, VariableSpec>();
  for (const { name, shape } of bertParameters(config)) {
    const joined = JOINED.exec(name);
    const variable = joined === null ? name : `${joined[1]}.query_key_value.${joined[3]}`;
    const spec = specs.get(variable);
    if (spec === undefined) {
      const decays = !name.endsWith("bias") && !name.includes("LayerNorm");
      specs.set(variable, { name: variable, shape: [...shape], parts: [name], decays });
    } else {
      spec.shape[0]! += shape[0]!;
      spec.parts.push(name);
    }
  }
  return [...specs.values()];
}

/** Hugging Face's tensors as the values of variables. Shares memory where nothing is joined. */
export function tensorsToVariables(config: BertConfig, tensors: NamedTensors): NamedTensors {
  return new Map(
    bertVariables(config).map(({ name, shape, parts }) => {
      const pieces = parts.map((part) => {
        const tensor = tensors.get(part);
        if (tensor === undefined) throw new RangeError(`The tensor "${part}" is missing.`);
        return tensor;
      });
      if (pieces.length === 1) return [name, pieces[0]!];
      const data = new Float32Array(pieces.reduce((size, piece) => size + piece.data.length, 0));
      let offset = 0;
      for (const piece of pieces) {
        data.set(piece.data, offset);
        offset += piece.data.length;
      }
      return [name, { shape, data }];
    }),
  );
}

/** The values of variables as Hugging Face's tensors; joined ones are views of their part. */
export function variablesToTensors(
  config: BertConfig,
  values: ReadonlyMap<string, Float32Array>,
): NamedTensors {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, shape, parts } of bertVariables(config)) {
    const data = values.get(name);
    if (data === undefined) throw new RangeError(`The variable "${name}" is missing.`);
    const size = data.length / parts.length;
    parts.forEach((part, i) =>
      tensors.set(part, {
        shape: [shape[0]! / parts.length, ...shape.slice(1)],
        data: data.subarray(i * size, (i + 1) * size),
      })
    );
  }
  return tensors;
}
