/** From settings to runs: the axes' product, and that of each condition with the axes it leaves. */
import { choiceSlug } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { hashOf } from "../hash.ts";
import type { PlannedRun } from "../planned_run.ts";
import type { Condition } from "../settings/overrides.ts";
import { type BaseSettings, RUN_SETTINGS, type RunSettings } from "../settings/run_settings.ts";
import type { ExperimentSettings } from "../settings/table.ts";

/** The settings from which the runs follow. */
export type PlanSettings =
  & BaseSettings
  & Pick<ExperimentSettings, "schedules" | "methods" | "seeds" | "sweep" | "conditions">;

/** One thing that differs from run to run. */
interface Axis {
  readonly name: keyof RunSettings;
  readonly values: readonly unknown[];
}

/** A value of each of some axes. */
type Point = Readonly<Partial<Record<keyof RunSettings, unknown>>>;

/** Names of folders stay below this, and so readable. */
const LONGEST_PART = 60;

/**
 * All runs of an experiment: first those of the axes, seed by seed, schedule by schedule, method by
 * method and then by what is swept; then those of each condition in the same way, without the axes
 * that it sets itself.
 *
 * @throws {InputError} If two runs would have the same name.
 *
 * @example
 * ```ts
 * import { plannedRuns } from "./planned_runs.ts";
 * import { resolveSettings } from "../settings/presets.ts";
 * const settings = resolveSettings({ overrides: { schedules: ["cosine"], methods: ["none", "SD"] } });
 * if (plannedRuns(settings)[1]!.name !== "cosine-SD-seed0") throw new Error("the second run");
 * ```
 */
export function plannedRuns(settings: PlanSettings): PlannedRun[] {
  const axes: Axis[] = [
    { name: "seed", values: settings.seeds },
    { name: "schedule", values: settings.schedules },
    { name: "method", values: settings.methods },
    ...Object.entries(settings.sweep)
      .map(([name, values]) => ({ name: name as keyof BaseSettings, values })),
  ];
  const base = Object.fromEntries(
    Object.keys(RUN_SETTINGS).map((name) => [name, settings[name as keyof BaseSettings]]),
  ) as BaseSettings;
  const runs = [undefined, ...settings.conditions].flatMap((condition) => {
    const free = axes.filter(({ name }) => condition === undefined || !(name in condition));
    return product(free).map((point) => plannedRun(base, point, condition));
  });
  const names = new Set<string>();
  for (const { name } of runs) {
    if (names.has(name)) {
      throw new InputError(`two runs would have the name ${name}`, {
        mend: "Give a condition another name, or values that differ in letters and digits",
      });
    }
    names.add(name);
  }
  return runs;
}

/** All points of some axes; along the last one they lie beside each other. */
function product([axis, ...rest]: readonly Axis[]): Point[] {
  if (axis === undefined) return [{}];
  const others = product(rest);
  return axis.values.flatMap((value) => others.map((point) => ({ [axis.name]: value, ...point })));
}

function plannedRun(
  base: BaseSettings,
  point: Point,
  condition: Condition | undefined,
): PlannedRun {
  const { name: conditionName, ...changes } = condition ?? { name: undefined };
  const settings = { ...base, ...point, ...changes } as RunSettings;
  const { schedule, method, seed } = settings;
  const { schedule: ofAxis, method: chosen, seed: drawn, ...swept } = point;
  const sweeps = Object.entries(swept).map(([name, value]) => `${name}=${value}`);
  const named = (parts: readonly unknown[]) => parts.filter((part) => part !== undefined);
  const ending = drawn === undefined ? undefined : `seed${drawn}`;
  return {
    name: named([ofAxis, chosen, ...sweeps, conditionName, ending]).map(slug).join("-"),
    settings,
    schedule,
    method,
    seed,
    label: named([chosen, ...sweeps, conditionName]).join(" "),
    ...(conditionName === undefined ? {} : {
      condition: conditionName,
      sets: Object.keys(changes) as (keyof RunSettings)[],
    }),
  };
}

/** A text as a part of a file's name; texts that differ in what cannot stand there stay different. */
export function filePart(text: string): string {
  const part = slug(text);
  return part === choiceSlug(text) ? part : `${part}~${hashOf([text]).slice(0, 8)}`;
}

/** A part of a run's name as a part of a folder's. */
function slug(part: unknown): string {
  const plain = choiceSlug(String(part)).replaceAll(/[^\p{L}\p{N}._+=-]/gu, "_");
  if (plain.length <= LONGEST_PART) return plain;
  return `${plain.slice(0, LONGEST_PART - 9)}~${hashOf([plain]).slice(0, 8)}`;
}
