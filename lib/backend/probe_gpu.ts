/** Looking for NVIDIA GPUs on this machine. What follows from it is in gpu.ts. */
import { output } from "./commands.ts";
import { hidesAllGpus } from "./device.ts";
import { CAPABILITY_QUERY, type GpuProbe, readGpus, SMI_QUERY } from "./gpu.ts";

/** Where Deno is kept from a file or program, it counts as one that is not there. */
async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return undefined;
    }
    throw error;
  }
}

async function listDevices(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir("/dev"));
  return entries.map(({ name }) => name).filter((name) => name.startsWith("nvidia"));
}

/** The CUDA version that the driver's library supports; see {@linkcode GpuProbe.cuda}. */
function supportedCuda(): number | null | undefined {
  try {
    // Left open: TensorFlow loads it too.
    const driver = Deno.dlopen("libcuda.so.1", {
      // It does not begin work on any GPU, as cuInit would.
      cuDriverGetVersion: { parameters: ["buffer"], result: "i32" },
    });
    const version = new Int32Array(1);
    return driver.symbols.cuDriverGetVersion(new Uint8Array(version.buffer)) === 0
      ? version[0]!
      : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    return null;
  }
}

/** What there is to know of NVIDIA GPUs here, in some milliseconds where the driver has its files. */
export async function probeGpus(): Promise<GpuProbe> {
  if (Deno.build.os !== "linux" || hidesAllGpus(Deno.env.get("CUDA_VISIBLE_DEVICES"))) return {};
  const deviceFiles = await orUndefined(listDevices) ?? [];
  const driverText = await orUndefined(() => Deno.readTextFile("/proc/driver/nvidia/version"));
  // Under Windows' Linux there are no such files. It may take seconds, so it is asked only there.
  const smiText = readGpus({ deviceFiles }).found
    ? undefined
    : await orUndefined(() => output("nvidia-smi", SMI_QUERY));
  const { found } = readGpus({ deviceFiles, ...(smiText === undefined ? {} : { smiText }) });
  const cuda = found ? supportedCuda() : undefined;
  return {
    deviceFiles,
    ...(driverText === undefined ? {} : { driverText }),
    ...(smiText === undefined ? {} : { smiText }),
    ...(cuda === undefined ? {} : { cuda }),
  };
}

/** The GPUs' names and compute capabilities, as `nvidia-smi` prints them. */
export async function probeCapabilities(): Promise<string | undefined> {
  return await orUndefined(() => output("nvidia-smi", CAPABILITY_QUERY));
}
