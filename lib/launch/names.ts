/** What launchers are called, and what they start: known before anything else is loaded. */

/** Where nothing is launched: the command makes the runs itself. */
export const LOCAL = "local";

/** The programs that each launcher starts, by the names that they have on the PATH. */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  slurm: ["sbatch", "squeue", "scontrol"],
  command: ["sh"],
};
