/** How long an experiment's training took by the clock. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseJson, readUtf8 } from "../io/mod.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { isDoneMark, readConfig } from "./results.ts";
import { covered } from "./spans.ts";

/**
 * How long the finished runs of a folder took by the clock, pauses left out.
 *
 * @returns Seconds; null where no run is finished, or one of an older version does not say when it was
 * made.
 * @throws {InputError} If the folder holds no experiment, or a finished run is damaged.
 */
export async function wallSeconds(out: string): Promise<number | null> {
  const { settings } = await readConfig(out);
  const files = plannedRuns(settings).map(({ name }) => join(out, "runs", name, "done.json"))
    .filter((file) => existsSync(file));
  const marks = await Promise.all(
    files.map(async (file) => parseJson(await readUtf8(file, ""), file, "")),
  );
  const spans = marks.map((mark) => isDoneMark(mark) ? mark.spans : undefined);
  return spans.length > 0 && spans.every((one) => one !== undefined) ? covered(spans.flat()) : null;
}
