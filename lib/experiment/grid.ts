/** The grid: one run for each schedule, method and seed. */

import type { ExperimentSettings } from "./settings.ts";

/** One run of an experiment. */
export interface GridRun {
  /** Its folder's name, such as `cosine-SD-seed0`. */
  name: string;
  schedule: string;
  method: string;
  seed: number;
}

/** The settings that span the grid. */
export type GridAxes = Pick<ExperimentSettings, "schedules" | "methods" | "seeds">;

/**
 * All runs of a grid, seed by seed and schedule by schedule.
 *
 * @example
 * ```ts
 * import { gridRuns } from "./grid.ts";
 * const runs = gridRuns({ schedules: ["cosine"], methods: ["none", "SD"], seeds: [0] });
 * if (runs[1]!.name !== "cosine-SD-seed0") throw new Error("the second run");
 * ```
 */
export function gridRuns({ schedules, methods, seeds }: GridAxes): GridRun[] {
  return seeds.flatMap((seed) =>
    schedules.flatMap((schedule) =>
      methods.map((method) => ({
        name: `${schedule}-${method}-seed${seed}`,
        schedule,
        method,
        seed,
      }))
    )
  );
}

/** The smallest grid that holds both, the first one's values first. */
export function mergeGrids(a: GridAxes, b: GridAxes): GridAxes {
  const union = <T>(x: readonly T[], y: readonly T[]) => [...new Set([...x, ...y])];
  return {
    schedules: union(a.schedules, b.schedules),
    methods: union(a.methods, b.methods),
    seeds: union(a.seeds, b.seeds),
  };
}
