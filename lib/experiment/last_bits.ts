/** What decides the last bits of runs besides their settings: threads, the processor, TensorFlow. */

import type { Rounding } from "../backend/mod.ts";
import { InputError, settingName } from "../io/mod.ts";

const NAMES = [
  "threads",
  "onednn",
  "processor",
  "tensorflow",
  "variables",
] as const satisfies readonly (keyof Rounding)[];

/** What of some text values decides last bits. */
export function roundingIn(values: object): Partial<Rounding> {
  const found = values as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    NAMES.filter((name) => typeof found[name] === "string").map((name) => [name, found[name]]),
  );
}

/** Those that are known of both and differ. */
function differing(then: Partial<Rounding>, now: Partial<Rounding>): (keyof Rounding)[] {
  return NAMES.filter((name) =>
    then[name] !== undefined && now[name] !== undefined && then[name] !== now[name]
  );
}

/** What decides the last bits of what is made now, beside what decided those of a folder's runs. */
export class LastBits {
  readonly #first: Partial<Rounding>;
  readonly #now: Partial<Rounding>;
  readonly #allowed: boolean;
  readonly #isUnknown: boolean;

  /**
   * @param first The environment that the folder's runs were begun in; undefined in a new folder.
   * @param now What there is now.
   * @param allowed Whether the two may differ.
   */
  constructor(first: object | undefined, now: object, allowed: boolean) {
    const begun = roundingIn(first ?? {});
    const saysNothing = Object.keys(begun).length === 0;
    this.#now = roundingIn(now);
    this.#first = saysNothing ? this.#now : begun;
    // A GPU has neither.
    this.#isUnknown = first !== undefined && saysNothing && this.#now.threads !== undefined;
    this.#allowed = allowed;
  }

  /**
   * Refuses to go on after what was made otherwise, unless that is allowed.
   *
   * @param file Where it was made.
   * @throws {InputError} With the reason.
   */
  refuse(then: object, file: string): void {
    const before = roundingIn(then);
    const names = differing(before, this.#now);
    if (names.length === 0 || this.#allowed) return;
    const found = names.map((name) => `${name} was "${before[name]}", is "${this.#now[name]}"`);
    throw new InputError(
      `what is made here now would have other last bits than what was begun (${found.join("; ")})`,
      {
        file,
        mend: `Go on as it was begun${
          names.includes("threads")
            ? `, with ${settingName("threads", "the threads")} ${before.threads}`
            : ""
        }, or accept other bits with ${settingName("allowOtherBits")}`,
      },
    );
  }

  /** What there is to tell of what is made now, as a sentence; undefined where there is nothing. */
  get about(): string | undefined {
    if (this.#isUnknown) {
      return "The folder does not say with how many threads, and on what processor, its runs were " +
        "made: they are taken to be the same.";
    }
    const others = this.others([]);
    return others && `What is made now has other last bits: ${others}.`;
  }

  /** What a run was made with, one after the other, after this process had its share. */
  after(before: readonly Partial<Rounding>[]): Partial<Rounding>[] {
    const last = before.at(-1);
    const same = last !== undefined && differing(last, this.#now).length === 0;
    return same || Object.keys(this.#now).length === 0 ? [...before] : [...before, this.#now];
  }

  /**
   * What of a run's making differs from the folder's other runs, as a phrase; undefined where nothing
   * does.
   *
   * @param before What it was made with before this process took it up.
   */
  others(before: readonly Partial<Rounding>[]): string | undefined {
    const made = this.after(before);
    const names = NAMES.filter((name) =>
      made.some((rounding) => differing(this.#first, rounding).includes(name))
    );
    if (names.length === 0) return undefined;
    return names.map((name) => {
      const values = made.flatMap((rounding) => rounding[name] ?? [])
        .filter((value, index, all) => value !== all[index - 1]);
      return `${name} ${values.join(", then ")} instead of ${this.#first[name]}`;
    }).join("; ");
  }
}
