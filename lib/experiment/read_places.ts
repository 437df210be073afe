/** What is read and what is written, kept apart: results in a folder of data would be data. */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { splitPaths } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { freshTokenizer, isFresh } from "../model/mod.ts";
import { dataPath, EMBEDDED, EMBEDDED_MODEL } from "./embedded.ts";
import { OTHER_FOLDER } from "./plan/growth.ts";
import type { PlannedRun } from "./planned_run.ts";

/** A file or folder that is read, by the setting that names it. */
export interface ReadPlace {
  /** The setting. */
  setting: string;
  /** Where it is. */
  path: string;
}

/** Where a path leads past links; undefined where nothing is, or nothing that may be looked at. */
export function placeAt(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The same of what need not be there yet, or may not be looked at: where the folder is that it is in. */
export function placeOf(path: string): string {
  const above = dirname(path);
  return placeAt(path) ?? (above === path ? path : join(placeOf(above), basename(path)));
}

/** Whether a place lies in another one. */
export function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/**
 * Refuses to write into what is read: where the place to write to is a file or folder that is read, or
 * lies in one, or one lies in it. What is written there would be read the next time as data or model, or
 * stand among files of somebody's own. Names that nothing lies at, as on the hub, are no places.
 *
 * @throws {InputError} If it is one.
 */
export function refuseReadPlaces(out: string, read: readonly ReadPlace[]): void {
  const written = placeOf(resolve(out));
  for (const { setting, path } of read) {
    const place = placeAt(resolve(path)), name = settingName(setting);
    if (place === undefined) continue;
    const problem = place === written
      ? `this is what ${name} names`
      : isWithin(written, place)
      ? `it lies in ${path}, which ${name} names`
      : isWithin(place, written)
      ? `${path}, which ${name} names, lies in it`
      : undefined;
    if (problem === undefined) continue;
    throw new InputError(`${problem}, and nothing is written among what is read`, {
      file: out,
      mend: OTHER_FOLDER,
    });
  }
}

/** What runs read. */
export async function readPlaces(runs: readonly PlannedRun[]): Promise<ReadPlace[]> {
  const places = new Map<string, ReadPlace>();
  const add = (setting: string, path: string) =>
    places.set(`${setting} ${path}`, { setting, path });
  for (const { settings: { model, data, evalData, beta } } of runs) {
    for (const path of await splitPaths(dataPath(data))) add("data", path);
    for (const path of evalData === null ? [] : await splitPaths(dataPath(evalData))) {
      add("evalData", path);
    }
    const [setting, named] = isFresh(model)
      ? ["tokenizer", freshTokenizer(model) ?? ""]
      : ["model", model];
    add(setting, named === EMBEDDED ? fileURLToPath(EMBEDDED_MODEL) : named);
    add("beta", beta);
  }
  return [...places.values()];
}
