/**
 * What the system says of NVIDIA GPUs, and which build of TensorFlow follows from it. Nothing here
 * looks at the machine: see probe_gpu.ts.
 */
import { InputError, settingName, wordSettings } from "../io/mod.ts";
import { demandsGpu, type DeviceName } from "./device.ts";
import { hasCudaBuild, type Machine, TENSORFLOW_VERSION, type TensorFlowKind } from "./wheels.ts";

/**
 * The oldest driver that runs programs made for CUDA 12 on Linux, from the table "CUDA Toolkit and
 * Minimum Required Driver Version" of NVIDIA's CUDA 12 release notes.
 */
export const OLDEST_DRIVER = "525.60.13";
/** CUDA 12.0, as the driver's library numbers it. */
const OLDEST_CUDA = 12_000;
/** The oldest GPUs that TensorFlow's wheels have kernels for, says its release 2.18: Pascal. */
const OLDEST_CAPABILITY = 6.0;

/** What was found on the machine. */
export interface GpuProbe {
  /** The GPUs' files in `/dev`, such as `nvidia0`; a container has those it was given. */
  deviceFiles?: readonly string[];
  /** The text of `/proc/driver/nvidia/version`. A container sees its host's. */
  driverText?: string;
  /** What {@linkcode SMI_QUERY} printed. */
  smiText?: string;
  /**
   * The CUDA version that the driver's library `libcuda.so.1` supports, such as 12040 for 12.4; null
   * if there is no such library.
   */
  cuda?: number | null;
}

/** What is asked of `nvidia-smi`: for each GPU a line with its name and the driver's version. */
export const SMI_QUERY: readonly string[] = [
  "--query-gpu=name,driver_version",
  "--format=csv,noheader",
];

/** What follows from a {@linkcode GpuProbe}. */
export interface NvidiaGpus {
  /** Whether this process has a GPU. */
  found: boolean;
  /** The driver's version, such as 535.129.03. */
  driver?: string;
  /** Why TensorFlow will not run on one, and what to do; undefined where nothing speaks against it. */
  obstacle?: { problem: string; mend: string };
}

/** The driver's version in the text of `/proc/driver/nvidia/version`. */
export function driverVersion(text: string): string | undefined {
  return /^NVRM version:.*?\s(\d{3,}(?:\.\d+)+)\s/m.exec(`${text}\n`)?.[1];
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, number] of b!.entries()) {
    if ((a![i] ?? 0) !== number) return (a![i] ?? 0) < number;
  }
  return false;
}

/** Makes sense of what was found on the machine. */
export function readGpus({ deviceFiles, driverText, smiText, cuda }: GpuProbe): NvidiaGpus {
  const listed = /^.+,\s*(\d+(?:\.\d+)+)\s*$/m.exec(smiText ?? "")?.[1];
  const driver = driverVersion(driverText ?? "") ?? listed;
  const found = listed !== undefined ||
    (deviceFiles ?? []).some((name) => /^nvidia\d+$/.test(name));
  const gpus = { found, ...(driver === undefined ? {} : { driver }) };
  const obstacle = found ? obstacleOf(driver, cuda) : absence(driver);
  return obstacle === undefined ? gpus : { ...gpus, obstacle };
}

function absence(driver: string | undefined): { problem: string; mend: string } {
  if (driver === undefined) {
    return {
      problem: "there is no NVIDIA GPU here: neither /dev/nvidia0 nor an nvidia-smi that answers",
      mend: `Use ${settingName("device")} cpu, for a GPU of another make ` +
        `${settingName("backend")} webgpu, or install the NVIDIA driver, at least ${OLDEST_DRIVER}`,
    };
  }
  return {
    problem: `NVIDIA's driver ${driver} is loaded, but there is no GPU for this process`,
    mend: "Ask for one where it is started (docker run --gpus all, or the cluster's option), or " +
      `use ${settingName("device")} cpu`,
  };
}

function obstacleOf(
  driver: string | undefined,
  cuda: number | null | undefined,
): { problem: string; mend: string } | undefined {
  if (cuda === null) {
    return {
      problem: "there is an NVIDIA GPU, but its driver's library libcuda.so.1 cannot be loaded",
      mend: "In a container, start it with NVIDIA's container toolkit (docker run --gpus all); " +
        "elsewhere install the driver's compute library (Ubuntu: libnvidia-compute, Debian: " +
        `libcuda1); or use ${settingName("device")} cpu`,
    };
  }
  // What the library says is more: NVIDIA's package cuda-compat puts a newer one on an old driver.
  const tooOld = cuda === undefined
    ? driver !== undefined && isOlder(driver, OLDEST_DRIVER)
    : cuda < OLDEST_CUDA;
  if (!tooOld) return undefined;
  const supports = cuda === undefined ? "" : `, which supports CUDA ${cudaName(cuda)},`;
  return {
    problem: `NVIDIA's driver${driver === undefined ? "" : ` ${driver}`}${supports} is too old ` +
      `for CUDA 12, which TensorFlow ${TENSORFLOW_VERSION} is built with`,
    mend: `Update the driver to at least ${OLDEST_DRIVER}, or use ${settingName("device")} cpu`,
  };
}

/** 12040 → 12.4. */
function cudaName(version: number): string {
  return `${Math.floor(version / 1000)}.${Math.floor(version % 1000 / 10)}`;
}

/** What {@linkcode chooseBuild} decides by. */
export interface BuildChoice {
  device: DeviceName;
  /** The build that the user named, with `SDTRAINER_TENSORFLOW` or `--kind`. */
  asked?: TensorFlowKind;
  machine: Machine;
  gpus: NvidiaGpus;
}

/**
 * Which build of TensorFlow to set up.
 *
 * @returns The build, and for `auto` why it is not that for the GPU which is there.
 * @throws {InputError} If a GPU was asked for and cannot be had.
 */
export function chooseBuild(
  { device, asked, machine, gpus }: BuildChoice,
): { kind: TensorFlowKind; notice?: string } {
  if (device === "cpu") return { kind: asked ?? "cpu" };
  if (demandsGpu(device)) {
    if (asked === "cpu") {
      throw new InputError(`the device ${device} needs TensorFlow's build cuda, not cpu`, {
        place: "SDTRAINER_TENSORFLOW",
        mend: `Unset it, or use ${settingName("device")} cpu`,
      });
    }
    requireGpu(device, { machine, gpus });
    return { kind: "cuda" };
  }
  const { found, obstacle } = gpus;
  if (asked !== undefined) {
    // Without a GPU this is setting up for another machine, which shares the folder.
    if (asked === "cuda" && found && obstacle) throw new InputError(obstacle.problem, obstacle);
    return { kind: asked };
  }
  if (!found || !hasCudaBuild(machine)) return { kind: "cpu" };
  if (obstacle === undefined) return { kind: "cuda" };
  const { problem, mend } = obstacle;
  return { kind: "cpu", notice: wordSettings(`The GPU is not used: ${problem}. ${mend}.`) };
}

/**
 * Makes sure that nothing speaks against TensorFlow on a GPU.
 *
 * @throws {InputError} If something does, with what to do about it.
 */
export function requireGpu(
  device: DeviceName,
  { machine, gpus }: Pick<BuildChoice, "machine" | "gpus">,
): void {
  if (!hasCudaBuild(machine)) {
    throw new InputError(
      `the device ${device} is for NVIDIA GPUs on Linux x86_64, not for ${machine.os} ` +
        machine.arch,
      { mend: `Leave it out, or use ${settingName("backend")} webgpu for this machine's GPU` },
    );
  }
  const { obstacle } = gpus;
  if (obstacle) throw new InputError(obstacle.problem, obstacle);
}

/** What is asked of `nvidia-smi` after TensorFlow found no GPU; old ones do not know the answer. */
export const CAPABILITY_QUERY: readonly string[] = [
  "--query-gpu=name,compute_cap",
  "--format=csv,noheader",
];

/**
 * Why TensorFlow, loaded, has no GPU although the system has one.
 *
 * @param capabilities What {@linkcode CAPABILITY_QUERY} printed.
 */
export function unusedGpu(capabilities: string | undefined): { problem: string; mend: string } {
  const rows = (capabilities ?? "").split("\n").map((line) => /^(.+),\s*(\d+\.\d+)\s*$/.exec(line))
    .flatMap((match) => match ? [{ name: match[1]!, capability: match[2]! }] : []);
  const tooOld = rows.length > 0 &&
    rows.every(({ capability }) => Number(capability) < OLDEST_CAPABILITY);
  const newest = rows[0];
  if (tooOld && newest) {
    return {
      problem: `TensorFlow ${TENSORFLOW_VERSION} has kernels for GPUs of compute capability ` +
        `${OLDEST_CAPABILITY.toFixed(1)} and newer, and ${newest.name} has ${newest.capability}`,
      mend: `Use ${settingName("device")} cpu`,
    };
  }
  return {
    problem: "TensorFlow finds no GPU that it can use" +
      (newest ? `, though there is ${newest.name} (capability ${newest.capability})` : ""),
    mend: "Set TF_CPP_MIN_LOG_LEVEL=0 to read TensorFlow's reasons (another program may hold the " +
      `GPU's memory, or a named TensorFlow have no CUDA), or use ${settingName("device")} cpu`,
  };
}
