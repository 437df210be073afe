/** How the experiment in a folder may grow: more runs, which leave those that it has as they are. */
import { InputError, settingName } from "../../io/mod.ts";
import { freshParts, isFresh } from "../../model/mod.ts";
import { PATHS, type PathSetting } from "../decided_by.ts";
import { FORMER_DATA } from "../embedded.ts";
import type { Environment } from "../environment.ts";
import { type ExperimentSettings, SETTING_ENTRIES, SETTING_NAMES } from "../settings/table.ts";

/** What to do where a folder is not one's own. */
export const OTHER_FOLDER = `Choose another folder with ${settingName("out", "the setting out")}`;

/**
 * An experiment with the runs of two: the one that a folder has, and the one that goes on there.
 *
 * @param then The settings of the folder.
 * @param now The settings that it goes on with, which {@linkcode hindrances} has nothing against.
 * @returns `now`, its axes and conditions beginning with those of `then`.
 */
export function grown(then: ExperimentSettings, now: ExperimentSettings): ExperimentSettings {
  const union = <T>(a: readonly T[], b: readonly T[]) => [...new Set([...a, ...b])];
  const names = new Set(then.conditions.map(({ name }) => name));
  const sweep = Object.entries(now.sweep).map(([name, values]) => {
    const before = (then.sweep as Record<string, unknown[]>)[name] ?? [];
    return [name, union(before, values)];
  });
  return {
    ...now,
    schedules: union(then.schedules, now.schedules),
    methods: union(then.methods, now.methods),
    seeds: union(then.seeds, now.seeds),
    sweep: Object.fromEntries(sweep),
    conditions: [...then.conditions, ...now.conditions.filter(({ name }) => !names.has(name))],
  };
}

/**
 * The settings by which an experiment that goes on names other places than a folder's runs were made
 * with, where hashes can say whether the same is there.
 *
 * @param environment That of the folder. What it has no hash for, or what differs from run to run,
 * must have the same name.
 */
export function movedPaths(
  then: ExperimentSettings,
  now: ExperimentSettings,
  environment: Environment,
): PathSetting[] {
  const varies = (name: PathSetting) =>
    [then, now].some(({ sweep, conditions }) =>
      [sweep, ...conditions].some((some) => Object.hasOwn(some, name))
    );
  return (Object.keys(PATHS) as PathSetting[]).filter((name) =>
    then[name] !== now[name] && environment[PATHS[name]] !== undefined && !varies(name)
  );
}

/**
 * Why an experiment cannot go on in a folder: each setting that differs and must not, in words.
 *
 * @param moved Settings that may differ: hashes say whether what they name is the same.
 */
export function hindrances(
  then: ExperimentSettings,
  now: ExperimentSettings,
  moved: readonly PathSetting[] = [],
): string[] {
  const same = SETTING_NAMES.filter((name) =>
    SETTING_ENTRIES[name].onResume === "same" && !moved.some((path) => path === name)
  );
  const conditions = now.conditions.flatMap((condition) => {
    const before = then.conditions.find(({ name }) => name === condition.name);
    return before === undefined ? [] : differences([condition.name], {
      [condition.name]: sorted(before),
    }, { [condition.name]: sorted(condition) }).map((difference) => `condition ${difference}`);
  });
  // Other names in a sweep are other names of all runs.
  const swept = differences(["sweep"], { sweep: Object.keys(then.sweep) }, {
    sweep: Object.keys(now.sweep),
  });
  return [...differences(same, then, now), ...swept, ...conditions];
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The values that differ among those of some names, in words. */
export function differences(names: readonly string[], then: object, now: object): string[] {
  const valuesOf = (object: object) => object as Readonly<Record<string, unknown>>;
  const [before, after] = [valuesOf(then), valuesOf(now)];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .flatMap((name) => {
      const fresh = name === "model" ? freshDifferences(before[name], after[name]) : [];
      if (fresh.length > 0) return fresh;
      const [was, is] = [before[name], after[name]].map((value) => {
        const isHash = name.split(" ")[0]!.endsWith("_sha256") && typeof value === "string";
        return JSON.stringify(isHash ? value.slice(0, HASH_DIGITS) : value);
      });
      return `${name} was ${was}, is ${is}`;
    });
}

/** What differs between two fresh models, each parameter by itself. */
function freshDifferences(then: unknown, now: unknown): string[] {
  const both = [then, now].map((model) =>
    typeof model === "string" ? freshParts(model) : undefined
  );
  const [before, after] = both;
  if (before === undefined || after === undefined) return [];
  return differences([...new Set(both.flatMap((parts) => Object.keys(parts!)))], before, after);
}

/** So many digits of a hash are shown: enough to tell two apart. */
const HASH_DIGITS = 8;

/** What runs read, as a folder's settings name it. */
type ReadPaths = Partial<Pick<ExperimentSettings, PathSetting>>;

/** What has changed of that, in words; none where no hash says so. */
function changed(found: readonly string[], { data, evalData, model, beta }: ReadPaths): string[] {
  // Of runs that differ in it the hash is named with what it is of.
  const of = (part: string, setting: PathSetting, usual: string | undefined) => {
    const names = found.filter((difference) => difference.split(" ")[0] === part)
      .map((difference) => new RegExp(`\\b${setting}=(\\S+)`).exec(difference)?.[1] ?? usual);
    return [...new Set(names)].map((name) => name === undefined ? "" : ` ${name}`);
  };
  const texts = data === undefined || !evalData ? data : `${data} or ${evalData}`;
  return [
    ...of(PATHS.data, "data", texts).map((name) =>
      `the text${name && ` of${name}`} has changed, or is read otherwise`
    ),
    ...of(PATHS.model, "model", model).map((name) =>
      isFresh(name.trim()) ? "the new model is another" : `the model${name} has changed`
    ),
    ...of(PATHS.beta, "beta", beta).map((name) => `what the encoder${name} says has changed`),
  ];
}

/**
 * What the name of a folder's data may have stood for when it was begun, in words; none where its
 * chunks are the same.
 *
 * @param found What differs, of {@linkcode differences}.
 * @param data The setting `data`.
 */
function formerData(found: readonly string[], data: string): string[] {
  const others = found.some((difference) => difference.startsWith(PATHS.data));
  const former = Object.hasOwn(FORMER_DATA, data) ? FORMER_DATA[data] : undefined;
  return others && former !== undefined ? [`${data} once stood for what is now ${former}`] : [];
}

/**
 * Refuses to go on in a folder whose runs were made otherwise.
 *
 * @param found What differs, in words.
 * @param now What is read now, where it may differ.
 * @throws {InputError} If anything does.
 */
export function refuseDifferences(
  file: string,
  found: readonly string[],
  now: ReadPaths = {},
): void {
  if (found.length === 0) return;
  const words = [...found, ...formerData(found, now.data ?? "")].join("; ");
  const what = changed(found, now).map((change) => `${change}: `).join("");
  throw new InputError(`${what}the runs of this folder were made otherwise (${words})`, {
    file,
    mend: `${OTHER_FOLDER}, or have them made again with ${settingName("restart")}`,
  });
}

/** The settings that may change in a folder in which nothing is to be made. */
export const RENEWABLE = SETTING_NAMES.filter((name) => {
  const { onResume, scope, whileMade } = SETTING_ENTRIES[name];
  return onResume === "free" && scope !== "place" && !whileMade;
});

/**
 * The settings that ask for something new, and too late for runs that are finished. What is left at its
 * default was hardly asked for.
 */
export function changedTooLate(then: ExperimentSettings, now: ExperimentSettings): string[] {
  return SETTING_NAMES.filter((name) => {
    const { whileMade, default: standard } = SETTING_ENTRIES[name];
    if (!whileMade || differences([name], then, now).length === 0) return false;
    const before: unknown = then[name], value: unknown = now[name];
    if (Array.isArray(before) && Array.isArray(value)) {
      return value.some((item) => !before.includes(item));
    }
    return value !== standard;
  });
}
