/** The launchers there are. A further one is a file beside these and a line here. */
import { COMMAND } from "./command.ts";
import type { Launcher } from "./launcher.ts";
import { SLURM } from "./slurm.ts";

/** What makes runs elsewhere than in processes of this machine that the command starts itself. */
export const LAUNCHERS: readonly Launcher[] = [SLURM, COMMAND];

/** The launcher of a name; undefined for `local`, where nothing is launched. */
export function launcherOf(name: string): Launcher | undefined {
  return LAUNCHERS.find((launcher) => launcher.name === name);
}
