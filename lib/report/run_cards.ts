/** The cards of the models that an experiment keeps. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type DoneEvent,
  measuredOf,
  modelCard,
  modelOfRun,
  readConfig,
  type RunResult,
} from "../experiment/mod.ts";
import { MODEL_CARD, MODEL_CONFIG, replaceFile } from "../io/mod.ts";
import { formatNumber, metricNamed, metricsOf } from "../training/mod.ts";
import { CONFIDENCE_PERCENT, meanInterval } from "./plots/interval.ts";

const RECORD =
  "The run's log is\n`metrics.jsonl` beside the folder that it was saved in; settings, all runs' " +
  "figures and\nthe report are in the experiment's.";

/**
 * Writes the card of each model that an experiment kept: what it was made of, its figures, and those
 * of the runs that differ from it in nothing but the seed.
 *
 * @param options.anew Whether also where there is one: those that were edited stay else.
 * @throws {InputError} If the operating system refuses.
 */
export async function writeRunCards(
  { out, results }: Pick<DoneEvent, "out" | "results">,
  { anew }: { anew: boolean },
): Promise<void> {
  const config = await readConfig(out);
  for (const result of results) {
    const { name } = result.run, folder = modelOfRun(out, name), card = join(folder, MODEL_CARD);
    if (!existsSync(join(folder, MODEL_CONFIG)) || existsSync(card) && !anew) continue;
    const more = overSeeds(result, results);
    const options = { name, by: "`deno task reproduce`", record: RECORD, more };
    await replaceFile(card, await modelCard(result, config, folder, options));
  }
}

/** The figures of a run over all seeds that it was made with. */
function overSeeds(result: RunResult, results: readonly RunResult[]): string {
  const { after } = measuredOf(result);
  const seeds = results.filter(({ label, schedule, diverged }) =>
    label === result.label && schedule === result.schedule && diverged === null
  );
  if (after === undefined || seeds.length < 2) return "";
  const rows = metricsOf(after).flatMap((metric) => {
    const values = seeds.flatMap((seed) =>
      measuredOf(seed).after?.[metric as `eval_${string}`] ?? []
    ).filter(Number.isFinite);
    const interval = values.length < seeds.length ? undefined : meanInterval(values);
    if (interval === undefined) return [];
    const { title, format } = metricNamed(metric);
    const shown = (value: number) => formatNumber(value, format);
    const { mean, low, high } = interval;
    return [`| ${title} | ${shown(mean)} | ${shown(low)} to ${shown(high)} |`];
  });
  return `Over ${seeds.length} seeds (${seeds.map(({ seed }) => seed).join(", ")}):

| | mean | ${CONFIDENCE_PERCENT} % t interval |
| --- | --- | --- |
${rows.join("\n")}`;
}
