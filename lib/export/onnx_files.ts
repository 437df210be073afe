/** A model as ONNX files: its forward pass for batches and texts of any length, with its weights. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import library from "../../deno.json" with { type: "json" };
import { ONNX_FILES } from "../experiment/mod.ts";
import { type FileInParts, InputError, lockFolder, makePath, writeParts } from "../io/mod.ts";
import {
  encodeNumbers,
  Layers,
  type PretrainedModel,
  tensorsToVariables,
  type WeightDeclaration,
  weightsOf,
} from "../model/mod.ts";
import {
  MOST_FLOAT16,
  type OnnxPrecision,
  type OnnxWeight,
  type Program,
  ProgramBuilder,
  reshape,
  writeOnnx,
} from "../program/mod.ts";

/** What of a model is exported. */
export type ExportedModel = Pick<PretrainedModel, "architecture" | "config" | "tensors">;

/** Protocol buffers hold no more. */
const MOST_BYTES = 2 ** 31 - 1;

/** All logits of whole batches, padding masked. */
function programOf({ architecture, config }: ExportedModel, length: number): Program {
  const builder = new ProgramBuilder(), layers = new Layers(builder);
  const shape = [-1, length];
  const hidden = architecture.encoder(layers, config, {
    inputIds: builder.placeholder("input_ids", shape, "int32"),
    attentionMask: builder.placeholder("attention_mask", shape),
    tokenTypeIds: builder.placeholder("token_type_ids", shape, "int32"),
  });
  const logits = architecture.head(layers, config, hidden);
  builder.output("logits", reshape(logits, [...shape, config.vocabSize]));
  return builder.build();
}

/** A weight in a precision; one with numbers that float16 has not stays as it is. */
function exported(
  weight: WeightDeclaration,
  { tensors }: ExportedModel,
  precision: OnnxPrecision,
): OnnxWeight {
  const fits = precision === "float16" &&
    weight.parts.every(({ name }) =>
      tensors.get(name)!.data.every((number) => Math.abs(number) <= MOST_FLOAT16)
    );
  return {
    shape: weight.shape,
    format: fits ? "float16" : "float32",
    bytes() {
      const { data } = tensorsToVariables([weight], tensors).get(weight.name)!;
      return encodeNumbers(data, fits ? "F16" : "F32");
    },
  };
}

/**
 * A model as an ONNX file. Its inputs are `input_ids`, `attention_mask` and, where the family has
 * segments, `token_type_ids`; its output is `logits`, float32. Of float16 are weights and matrix
 * products.
 *
 * @param name The model's folder, for messages.
 * @throws {InputError} If something of it has no ONNX form, or it is larger than such a file may be.
 */
export function onnxFile(
  model: ExportedModel,
  precision: OnnxPrecision,
  name: string,
): FileInParts {
  const { architecture, config } = model;
  const weights = weightsOf(architecture, config).map((weight) =>
    [weight.name, exported(weight, model, precision)] as const
  );
  try {
    const file = writeOnnx({
      programOf: (length) => programOf(model, length),
      longest: config.maxPositionEmbeddings,
      weights: new Map(weights),
      precision,
      producer: { name: "SDTrainer", version: library.version },
    });
    if (file.size <= MOST_BYTES) return file;
    throw new RangeError(`it would have ${file.size} bytes, of which an ONNX file holds 2^31 - 1`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `a model of the architecture ${architecture.name} cannot be exported: ${error.message}`,
      { file: name, mend: "Export another model", cause: error },
    );
  }
}

/** Whether a model's folder has its ONNX files. */
export function hasOnnx(folder: string): boolean {
  return Object.values(ONNX_FILES).every((file) => existsSync(join(folder, file)));
}

/**
 * A model's ONNX files by their names in its folder. Nothing is written or converted yet.
 *
 * @param name The model's folder, for messages.
 * @throws {InputError} As {@linkcode onnxFile}.
 */
export function onnxFiles(model: ExportedModel, name: string): Map<string, FileInParts> {
  return new Map(
    Object.entries(ONNX_FILES).map(([precision, file]) => [
      file,
      onnxFile(model, precision as OnnxPrecision, name),
    ]),
  );
}

/**
 * Writes ONNX files into a model's folder. Each appears whole.
 *
 * @throws {InputError} If another process is at work there, or the operating system refuses.
 */
export async function writeOnnxFiles(
  folder: string,
  files: ReadonlyMap<string, FileInParts>,
): Promise<void> {
  const inner = join(folder, "onnx");
  await makePath(inner);
  await using _ = await lockFolder(inner);
  for (const [name, file] of files) {
    await writeParts(join(folder, name), file.parts(), { marked: true });
  }
}
