/**
 * What each task may do, worked out from its command line before it starts. Mistakes in a command
 * line are not reported here: the task does, which is then started with nothing it could change.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../lib/backend/paths.ts";
import { splitPaths } from "../lib/data/paths.ts";
import { EMBEDDED, isEmbeddedData } from "../lib/experiment/embedded.ts";
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
  paths,
  type Plan,
} from "./_needs.ts";
import { withNegatives } from "./_options.ts";
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
  needs(
    options: Given,
    positionals: readonly string[],
    often: GivenOften,
  ): Promise<Needs[]> | Needs[];
  /** What it needs to say what it takes. */
  helpNeeds?(options: Given, often: GivenOften): Promise<Needs[]> | Needs[];
}

/** The tasks that start with permissions of their own. */
export const TASKS: Readonly<Record<string, Task>> = {
  reproduce: {
    file: "reproduce.ts",
    options: [
      ...["preset", "config", "model", "data", "eval-data", "beta", "backend", "device", "out"],
      ...["jobs", "threads", "plugin", "sweep"],
    ],
    often: ["plugin", "sweep"],
    needs: (options, _, often) => reproduceNeeds(options, often),
    helpNeeds: reproduceHelpNeeds,
  },
  train: {
    file: "train.ts",
    options: [
      ...["config", "model", "data", "eval-data", "beta", "backend", "device", "out", "threads"],
      ...["plugin", "model-type", "tokenizer"],
    ],
    often: ["plugin"],
    // Without data and a folder it refuses to begin.
    needs: ({ data, out, "model-type": type, tokenizer = EMBEDDED, ...options }, _, often) =>
      data === undefined || out === undefined
        ? [{ read: paths(options["config"], ...often["plugin"] ?? []) }]
        : reproduceNeeds(
          {
            ...options,
            ...(type === undefined ? {} : { model: `${type}:tokenizer=${tokenizer}` }),
            ...{ data, out, jobs: "1" },
          },
          often,
          {
            runsIn: runFolderOf,
            alone: true,
          },
        ),
    helpNeeds: reproduceHelpNeeds,
  },
  evaluate: {
    file: "evaluate.ts",
    options: ["model", "data", "beta", "backend", "device"],
    needs: async ({ model, data, beta, backend, device }) => [
      { read: isEmbeddedData(data ?? EMBEDDED) ? [] : await splitPaths(data!) },
      { write: ["semantics", "tokens"].map((name) => join(cacheFolder(), name)) },
      computing(backend, device),
      ...(model === undefined ? [] : await languageModel(model)),
      ...await encoder(beta),
    ],
  },
  study: {
    file: "study.ts",
    options: ["preset", "model", "data", "beta", "backend", "device", "out", "jobs", "threads"],
    // To check results it need not compute.
    needs: ({ check, out = inProject("results/study"), ...options }) =>
      check === undefined
        ? reproduceNeeds({ ...options, out }, {}, { runsIn: (out) => join(out, STAGES[0]) })
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
  push: {
    file: "push.ts",
    options: ["model"],
    // What is large the hub has sent to a store of its own.
    needs: ({ model }) => {
      const [hub = ""] = download().net as string[];
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

/** Options without a value that decide what a task needs, where it has them. */
const FLAGS = ["restart", "check", "validate", "gammas"];

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
  // Given twice, the last one counts.
  const options: Given = Object.fromEntries(
    given.filter(([key]) => !task.often?.includes(key)).map(([key, list]) => [key, list.at(-1)]),
  );
  const flags = FLAGS.filter((flag) => (values as Record<string, unknown>)[flag] === true);
  Object.assign(options, Object.fromEntries(flags.map((flag) => [flag, ""])));
  const offline = values.offline === true;
  const needs = values.version === true
    ? []
    : values.help === true
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
