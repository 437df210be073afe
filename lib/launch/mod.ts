/**
 * Launchers: having an experiment's runs made elsewhere, and looking how far they are.
 *
 * @module
 */
export * from "./launcher.ts";
export { launcherOf, LAUNCHERS } from "./launchers.ts";
export { LOCAL } from "./names.ts";
export { type RunProgress, runProgress } from "./run_progress.ts";
