/**
 * What each task may do, worked out from its command line before it starts. Mistakes in a command
 * line are not reported here: the task does, which is then started with nothing it could change.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../lib/backend/paths.ts";
import { splitPaths } from "../lib/data/paths.ts";
import { EMBEDDED, isEmbeddedData } from "../lib/experiment/embedded.ts";
import { readConfig } from "../lib/experiment/results.ts";
import { STANDARD_INPUT } from "../lib/io/kept_input.ts";
import { LOCAL, PROGRAMS } from "../lib/launch/names.ts";
import { runFolderOf } from "../lib/experiment/run_folder_of.ts";
import { STAGES } from "../lib/study/runs.ts";
import {
  always,
  computing,
  download,
  encoder,
  type Given,
  type GivenOften,
  installed,
  languageModel,
  native,
  type Needs,
  onPath,
  paths,
  type Plan,
} from "./_needs.ts";
import { INPUT_SETTINGS, optionName, withNegatives } from "./_options.ts";
import type { Permissions } from "./_permissions.ts";
import { inProject } from "./_place.ts";
import { reproduceHelpNeeds, reproduceNeeds } from "./_reproduce_needs.ts";

/** A task that is started with permissions of its own. */
interface Task {
  file: string;
  /** Its options that decide what it needs; for one with positionals, all that take a value. */
  options: readonly string[];
  /** Those of them that can be given several times. */
  often?: readonly string[];
  /** Whether its data may come on standard input. */
  takesInput?: boolean;
  needs(
    options: Given,
    positionals: readonly string[],
    often: GivenOften,
  ): Promise<Needs[]> | Needs[];
  /** What it needs to say what it takes. */
  helpNeeds?(options: Given, often: GivenOften): Promise<Needs[]> | Needs[];
}

/** Options that say where runs are made. */
const WHERE = ["launcher", "only-run"];

/** What it takes to make runs here, or only some of them, or to have them made elsewhere. */
async function placedNeeds(
  { launcher = LOCAL, "only-run": only, ...options }: Given,
  needs: (options: Given, alone: boolean) => Promise<Needs[]>,
): Promise<Needs[]> {
  const alone = launcher !== LOCAL || only !== undefined, parts = await needs(options, alone);
  if (!alone) return parts;
  // Where one machine of several lacks TensorFlow it is no other backend's turn.
  const { backend = "auto" } = options;
  const native: Needs = backend === "auto" ? { tensorflow: "needed" } : {};
  if (launcher === LOCAL) return [native, ...parts];
  const run = onPath(Object.hasOwn(PROGRAMS, launcher) ? PROGRAMS[launcher]! : []);
  // It checks and makes nothing: how the machine would be shared is not its launcher's environment.
  return [native, { run }, ...parts.map(({ shared: _, ...part }) => part)];
}

/** The tasks that start with permissions of their own. */
export const TASKS: Readonly<Record<string, Task>> = {
  reproduce: {
    file: "reproduce.ts",
    takesInput: true,
    options: [
      ...["preset", "config", "model", "data", "eval-data", "beta", "backend", "device", "out"],
      ...["jobs", "threads", "plugin", "sweep", ...WHERE],
    ],
    often: ["plugin", "sweep"],
    needs: (options, _, often) =>
      placedNeeds(options, (options, alone) => reproduceNeeds(options, often, { alone })),
    helpNeeds: reproduceHelpNeeds,
  },
  train: {
    file: "train.ts",
    takesInput: true,
    options: [
      ...["config", "model", "data", "eval-data", "beta", "backend", "device", "out", "threads"],
      ...["plugin", "model-type", "tokenizer", ...WHERE],
    ],
    often: ["plugin"],
    // Without data and a folder it refuses to begin.
    needs: ({ data, out, "model-type": type, tokenizer = EMBEDDED, ...options }, _, often) =>
      data === undefined || out === undefined
        ? [{ read: paths(options["config"], ...often["plugin"] ?? []) }]
        : placedNeeds(options, (options) =>
          reproduceNeeds(
            {
              ...options,
              ...(type === undefined ? {} : { model: `${type}:tokenizer=${tokenizer}` }),
              ...{ data, out, jobs: "1" },
            },
            often,
            { runsIn: runFolderOf, alone: true },
          )),
    helpNeeds: reproduceHelpNeeds,
  },
  status: {
    file: "status.ts",
    options: ["out"],
    needs: ({ out }) => out === undefined ? [] : [{ read: [out], run: onPath(["squeue"]) }],
  },
  evaluate: {
    file: "evaluate.ts",
    takesInput: true,
    options: ["model", "data", "held-out-by", "beta", "backend", "device"],
    needs: async ({ model, data, "held-out-by": by, beta, backend, device }) => [
      { read: paths(by) },
      { read: isEmbeddedData(data ?? EMBEDDED) ? [] : await splitPaths(data!) },
      { write: ["semantics", "tokens"].map((name) => join(cacheFolder(), name)) },
      computing(backend, device),
      ...(model === undefined ? [] : await languageModel(model)),
      ...await encoder(beta),
    ],
  },
  study: {
    file: "study.ts",
    options: [
      ...["preset", "model", "data", "beta", "backend", "device", "out", "jobs", "threads"],
      ...WHERE,
    ],
    // To check results it need not compute.
    needs: ({ check, out = inProject("results/study"), ...options }) =>
      check === undefined
        ? placedNeeds(options, (options, alone) => {
          const runsIn = (out: string) => join(out, STAGES[0]);
          return reproduceNeeds({ ...options, out }, {}, { runsIn, alone });
        })
        : [{ read: [out] }],
  },
  "fill-mask": {
    file: "fill_mask.ts",
    options: ["model", "backend", "device"],
    needs: async ({ model = EMBEDDED, backend, device }) => [
      computing(backend, device),
      ...await languageModel(model),
    ],
  },
  export: {
    file: "export.ts",
    options: ["model", "out", "plugin"],
    often: ["plugin"],
    // For tokenizers that native code computes.
    needs: async ({ model = EMBEDDED, out }, _, { plugin = [] }) => [
      native(),
      { read: [...paths(out), ...plugin], write: paths(out) },
      ...await languageModel(model),
    ],
    helpNeeds: (_, { plugin = [] }) => [{ read: plugin }],
  },
  play: {
    file: "play.ts",
    options: ["out", "model", "beta", "static", "port", "plugin"],
    often: ["model", "plugin"],
    needs: async ({ out, beta, port = "8017", ...files }, _, { model = [], plugin = [] }) => [
      native(),
      { read: [...paths(out, files["static"]), ...plugin], write: paths(files["static"]) },
      { write: [join(cacheFolder(), "semantics")] },
      ...(files["static"] === undefined && /^\d+$/.test(port) && Number(port) < 2 ** 16
        ? [{ net: [`${LOOPBACK}:${Number(port)}`] }]
        : []),
      ...(await Promise.all(model.map(languageModel))).flat(),
      ...await encoder(beta ?? await betaOf(out)),
    ],
    helpNeeds: (_, { plugin = [] }) => [{ read: plugin }],
  },
  push: {
    file: "push.ts",
    options: ["model", "endpoint"],
    // What is large the hub has sent to a store of its own.
    needs: ({ model, endpoint }) => {
      const [hub = ""] = download(endpoint).net as string[];
      return [{ read: paths(model), net: [hub, "*.huggingface.co", "*.hf.co", "*.amazonaws.com"] }];
    },
  },
  semantics: {
    file: "semantics.ts",
    options: ["beta", "inquirer", "out"],
    needs: async ({ beta, inquirer, out = inProject("results/validity"), ...flags }) => [
      ...await encoder(beta),
      ...(flags["validate"] === undefined
        ? []
        : [native(), { read: paths(inquirer), write: [out] }]),
      ...(flags["gammas"] === undefined ? [] : [computing()]),
    ],
  },
  "semantic-table": {
    file: "semantic_table.ts",
    options: ["beta", "corpus", "vocabulary", "from", "float", "out"],
    needs: async ({ beta, float, out = inProject("data/semantic-table.bin"), ...files }) => [
      { read: paths(files["corpus"], files["vocabulary"], files["from"], float), write: [out] },
      ...await encoder(beta),
      ...(float === undefined ? [] : [computing("tensorflow")]),
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
      write: ["tensorflow", "mecab"].map((folder) => join(cacheFolder(), folder)),
      env: ["CXX"],
      // It is pip that connects. The set-up asks by this permission whether it may let it.
      net: true,
      run: true,
    }],
  },
};

/** β of an experiment; undefined where that cannot be read, which the task then says. */
async function betaOf(out: string | undefined): Promise<string | undefined> {
  if (out === undefined) return undefined;
  return await readConfig(out).then(({ settings }) => settings.beta, () => undefined);
}

/** This machine's own address. */
const LOOPBACK = "127.0.0.1";

/** Options without a value that decide what a task needs, where it has them. */
const FLAGS = ["restart", "check", "validate", "gammas"];

/** How standard input is kept for a task. */
export function spoolPlan(): Pick<Plan, "file" | "permissions"> {
  const write = [join(cacheFolder(), "input")];
  return { file: "spool.ts", permissions: together([always(), { write }], true) };
}

/** Whether a host is another machine. */
function isElsewhere(host: string): boolean {
  return !host.startsWith(`${LOOPBACK}:`);
}

/** What all parts of a task need together. Only what may connect sees the token for the hub. */
function together(parts: readonly Needs[], offline: boolean): Permissions {
  const all = (name: "read" | "write" | "env" | "sys" | "ffi") =>
    parts.flatMap((part) => part[name] ?? []);
  const hosts = parts.map((part) => part.net ?? []);
  const runs = parts.map((part) => part.run ?? false);
  const programs = runs.filter((run) => typeof run !== "boolean").flat();
  const net = offline ? [] : hosts.includes(true) || [...new Set((hosts as string[][]).flat())];
  return {
    read: all("read"),
    write: all("write"),
    net,
    env: [...all("env"), ...(Array.isArray(net) && net.some(isElsewhere) ? ["HF_TOKEN"] : [])],
    sys: all("sys"),
    ffi: all("ffi"),
    run: runs.includes(true) || programs.length > 0 && programs,
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
    args: withNegatives(args),
    options: {
      ...Object.fromEntries(task.options.map((option) => [option, {
        type: "string" as const,
        multiple: true as const,
      }])),
      offline: { type: "boolean" },
      ...Object.fromEntries(FLAGS.map((flag) => [flag, { type: "boolean" as const }])),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
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
  // Given twice, the task refuses it.
  const options: Given = Object.fromEntries(
    given.filter(([key]) => !task.often?.includes(key)).map(([key, list]) => [key, list.at(-1)]),
  );
  const flags = FLAGS.filter((flag) => (values as Record<string, unknown>)[flag] === true);
  Object.assign(options, Object.fromEntries(flags.map((flag) => [flag, ""])));
  const offline = values.offline === true;
  const isAsked = values.version === true || values.help === true;
  const needs = values.version === true
    ? []
    : values.help === true
    ? await task.helpNeeds?.(options, often) ?? []
    : await task.needs(options, positionals, often);
  return {
    file: task.file,
    permissions: together([always(), ...needs], offline),
    standardInput: !task.takesInput || isAsked
      ? []
      : INPUT_SETTINGS.map(optionName).filter((option) =>
        given.some(([key, list]) => key === option && list.join() === STANDARD_INPUT)
      ),
    tensorflow:
      ["needed", "preferred"].find((need) => needs.some((part) => part.tensorflow === need)) as
        | "needed"
        | "preferred"
        | undefined ?? "no",
    device: needs.map((part) => part.device).find((device) => device !== undefined) ?? "auto",
    offline,
    ...needs.map(({ shared }) => shared && { shared }).find((part) => part !== undefined),
  };
}
