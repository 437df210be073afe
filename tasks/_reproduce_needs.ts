/** What `reproduce` needs, which its settings decide. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../lib/backend/paths.ts";
import { splitPaths } from "../lib/data/paths.ts";
import { EMBEDDED, EMBEDDED_MODEL, isEmbeddedData } from "../lib/experiment/embedded.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import {
  type PresetName,
  readGridConfig,
  resolveSettings,
} from "../lib/experiment/settings/presets.ts";
import { EXPERIMENT_CONFIG } from "../lib/experiment/results.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { InputError } from "../lib/io/errors.ts";
import { mostAtOnce, type Sharing } from "./_jobs.ts";
import { refuseLinks } from "./_links.ts";
import {
  computing,
  encoder,
  type Given,
  type GivenOften,
  languageModel,
  type Needs,
  paths,
} from "./_needs.ts";
import { inProject } from "./_place.ts";
import { sweepOf } from "./_settings.ts";

/**
 * The settings that a command line comes to; undefined where it is mistaken. Their names are not
 * looked up: that takes plugins, which only the task loads, with the task's permissions.
 */
async function settingsOf(
  options: Given,
  { plugin, sweep = [] }: GivenOften,
): Promise<ExperimentSettings | undefined> {
  const { preset, config, "eval-data": evalData, ...overrides } = options;
  try {
    return resolveSettings({
      overrides: {
        ...overrides as Partial<ExperimentSettings>,
        ...(evalData === undefined ? {} : { evalData }),
        ...(plugin === undefined ? {} : { plugins: [...plugin] }),
        ...(sweep.length === 0 ? {} : { sweep: sweepOf(sweep) }),
      },
      results: inProject("results"),
      ...(preset === undefined ? {} : { preset: preset as PresetName }),
      ...(config === undefined ? {} : { config: await readGridConfig(config) }),
    });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * A whole number above 0 that this machine can be asked for; undefined for anything else, which the
 * task then refuses.
 */
function countOf(given: string | undefined, most = mostAtOnce()): number | undefined {
  const count = /^[1-9][0-9]{0,5}$/.test(given ?? "") ? Number(given) : undefined;
  return count === undefined || count > most ? undefined : count;
}

/** A folder's runs may have been begun on a machine with more cores, but on none with so many. */
const MOST_THREADS = 1024;

/** Bytes of a model's weights as float32, from its files' sizes; 0 where it is not here yet. */
function weightBytes(model: string): number {
  // The embedded one is in float16.
  const [folder, factor] = model === EMBEDDED ? [fileURLToPath(EMBEDDED_MODEL), 2] : [model, 1];
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return 0;
  const files = readdirSync(folder).filter((name) => name.endsWith(".safetensors"));
  return files.reduce((sum, name) => sum + factor * statSync(join(folder, name)).size, 0);
}

/** The threads that an experiment's runs were begun with: the default of those that follow. */
function threadsBegun(out: string): string | undefined {
  try {
    if (!statSync(join(out, EXPERIMENT_CONFIG)).isFile()) return undefined;
    return JSON.parse(readFileSync(join(out, EXPERIMENT_CONFIG), "utf8")).environment.threads;
  } catch {
    return undefined;
  }
}

function sharing(
  models: readonly string[],
  { backend, out }: Pick<ExperimentSettings, "backend" | "out">,
  { jobs, threads, restart }: Given,
  alone: boolean,
): Needs {
  const asked: Partial<Sharing> = {};
  const begun = restart === undefined ? threadsBegun(out) : undefined;
  const [jobCount, threadCount] = [
    alone ? 1 : countOf(jobs),
    countOf(threads) ?? countOf(begun, MOST_THREADS) ??
      (alone ? navigator.hardwareConcurrency : undefined),
  ];
  if (jobCount !== undefined) asked.jobs = jobCount;
  if (threadCount !== undefined) asked.threads = threadCount;
  const singleThreaded = backend === "wasm" || backend === "cpu";
  return {
    shared: { work: { weights: Math.max(...models.map(weightBytes)), singleThreaded }, asked },
  };
}

/**
 * What the runs of an experiment need.
 */
export async function reproduceNeeds(
  { jobs = "", threads = "", restart, ...options }: Given,
  often: GivenOften,
  { runsIn = (out) => out, alone = false }: {
    /** The folder whose runs tell how many threads they were begun with, by the setting `out`. */
    runsIn?: (out: string) => string;
    /** Whether one process makes runs, each with all cores. */
    alone?: boolean;
  } = {},
): Promise<Needs[]> {
  const config = { read: paths(options.config) };
  const settings = await settingsOf(options, often);
  if (settings === undefined) return [config, { read: [...often.plugin ?? []] }];
  const { backend, device, out, plugins } = settings;
  refuseLinks(out);
  const runs = plannedRuns(settings);
  const values = (name: "model" | "data" | "evalData" | "beta") => [
    ...new Set(runs.flatMap((run) => run.settings[name] ?? [])),
  ];
  const named = [...values("data"), ...values("evalData")].filter((data) => !isEmbeddedData(data));
  const data = (await Promise.all(named.map(splitPaths))).flat();
  const all = (needs: Needs[][]) => needs.flat();
  return [
    config,
    {
      read: [...data, ...plugins, out],
      write: [out, ...["semantics", "tokens"].map((name) => join(cacheFolder(), name))],
    },
    computing(backend, device),
    sharing(values("model"), { backend, out: runsIn(out) }, { jobs, threads, restart }, alone),
    ...all(await Promise.all(values("model").map(languageModel))),
    ...all(await Promise.all(values("beta").map(encoder))),
  ];
}

/** The help names what plugins define, so it loads them. */
export async function reproduceHelpNeeds(options: Given, often: GivenOften): Promise<Needs[]> {
  const settings = await settingsOf({ config: options.config }, often);
  return [{ read: [...paths(options.config), ...settings?.plugins ?? often.plugin ?? []] }];
}
