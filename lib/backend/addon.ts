/** Compiling tfjs' addon against a TensorFlow library. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { inBrackets, InputError, replaceFileBy } from "../io/mod.ts";
import { answers } from "./commands.ts";
import { diskFull, isDiskFull } from "./full_disk.ts";
import type { TensorFlowLibrary } from "./library.ts";
import { mayUseNetwork } from "./network.ts";
import { PROJECT_FOLDER, statOrUndefined } from "./paths.ts";
import { NativeUnavailable } from "./unavailable.ts";

const PACKAGE = "@tensorflow/tfjs-node-gpu";

/**
 * A package's folder, undefined where it is not installed: as who uses this library has it, or in the
 * project's `node_modules`.
 *
 * @param resolved What its name stands for; no file where nothing in this process imports it.
 * @param from The folder's place from there.
 */
async function folderOf(name: string, resolved: string, from: string): Promise<string | undefined> {
  const folder = resolved.startsWith("file:")
    ? path.resolve(fileURLToPath(new URL(from, resolved)))
    : path.join(PROJECT_FOLDER, "node_modules", name);
  return await statOrUndefined(folder) && folder;
}

/**
 * The folders of tfjs' package for Node and of Node-API's headers. Where they are missing, the
 * import map's packages are installed.
 */
async function packageFolders(): Promise<{ tfjs: string; headers: string }> {
  const find = async () => [
    await folderOf(PACKAGE, import.meta.resolve("@tensorflow/tfjs-node-gpu"), ".."),
    await folderOf("node-api-headers", import.meta.resolve("node-api-headers"), "."),
  ];
  let [tfjs, headers] = await find();
  if (tfjs === undefined || headers === undefined) {
    const install = new Deno.Command(Deno.execPath(), {
      args: ["install", "--quiet", ...(await mayUseNetwork() ? [] : ["--cached-only"])],
      cwd: PROJECT_FOLDER,
      stdin: "null",
      stdout: "null",
    });
    await install.output();
    [tfjs, headers] = await find();
  }
  if (tfjs === undefined || headers === undefined) {
    throw new NativeUnavailable(`the npm package ${PACKAGE} is not installed`, {
      file: path.join(PROJECT_FOLDER, "node_modules"),
      mend: "Run deno install in the project's folder",
    });
  }
  return { tfjs, headers };
}

/**
 * Where an addon in `folder` finds its library at run time. In the cache it lies beside it, so that
 * the project's folder can be moved, and have any name: in a path, a colon would end it.
 *
 * @throws {InputError} If the library lies elsewhere, in a folder that cannot be named here.
 */
function searchPath(library: TensorFlowLibrary, folder: string): string {
  const inside = path.relative(folder, library.folder);
  if (!inside.startsWith("..")) {
    return `${Deno.build.os === "darwin" ? "@loader_path" : "$ORIGIN"}/${inside}`;
  }
  if (!/[:$]/.test(library.folder)) return library.folder;
  throw new InputError(
    "a library cannot be found at run time in a folder with : or $ in its path",
    {
      file: library.folder,
      mend: "Name it by a link without them in SDTRAINER_LIBTENSORFLOW",
    },
  );
}

/**
 * A name in `folder` that differs whenever another addon would have to be compiled.
 *
 * @throws {InputError} If the library lies where no addon can find it.
 */
export async function addonName(library: TensorFlowLibrary, folder: string): Promise<string> {
  const hash = createHash("sha256");
  const { tfjs } = await packageFolders();
  const { version } = JSON.parse(await Deno.readTextFile(path.join(tfjs, "package.json")));
  hash.update(`${PACKAGE.replace("/", "+")}@${version}`);
  for (const file of library.files) {
    const { size } = await Deno.stat(path.join(library.folder, file));
    hash.update(`${searchPath(library, folder)}/${file} ${size}\n`);
  }
  return `addon-${hash.digest("hex").slice(0, 12)}.node`;
}

/**
 * The C++ compiler: `$CXX`, or the first of the usual names that answers.
 *
 * @throws {NativeUnavailable} If there is none.
 */
export async function findCompiler(): Promise<string> {
  const asked = Deno.env.get("CXX");
  for (const name of asked ? [asked] : ["g++", "c++", "clang++"]) {
    if (await answers(name, ["--version"])) return name;
  }
  throw new NativeUnavailable(`there is no C++ compiler${asked ? ` named ${asked}` : ""}`, {
    mend: asked ? "Set CXX to one, or unset it" : "Install g++ (Debian: apt-get install g++)",
  });
}

/** What compiling writes: the addon has less than 1 MB, what is made on the way some more. */
const ADDON_BYTES = 20e6;

/**
 * Compiles the addon's sources, as they lie in the package, into the file `output`. Only one process
 * at a time may do so for the same output.
 *
 * @throws {NativeUnavailable} If there is no compiler, or it fails.
 */
export async function compileAddon(library: TensorFlowLibrary, output: string): Promise<void> {
  const compiler = await findCompiler();
  const { tfjs, headers } = await packageFolders();
  const platform = Deno.build.os === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
  await replaceFileBy(output, async (unfinished) => {
    const { success, stderr } = await new Deno.Command(compiler, {
      args: [
        // tfjs' own sources give warnings that are not ours to mend.
        ...["-O2", "-fPIC", "-shared", "-std=c++17", "-DNAPI_VERSION=8", "-w"],
        ...["-I", library.include, "-I", path.join(headers, "include"), "-I", ".."],
        ...["tfjs_backend.cc", "tfjs_binding.cc", "-o", unfinished],
        ...library.files.map((file) => path.join(library.folder, file)),
        // Commas are part of a path here, other than in -Wl,-rpath,PATH.
        ...["-Xlinker", "-rpath", "-Xlinker", searchPath(library, path.dirname(output))],
        ...platform,
      ],
      cwd: path.join(tfjs, "binding"),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) {
      const told = new TextDecoder().decode(stderr).trim();
      if (isDiskFull(told)) throw diskFull(output, ADDON_BYTES, " and in the temporary folder");
      const lines = told.split("\n");
      const reason = lines.find((line) => /error|undefined reference|cannot find/i.test(line));
      throw new NativeUnavailable(
        `${compiler} could not compile TensorFlow's addon${inBrackets(reason ?? lines[0])}`,
        { mend: "Mend the compiler, or name another one in CXX" },
      );
    }
  });
}
