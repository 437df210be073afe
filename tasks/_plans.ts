/**
 * What each task may do, worked out from its command line before it starts. Mistakes in a command
 * line are not reported here: the task does, which is then started with nothing it could change.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { demandsGpu, type DeviceName, isDevice } from "../lib/backend/device.ts";
import { splitPaths } from "../lib/data/paths.ts";
import { cacheFolder, LIBC_FILES, modelsFolder, PROJECT_FOLDER } from "../lib/backend/paths.ts";
import { InputError } from "../lib/io/errors.ts";
import { EMBEDDED, EMBEDDED_MODEL } from "../lib/experiment/embedded.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import {
  type PresetName,
  readGridConfig,
  resolveSettings,
} from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { hubEndpoint } from "../lib/io/hub.ts";
import { needsDownload } from "../lib/model/obtain.ts";
import { NEIGHBOURING_MODELS } from "../lib/semantics/open_classifier.ts";
import { encoderNeedsDownload } from "../lib/semantics/encoder_folder.ts";
import { mostAtOnce, type Sharing, type Work } from "./_jobs.ts";
import { refuseLinks } from "./_links.ts";
import type { Permissions } from "./_permissions.ts";
import { sweepOf } from "./_settings.ts";

/** How a task is to be started. */
export interface Plan {
  /** Its file in tasks/. */
  file: string;
  permissions: Permissions;
  /** Whether TensorFlow is set up first, and whether the task can do without. */
  tensorflow: "needed" | "preferred" | "no";
  /** For what TensorFlow is set up. */
  device: DeviceName;
  offline: boolean;
  /** For a task that can be shared among processes: what it computes, and how it was asked to. */
  shared?: { work: Omit<Work, "gpu">; asked: Partial<Sharing> };
}

/** What a part of a task needs. */
type Needs = Partial<Permissions & Pick<Plan, "tensorflow" | "device" | "shared">>;

/** The options of a command line by name, such as `train-chunks`. */
type Given = Readonly<Record<string, string | undefined>>;

/** Those that can be given several times, each with all its values. */
type GivenOften = Readonly<Record<string, readonly string[] | undefined>>;

/** A task that is started with permissions of its own. */
interface Task {
  file: string;
  /** Its options that decide what it needs; for one with positionals, all that take a value. */
  options: readonly string[];
  /** Those of them that can be given several times. */
  often?: readonly string[];
  needs(
    options: Given,
    positionals: readonly string[],
    often: GivenOften,
  ): Promise<Needs[]> | Needs[];
  /** What it needs to say what it takes. */
  helpNeeds?(options: Given, often: GivenOften): Promise<Needs[]> | Needs[];
}

/** The paths that were given. */
function paths(...given: readonly (string | undefined)[]): string[] {
  return given.filter((path) => path !== undefined && path !== "") as string[];
}

/** Every task may read the project and the cache, and see these variables. */
function always(): Needs {
  return {
    read: [PROJECT_FOLDER, cacheFolder()],
    env: [
      "SDTRAINER_*",
      "TF_*",
      "ONEDNN_*",
      "DNNL_*",
      "HF_ENDPOINT",
      "TMPDIR",
      "TEMP",
      "TMP",
      "CUDA_*",
      "NVIDIA_*",
    ],
  };
}

/** npm's native packages. To choose their library they ask Node for a report about the machine. */
function native(): Needs {
  return {
    ffi: [join(PROJECT_FOLDER, "node_modules"), ...LIBC_FILES.filter((file) => existsSync(file))],
    sys: ["cpus", "hostname", "networkInterfaces", "uid"],
  };
}

/** What a person installed and named instead of what the set-up makes. */
function installed(): string[] {
  const names = ["ADDON", "LIBTENSORFLOW", "WHEELS", "MECAB"].map((name) => `SDTRAINER_${name}`);
  return paths(...names.map((name) => Deno.env.get(name)));
}

/** Where a task puts files that it removes at once. */
export function temporaryFolder(): string {
  return join(cacheFolder(), "tmp");
}

/** A backend. TensorFlow takes its graphs from files. */
function computing(backend = "auto", device: string = "auto"): Needs {
  const needs = { ...native(), read: installed(), write: [temporaryFolder()] };
  if (!isDevice(device) || (backend !== "auto" && backend !== "tensorflow")) return needs;
  const needed = backend === "tensorflow" || demandsGpu(device);
  return { ...needs, tensorflow: needed ? "needed" : "preferred", device };
}

/** The hub, and the hosts of Hugging Face to which hubs refer for large files. */
function download(): Needs {
  const { host } = new URL(hubEndpoint());
  return { net: [host, "*.huggingface.co", "*.hf.co"], write: [modelsFolder()] };
}

/** α: read from a folder, or downloaded where it is the name of a model that is not here. */
async function languageModel(model: string): Promise<Needs[]> {
  if (model === EMBEDDED) return [];
  const remote = await needsDownload(model, modelsFolder());
  return [{ read: [model] }, ...(remote ? [download()] : [])];
}

/** β, in the same way. */
async function encoder(beta = "auto"): Promise<Needs[]> {
  if (beta === "table") return [];
  if (beta === "auto") return [native(), { read: [fileURLToPath(NEIGHBOURING_MODELS)] }];
  const remote = await encoderNeedsDownload(beta);
  return [native(), { read: [beta] }, ...(remote ? [download()] : [])];
}

/**
 * The settings that a command line comes to; undefined where it is mistaken. Their names are not
 * looked up: that takes plugins, which only the task loads, with the task's permissions.
 */
async function settingsOf(
  options: Given,
  { plugin, sweep = [] }: GivenOften,
): Promise<ExperimentSettings | undefined> {
  const { preset, config, ...overrides } = options;
  try {
    return resolveSettings({
      overrides: {
        ...overrides as Partial<ExperimentSettings>,
        ...(plugin === undefined ? {} : { plugins: [...plugin] }),
        ...(sweep.length === 0 ? {} : { sweep: sweepOf(sweep) }),
      },
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
    if (!statSync(join(out, "config.json")).isFile()) return undefined;
    return JSON.parse(readFileSync(join(out, "config.json"), "utf8")).environment.threads;
  } catch {
    return undefined;
  }
}

function sharing(
  models: readonly string[],
  { backend, out }: ExperimentSettings,
  { jobs, threads, restart }: Given,
): Needs {
  const asked: Partial<Sharing> = {};
  const begun = restart === undefined ? threadsBegun(out) : undefined;
  const [jobCount, threadCount] = [countOf(jobs), countOf(threads) ?? countOf(begun, MOST_THREADS)];
  if (jobCount !== undefined) asked.jobs = jobCount;
  if (threadCount !== undefined) asked.threads = threadCount;
  const singleThreaded = backend === "wasm" || backend === "cpu";
  return {
    shared: { work: { weights: Math.max(...models.map(weightBytes)), singleThreaded }, asked },
  };
}

async function reproduceNeeds(
  { jobs = "", threads = "", restart, ...options }: Given,
  often: GivenOften,
): Promise<Needs[]> {
  const config = { read: paths(options.config) };
  const settings = await settingsOf(options, often);
  if (settings === undefined) return [config, { read: [...often.plugin ?? []] }];
  const { backend, device, out, plugins } = settings;
  refuseLinks(out);
  const runs = plannedRuns(settings);
  const values = (name: "model" | "data" | "beta") => [
    ...new Set(runs.map((run) => run.settings[name])),
  ];
  const data = (await Promise.all(values("data").map(splitPaths))).flat();
  const all = (needs: Needs[][]) => needs.flat();
  return [
    config,
    { read: [...data, ...plugins, out], write: [out, join(cacheFolder(), "semantics")] },
    computing(backend, device),
    sharing(values("model"), settings, { jobs, threads, restart }),
    ...all(await Promise.all(values("model").map(languageModel))),
    ...all(await Promise.all(values("beta").map(encoder))),
  ];
}

/** The help names what plugins define, so it loads them. */
async function reproduceHelpNeeds(options: Given, often: GivenOften): Promise<Needs[]> {
  const settings = await settingsOf({ config: options.config }, often);
  return [{ read: [...paths(options.config), ...settings?.plugins ?? often.plugin ?? []] }];
}

/** The tasks that start with permissions of their own. */
export const TASKS: Readonly<Record<string, Task>> = {
  reproduce: {
    file: "reproduce.ts",
    options: [
      ...["preset", "config", "model", "data", "beta", "backend", "device", "out"],
      ...["jobs", "threads", "plugin", "sweep"],
    ],
    often: ["plugin", "sweep"],
    needs: (options, _, often) => reproduceNeeds(options, often),
    helpNeeds: reproduceHelpNeeds,
  },
  pretrain: {
    file: "pretrain.ts",
    options: ["corpus", "heldout", "tokenizer", "out", "backend", "device"],
    needs: ({ corpus, heldout, tokenizer, out = ".sdtrainer/pretrain", backend, device }) => [
      { read: paths(corpus, heldout, tokenizer, out), write: [out] },
      computing(backend, device),
    ],
  },
  "fill-mask": {
    file: "fill_mask.ts",
    options: ["model", "backend", "device"],
    needs: async ({ model = EMBEDDED, backend, device }) => [
      computing(backend, device),
      ...await languageModel(model),
    ],
  },
  semantics: {
    file: "semantics.ts",
    options: ["beta"],
    needs: ({ beta }) => encoder(beta),
  },
  "semantic-table": {
    file: "semantic_table.ts",
    options: ["beta", "corpus", "vocabulary", "out"],
    needs: async ({ beta, corpus, vocabulary, out = "data/semantic-table.bin" }) => [
      { read: paths(corpus, vocabulary), write: [out] },
      ...await encoder(beta),
    ],
  },
  "train-vocabulary": {
    file: "train_vocabulary.ts",
    options: ["size", "max-length", "out"],
    needs: ({ out }, files) => [native(), { read: paths(...files, out), write: paths(out) }],
  },
  setup: {
    file: "setup.ts",
    options: [],
    needs: () => [{
      read: installed(),
      write: [
        ...["tensorflow", "mecab"].map((folder) => join(cacheFolder(), folder)),
        join(PROJECT_FOLDER, "node_modules"),
      ],
      env: ["CXX"],
      // It is pip that connects. The set-up asks by this permission whether it may let it.
      net: true,
      run: true,
    }],
  },
};

/** What all parts of a task need together. Only what may connect sees the token for the hub. */
function together(parts: readonly Needs[], offline: boolean): Permissions {
  const all = (name: "read" | "write" | "env" | "sys" | "ffi") =>
    parts.flatMap((part) => part[name] ?? []);
  const hosts = parts.map((part) => part.net ?? []);
  const net = offline ? [] : hosts.includes(true) || [...new Set((hosts as string[][]).flat())];
  return {
    read: all("read"),
    write: all("write"),
    net,
    env: [...all("env"), ...(Array.isArray(net) && net.length > 0 ? ["HF_TOKEN"] : [])],
    sys: all("sys"),
    ffi: all("ffi"),
    run: parts.some((part) => part.run),
  };
}

/**
 * How a task is to be started with these arguments.
 *
 * @param name One of {@linkcode TASKS}.
 * @throws {InputError} If what it would write to cannot be used.
 */
export async function planOf(name: string, args: readonly string[]): Promise<Plan> {
  const task = TASKS[name]!;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(task.options.map((option) => [option, {
        type: "string" as const,
        multiple: true as const,
      }])),
      offline: { type: "boolean" },
      restart: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
    strict: false,
  });
  const given = Object.entries(values).filter(([key, value]) =>
    task.options.includes(key) && Array.isArray(value)
  ).map(([key, list]) =>
    [key, (list as unknown as unknown[]).filter((value) => typeof value === "string")] as const
  );
  const often: GivenOften = Object.fromEntries(
    given.filter(([key]) => task.often?.includes(key)),
  );
  // Given twice, the last one counts.
  const options: Given = Object.fromEntries(
    given.filter(([key]) => !task.often?.includes(key)).map(([key, list]) => [key, list.at(-1)]),
  );
  if (values.restart === true) Object.assign(options, { restart: "" });
  const offline = values.offline === true;
  const needs = values.help === true
    ? await task.helpNeeds?.(options, often) ?? []
    : await task.needs(options, positionals, often);
  return {
    file: task.file,
    permissions: together([always(), ...needs], offline),
    tensorflow: needs.map((part) => part.tensorflow).find((need) => need !== undefined) ?? "no",
    device: needs.map((part) => part.device).find((device) => device !== undefined) ?? "auto",
    offline,
    ...needs.map(({ shared }) => shared && { shared }).find((part) => part !== undefined),
  };
}
