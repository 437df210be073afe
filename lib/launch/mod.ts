/**
 * Launchers: having an experiment's runs made elsewhere, and looking how far they are.
 *
 * @module
 */
export * from "./launcher.ts";
export { launcherOf, LAUNCHERS, LOCAL } from "./launchers.ts";
export { type RunState, runStates } from "./run_states.ts";
