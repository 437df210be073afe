/**
 * What computes: setting TensorFlow up and choosing a backend.
 *
 * @module
 */
export { checkDevice, type DeviceName, DEVICES, isDevice } from "./device.ts";
export { ensureDictionary, OBTAINABLE_DICTIONARIES } from "./mecab.ts";
export {
  ensureNative,
  type SetupOptions,
  type SetupResult,
  tensorflowKind,
} from "./native_setup.ts";
export { cacheFolder, modelsFolder, PROJECT_FOLDER } from "./paths.ts";
export { type Rounding } from "./rounding.ts";
export {
  type Backend,
  type BackendName,
  type BackendOptions,
  BACKENDS,
  selectBackend,
} from "./select.ts";
export { progressLines, progressOnTerminal, type SetupProgress } from "./setup_progress.ts";
export { NativeUnavailable } from "./unavailable.ts";
export { TENSORFLOW_VERSION, type TensorFlowKind } from "./wheels.ts";
