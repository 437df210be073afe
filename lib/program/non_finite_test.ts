import assert from "node:assert/strict";
import { NonFiniteValue } from "./mod.ts";
import { typedFailure } from "./non_finite.ts";

Deno.test("what TensorFlow says of a check that failed becomes a NonFiniteValue", () => {
  const sayings: [string, string][] = [
    ["non-finite loss : Tensor had NaN values\n\t [[{{node CheckNumerics}}]]", "loss"],
    [
      "Session fail to run with error: 2 root error(s) found.\n  (0) INVALID_ARGUMENT: non-finite " +
      "gradient norm : Tensor had Inf and NaN values\n\t [[{{node CheckNumerics_1}}]]",
      "gradient norm",
    ],
    ["non-finite Γ : Tensor had -Inf and +Inf values", "Γ"],
  ];
  for (const [saying, what] of sayings) {
    const cause = new Error(saying);
    const failure = typedFailure(cause);
    assert.ok(failure instanceof NonFiniteValue, saying);
    assert.equal(failure.what, what);
    assert.equal(failure.message, `non-finite ${what}`);
    assert.equal(failure.cause, cause);
    assert.equal(failure.name, "NonFiniteValue");
  }
});

Deno.test("other errors stay what they are", () => {
  for (
    const error of [
      new Error("OOM when allocating tensor"),
      new Error("non-finite loss"),
      new RangeError('The run was not given "x".'),
      "non-finite loss : Tensor had NaN values",
      undefined,
    ]
  ) {
    assert.equal(typedFailure(error), error);
  }
});
