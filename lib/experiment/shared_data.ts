/** Whether some data are trained on and evaluated with at once. */
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { OpenData } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";

/**
 * Refuses to evaluate with what is trained on: a file that both data have, by whatever path, or a folder
 * that a reader takes as a whole and what is in it. Equal texts in different files are not found.
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
