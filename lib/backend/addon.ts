/** Compiling tfjs' addon against a TensorFlow library, and putting it where the package looks. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as path from "node:path";
import { InputError } from "../errors.ts";
import { NativeUnavailable } from "./download.ts";

/** The project's folder: where `deno.json` and `node_modules` lie. */
export const PROJECT_FOLDER = fileURLToPath(new URL("../../", import.meta.url));

/** Where the addon's parts are found for compiling. */
export interface TensorFlowLibrary {
  /** Folder with `tensorflow/c/c_api.h`. */
  include: string;
  /** Folder with the shared libraries, which the addon remembers. */
  libraries: string;
  /** Files to link with, in `libraries`. */
  files: readonly string[];
}

const require = createRequire(import.meta.url);

/** A package's real folder in `node_modules`, or undefined where it is not installed. */
function packageFolder(name: string): string | undefined {
  try {
    return Deno.realPathSync(path.join(PROJECT_FOLDER, "node_modules", name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The folder of `@tensorflow/tfjs-node-gpu`; installs the import map's packages when it is missing. */
export async function tfjsNodeFolder(): Promise<string> {
  const name = "@tensorflow/tfjs-node-gpu";
  let folder = packageFolder(name);
  if (folder === undefined) {
    await new Deno.Command(Deno.execPath(), {
      args: ["install"],
      cwd: PROJECT_FOLDER,
      stdout: "null",
    }).output();
    folder = packageFolder(name);
  }
  if (folder === undefined) {
    throw new NativeUnavailable(`the package ${name} is not installed`, {
      file: path.join(PROJECT_FOLDER, "node_modules"),
      mend: "Run deno install in the project's folder",
    });
  }
  return folder;
}

/** The file that `@tensorflow/tfjs-node-gpu` loads: Node-API's highest version that it knows. */
export function addonFile(tfjsFolder: string): string {
  return path.join(tfjsFolder, "lib", "napi-v8", "tfjs_binding.node");
}

/** The C++ compiler: `$CXX`, or the first of the usual names that answers. */
async function findCompiler(): Promise<string> {
  const asked = Deno.env.get("CXX");
  for (const name of asked ? [asked] : ["g++", "c++", "clang++"]) {
    try {
      const { success } = await new Deno.Command(name, {
        args: ["--version"],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new NativeUnavailable(`there is no C++ compiler${asked ? ` named ${asked}` : ""}`, {
    mend: "Install g++ (Debian: apt-get install g++)",
  });
}

/**
 * Compiles the addon's sources, as they lie in the package, into `output`.
 *
 * @throws {NativeUnavailable} If there is no compiler, or it fails.
 */
export async function compileAddon(
  tfjsFolder: string,
  library: TensorFlowLibrary,
  output: string,
): Promise<void> {
  const compiler = await findCompiler();
  const headers = require("node-api-headers").include_dir as string;
  const link = Deno.build.os === "darwin"
    ? [
      ...library.files.map((file) => path.join(library.libraries, file)),
      ...["-undefined", "dynamic_lookup"],
    ]
    : ["-L", library.libraries, ...library.files.map((file) => `-l:${file}`)];
  const result = await new Deno.Command(compiler, {
    args: [
      ...["-O2", "-fPIC", "-shared", "-std=c++17", "-DNAPI_VERSION=8", "-w"],
      ...["-I", library.include, "-I", headers, "-I", ".."],
      ...["tfjs_backend.cc", "tfjs_binding.cc", "-o", output],
      ...link,
      `-Wl,-rpath,${library.libraries}`,
    ],
    cwd: path.join(tfjsFolder, "binding"),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!result.success) {
    const lines = new TextDecoder().decode(result.stderr).split("\n");
    const reason = lines.find((line) => /error|undefined reference|cannot find/.test(line));
    throw new NativeUnavailable(
      `${compiler} could not compile TensorFlow's addon (${(reason ?? lines[0] ?? "").trim()})`,
      { mend: "Mend the compiler, or name another with CXX" },
    );
  }
}

/** Whether two files hold the same bytes. False if one is missing. */
export async function sameBytes(first: string, second: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([Deno.readFile(first), Deno.readFile(second)]);
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Copies a compiled addon to where the package looks for it, in one step. */
export async function placeAddon(source: string, target: string): Promise<void> {
  if (await sameBytes(source, target)) return;
  await Deno.mkdir(path.dirname(target), { recursive: true });
  // Written beside and renamed: a process that has the old file loaded keeps it whole.
  const beside = `${target}.${crypto.randomUUID()}`;
  try {
    await Deno.copyFile(source, beside);
    await Deno.rename(beside, target);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError("there is no such addon", {
        file: source,
        mend: "Name a compiled tfjs_binding.node with SDTRAINER_ADDON, or unset it",
        cause: error,
      });
    }
    throw error;
  }
}
