/** What the semantic distance does to a step's rate: from A′ and the root of Γ to A″. */

/**
 * A way to adjust the scheduled rate A′ by the root of Γ (cube root in `paper`, fourth root in
 * `notebook`; see lib/semantics). Make one with {@linkcode defineMethod}.
 */
export interface RateMethod {
  /** Its name in settings, file names and plots. */
  readonly name: string;
  /**
   * Set where A″ = A′ · root^power: the training step then computes A″ inside its graph, without
   * coming back to TypeScript for Γ.
   */
  readonly power?: number;
  /**
   * A″ of one step.
   *
   * @param scheduledRate A′, at least 0.
   * @param gammaRoot The root of Γ, above 0. A step without word pairs has none: it runs with A′.
   */
  adjust(scheduledRate: number, gammaRoot: number): number;
}

/** A method's name, and either the power of the root or any function of A′ and the root. */
export type MethodDefinition =
  | { name: string; power: number }
  | { name: string; adjust: (scheduledRate: number, gammaRoot: number) => number };

/**
 * A method from its definition. A power is enough for the usual ones; a function may do anything.
 *
 * @throws {RangeError} If the power is not a finite number.
 * @throws {TypeError} If the name is not made of letters, digits, `.` and `_`: it becomes a part of
 * folder names such as `cosine-SD-seed0`.
 *
 * @example A further method in one line, and one that is no power
 * ```ts
 * import { defineMethod } from "./rate_method.ts";
 * const squared = defineMethod({ name: "SD3", power: 2 });
 * const capped = defineMethod({ name: "capped", adjust: (rate, root) => rate * Math.min(root, 2) });
 * if (squared.adjust(0.1, 2) !== 0.4 || capped.adjust(0.1, 3) !== 0.2) throw new Error("rates");
 * ```
 */
export function defineMethod(definition: MethodDefinition): RateMethod {
  const { name } = definition;
  if (!/^[\w.]+$/.test(name)) {
    throw new TypeError(`A method's name is made of letters, digits, "." and "_": got "${name}".`);
  }
  if ("adjust" in definition) return { name, adjust: definition.adjust };
  const { power } = definition;
  if (!Number.isFinite(power)) {
    throw new RangeError(`The power of method "${name}" must be a finite number: got ${power}.`);
  }
  return { name, power, adjust: (rate, root) => rate * root ** power };
}

/**
 * The paper's three methods by name: `none` leaves A′ alone, `SD` divides it by the root of Γ, `SD2`
 * multiplies it. Add a further method here and it can be named in settings and on the command line.
 */
export const METHODS: ReadonlyMap<string, RateMethod> = new Map(
  [
    defineMethod({ name: "none", power: 0 }),
    defineMethod({ name: "SD", power: -1 }),
    defineMethod({ name: "SD2", power: 1 }),
  ].map((method) => [method.name, method]),
);
