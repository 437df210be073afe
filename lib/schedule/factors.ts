/** What a method made of each scheduled rate of a run: what methods that read another run are given. */
import { oneOf, text } from "../definition/mod.ts";
import { InputError } from "../io/mod.ts";
import type { MethodContext, RunReference } from "./define_method.ts";

/**
 * A″ ÷ A′ of a step. A step whose A′ is 0 (the first one of a warm-up) tells nothing: null, and so
 * does one that was not made.
 *
 * @param learningRate A″; null if the step was not made.
 *
 * @example
 * ```ts
 * import { rateFactor } from "./factors.ts";
 * if (rateFactor(0.5, 0.25) !== 0.5 || rateFactor(0, 0) !== null) throw new Error("factors");
 * ```
 */
export function rateFactor(scheduledRate: number, learningRate: number | null): number | null {
  return learningRate === null || scheduledRate === 0 ? null : learningRate / scheduledRate;
}

/** The parameters that name another run. */
export const REFERENCE_PARAMETERS = {
  of: {
    description: "the method or condition whose run is read",
    rule: text,
    required: true,
  },
  from: {
    description: "whether that run has the same seed or the next one",
    rule: oneOf(["same", "next"]),
    default: "same",
  },
} as const;

/** The run that these parameters name. */
export function reference({ of, from }: RunReference): RunReference {
  return { of, from };
}

/**
 * The factors of the run that a method reads; null for a step that tells of none.
 *
 * @param name The method's, for the message.
 * @throws {InputError} If there are none, not one for each step, or one that is no factor.
 */
export function requireFactors(
  name: string,
  { factors, steps, parameters: { of } }: MethodContext<{ of: string }>,
): readonly (number | null)[] {
  if (factors === undefined) {
    throw new InputError(`${name} needs the rates of the run ${of}, and there are none`, {
      mend: `Add ${of} to the experiment, where ${name} is made after it`,
    });
  }
  if (factors.length !== steps) {
    throw new InputError(
      `${name} needs a rate of ${of} for each of its ${steps} steps, and that has ${factors.length}`,
      { mend: "Train both for the same number of steps" },
    );
  }
  const wrong = factors.findIndex((factor) =>
    factor !== null && !(factor >= 0 && factor < Infinity)
  );
  if (wrong >= 0) {
    throw new InputError(`step ${wrong + 1} of ${of} has the factor ${factors[wrong]}`, {
      mend: `${name} needs finite factors of at least 0: train ${of} again`,
    });
  }
  return factors;
}
