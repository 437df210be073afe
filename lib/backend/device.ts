/** Which of the machine's devices computes: `--device`, and what it means for TensorFlow. */
import { InputError, settingName, shown } from "../io/mod.ts";

/**
 * `auto`: an NVIDIA GPU where there is one that TensorFlow can use; `cpu`: the processor; `gpu`: a
 * GPU or an error; `gpu:1`: the one that `nvidia-smi` numbers so.
 */
export type DeviceName = "auto" | "cpu" | "gpu" | `gpu:${number}`;

/** What a device is called, for messages and help. */
export const DEVICES = "auto, cpu, gpu or gpu:N";

/** Whether something is the name of a device. */
export function isDevice(value: unknown): value is DeviceName {
  return typeof value === "string" && /^(auto|cpu|gpu(:\d{1,3})?)$/.test(value);
}

/** Whether there must be a GPU. */
export function demandsGpu(device: DeviceName): boolean {
  return device.startsWith("gpu");
}

/**
 * Refuses a device that does not exist, or that a backend cannot compute on.
 *
 * @throws {InputError} With what to choose instead.
 */
export function checkDevice(device: DeviceName, backend: string): void {
  if (!isDevice(device)) {
    throw new InputError(`there is no device ${shown(device)}`, { mend: `Choose ${DEVICES}` });
  }
  if (device === "auto" || backend === "auto" || backend === "tensorflow") return;
  if (backend === "webgpu") {
    if (device === "gpu") return;
    const problem = device === "cpu"
      ? "the backend webgpu computes on a GPU, not on the device cpu"
      : `the backend webgpu takes the GPU that the system gives it, not the device ${device}`;
    throw new InputError(problem, {
      mend: "Leave the device out, or choose the backend tensorflow",
    });
  }
  if (demandsGpu(device)) {
    throw new InputError(`the backend ${backend} computes on the processor, not on ${device}`, {
      mend: "Leave the device out, or choose the backend tensorflow",
    });
  }
}

/** Whether a value of `CUDA_VISIBLE_DEVICES` leaves a process no GPU. */
export function hidesAllGpus(visible: string | undefined): boolean {
  // CUDA takes the numbers up to the first that names no GPU.
  return visible !== undefined && /^\s*(-|$|,|none|nodevfiles)/i.test(visible);
}

/**
 * The environment variables that show TensorFlow one GPU, or none. It would else begin work on all
 * of them; and while the graph takes the first, tfjs takes the last.
 *
 * @param visible What `CUDA_VISIBLE_DEVICES` is set to already.
 * @throws {InputError} If that hides the GPU which is asked for.
 *
 * @example
 * ```ts
 * import { deviceVariables } from "./device.ts";
 * const { CUDA_VISIBLE_DEVICES } = deviceVariables("gpu:2", undefined);
 * if (CUDA_VISIBLE_DEVICES !== "2") throw new Error("the one that was asked for");
 * ```
 */
export function deviceVariables(
  device: DeviceName,
  visible: string | undefined,
): Record<string, string> {
  if (device === "cpu") return { CUDA_VISIBLE_DEVICES: "-1" };
  const place = "CUDA_VISIBLE_DEVICES";
  if (hidesAllGpus(visible)) {
    if (device === "auto") return {};
    throw new InputError(`its value ${shown(visible)} hides every GPU`, {
      place,
      mend: `Unset it, or use ${settingName("device")} cpu`,
    });
  }
  const known = visible?.split(",").map((name) => name.trim());
  if (device === "auto" || device === "gpu") return { [place]: known?.[0] ?? "0" };
  const number = device.slice("gpu:".length);
  if (known !== undefined && !known.includes(number)) {
    throw new InputError(`its value ${shown(visible)} hides GPU ${number}`, {
      place,
      mend: `Unset it, or use ${settingName("device")} gpu for the first that it names`,
    });
  }
  // CUDA's own order has the fastest first: its numbers need not be those of nvidia-smi.
  return { [place]: number, CUDA_DEVICE_ORDER: "PCI_BUS_ID" };
}
