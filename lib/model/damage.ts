/** Weights that are no numbers to compute with. */
import { InputError } from "../io/mod.ts";
import type { NamedTensor } from "./named_tensors.ts";

/** Collects the tensors of a file in which not all numbers are finite. */
export class Damage {
  readonly #file: string;
  readonly #tensors: { name: string; count: number; size: number }[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Looks at a tensor. */
  look(name: string, { data }: NamedTensor): void {
    // 0 times a finite number is 0, whose sum is; this is faster than to ask of each number.
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
    if (sum === 0) return;
    const count = data.reduce((count, value) => Number.isFinite(value) ? count : count + 1, 0);
    this.#tensors.push({ name, count, size: data.length });
  }

  /** @throws {InputError} If something was found, with the first tensor and how much it is. */
  check(): void {
    const [first, ...others] = this.#tensors;
    if (first === undefined) return;
    const { name, count, size } = first;
    const further = others.length === 0
      ? ""
      : `, and so are numbers of ${others.length} further tensor${others.length === 1 ? "" : "s"}`;
    throw new InputError(
      `${count} of its ${size} numbers are NaN or infinite${further}`,
      {
        file: this.#file,
        place: name,
        mend: "Fetch the weights again, or save them before training diverged",
      },
    );
  }
}
