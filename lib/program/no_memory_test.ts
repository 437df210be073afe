import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { memoryFailure } from "./no_memory.ts";

Deno.test("what TensorFlow says where memory runs out becomes a sentence", () => {
  const cause = new Error(
    "Session fail to run with error: OOM when allocating tensor with shape[8,2,5000,5000] and " +
      "type float on /job:localhost/replica:0/task:0/device:CPU:0 by allocator mklcpu\n\t " +
      "[[{{node Mul_43}}]]",
  );
  const failure = memoryFailure(cause);
  assert.ok(failure instanceof InputError);
  assert.equal(
    failure.message,
    "memory ran out: there is none for a tensor of 8 × 2 × 5000 × 5000 (float). " +
      "Take a smaller batch, shorter chunks or a smaller model.",
  );
  assert.equal(failure.cause, cause);
});

Deno.test("other errors are left as they are", () => {
  for (const error of [new Error("non-finite loss"), "OOM", undefined]) {
    assert.equal(memoryFailure(error), error);
  }
});
