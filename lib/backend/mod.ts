/** Setting up and choosing what computes. */
export { ensureNative, type SetupOptions, type SetupResult } from "./native_setup.ts";
export { type Backend, type BackendName, type BackendOptions, selectBackend } from "./select.ts";
