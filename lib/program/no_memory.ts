/** What TensorFlow says where memory runs out, as a sentence for people. */
import { InputError } from "../io/mod.ts";

/** As in `OOM when allocating tensor with shape[8,2,5000,5000] and type float on …`. */
const ALLOCATION_FAILED = /OOM when allocating tensor with shape\[([\d,]*)\] and type (\w+)/;

/** An error of TensorFlow's as an {@linkcode InputError} where there is no memory, else as it is. */
export function memoryFailure(error: unknown): unknown {
  const found = error instanceof Error ? ALLOCATION_FAILED.exec(error.message) : null;
  if (found === null) return error;
  const [, shape = "", type] = found;
  return new InputError(
    `memory ran out: there is none for a tensor of ${shape.replaceAll(",", " × ")} (${type})`,
    { mend: "Take a smaller batch, shorter chunks or a smaller model", cause: error },
  );
}
