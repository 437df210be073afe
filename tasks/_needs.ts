/** What parts of tasks need: a backend, a model, the hub. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { demandsGpu, type DeviceName, isDevice } from "../lib/backend/device.ts";
import { cacheFolders, LIBC_FILES, modelsFolder, PROJECT_FOLDER } from "../lib/backend/paths.ts";
import { EMBEDDED } from "../lib/experiment/embedded.ts";
import { temporaryFolder } from "../lib/io/cache.ts";
import { hubEndpoint } from "../lib/io/hub.ts";
import { freshTokenizer, isFresh } from "../lib/model/fresh_name.ts";
import { needsDownload, tokenizerNeedsDownload } from "../lib/model/obtain.ts";
import { encoderNeedsDownload } from "../lib/semantics/encoder_folder.ts";
import type { Sharing, Work } from "./_jobs.ts";
import type { Permissions } from "./_permissions.ts";

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
  /** Its options, such as `data`, that name standard input. */
  standardInput: string[];
  /** For a task that can be shared among processes: what it computes, and how it was asked to. */
  shared?: { work: Omit<Work, "gpu">; asked: Partial<Sharing> };
}

/** What a part of a task needs. */
export type Needs = Partial<Permissions & Pick<Plan, "tensorflow" | "device" | "shared">>;

/** The options of a command line by name, such as `train-chunks`. */
export type Given = Readonly<Record<string, string | undefined>>;

/** Those that can be given several times, each with all its values. */
export type GivenOften = Readonly<Record<string, readonly string[] | undefined>>;

/** The paths that were given. */
export function paths(...given: readonly (string | undefined)[]): string[] {
  return given.filter((path) => path !== undefined && path !== "") as string[];
}

/** Every task may read the project and the cache, and see these variables. */
export function always(): Needs {
  return {
    read: [PROJECT_FOLDER, ...cacheFolders()],
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
      "XLA_*",
    ],
  };
}

/** npm's native packages. To choose their library they ask Node for a report about the machine. */
export function native(): Needs {
  return {
    ffi: [join(PROJECT_FOLDER, "node_modules"), ...LIBC_FILES.filter((file) => existsSync(file))],
    sys: ["cpus", "hostname", "networkInterfaces", "uid"],
  };
}

/** Those of some programs that are on the PATH; whoever needs another says that it is not there. */
export function onPath(programs: readonly string[]): string[] {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return programs.flatMap((name) =>
    folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? []
  );
}

/** What a person installed and named instead of what the set-up makes. */
export function installed(): string[] {
  const names = ["ADDON", "LIBTENSORFLOW", "WHEELS", "MECAB"].map((name) => `SDTRAINER_${name}`);
  return paths(...names.map((name) => Deno.env.get(name)));
}

/** A backend. TensorFlow takes its graphs from files. */
export function computing(backend = "auto", device: string = "auto"): Needs {
  const addons = [...cacheFolders().map((cache) => join(cache, "tensorflow")), ...installed()];
  const { ffi = [], ...others } = native();
  const temporary = temporaryFolder();
  const needs = {
    ...others,
    ffi: [...ffi, ...addons],
    read: [...installed(), temporary],
    write: [temporary],
  };
  if (!isDevice(device) || (backend !== "auto" && backend !== "tensorflow")) return needs;
  const needed = backend === "tensorflow" || demandsGpu(device);
  return { ...needs, tensorflow: needed ? "needed" : "preferred", device };
}

/** The hub, and the hosts of Hugging Face to which hubs refer for large files. */
export function download(endpoint?: string): Needs {
  const { host } = new URL(hubEndpoint(endpoint));
  return { net: [host, "*.huggingface.co", "*.hf.co"], write: [modelsFolder()] };
}

/**
 * α: read from a folder, or downloaded where it is the name of a model that is not here. Of a fresh one
 * it is its tokenizer's.
 */
export async function languageModel(model: string): Promise<Needs[]> {
  const named = isFresh(model) ? freshTokenizer(model) ?? EMBEDDED : model;
  if (named === EMBEDDED) return [];
  const needs = named === model ? needsDownload : tokenizerNeedsDownload;
  return [{ read: [named] }, ...(await needs(named, modelsFolder()) ? [download()] : [])];
}

/** β, in the same way. */
export async function encoder(beta = "auto"): Promise<Needs[]> {
  if (beta === "table") return [];
  if (beta === "auto") return [native()];
  const remote = await encoderNeedsDownload(beta);
  return [native(), { read: [beta] }, ...(remote ? [download()] : [])];
}
