/** Whether some data are trained on and evaluated with at once. */
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { LookedUp, type OpenData, type Passage, textNumber } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";

/**
 * Refuses to evaluate with what is trained on: a file that both data have, by whatever path, or a folder
 * that a reader takes as a whole and what is in it. Equal texts in different files: {@linkcode SharedTexts}.
 *
 * @throws {InputError} If there is such a file; it names the first one.
 */
export async function refuseShared(training: OpenData, evaluating: OpenData): Promise<void> {
  const trained = await byPlace(training.paths());
  const evaluated = await byPlace(evaluating.paths());
  const shared =
    [...evaluated.keys()].find((place) => upwards(place).some((up) => trained.has(up))) ??
      [...trained.keys()].flatMap(upwards).find((up) => evaluated.has(up));
  if (shared === undefined) return;
  throw new InputError("it is trained on, so nothing that is measured on it says what is learnt", {
    file: evaluated.get(shared)!,
    mend:
      `Give ${settingName("data")} and ${
        settingName("evalData")
      } different files, or hold some of ` +
      `the texts out by ${settingName("evalFraction")} or ${settingName("evalSplit")}`,
  });
}

/** Paths by where they lead, past links. */
async function byPlace(paths: readonly string[]): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const path of paths) places.set(await realpath(path), path);
  return places;
}

/** A path and the folders that it is in. */
function upwards(path: string): string[] {
  const up = dirname(path);
  return up === path ? [path] : [path, ...upwards(up)];
}

/** Counts the texts of an evaluation that are trained on, too, whatever their case and white space. */
export class SharedTexts {
  readonly #trained = new LookedUp();
  #evaluated = 0;
  #shared = 0;

  /** Told of each text that is trained on, before those to evaluate. */
  readonly train = ({ text }: Passage): void => {
    const number = textNumber(text);
    if (number !== undefined) this.#trained.add(number);
  };

  /** Told of each text to evaluate. */
  readonly evaluate = ({ text }: Passage): void => {
    const number = textNumber(text);
    if (number === undefined) return;
    this.#evaluated++;
    if (this.#trained.has(number)) this.#shared++;
  };

  /**
   * What people should know; undefined where no text is shared.
   *
   * @param data What is evaluated.
   */
  about(data: string): string | undefined {
    if (this.#shared === 0) return undefined;
    const share = (100 * this.#shared / this.#evaluated).toPrecision(2);
    return `${data}: ${this.#shared} of its ${this.#evaluated} texts (${
      Number(share)
    } %) are trained ` +
      "on, too, so what is measured on them says less of what is learnt.";
  }
}
