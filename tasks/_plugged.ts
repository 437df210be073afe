/** Tasks that plugins may add definitions to. */
import { frozen, InputError, loadedPlugins, type Plugin } from "../lib/mod.ts";
import * as library from "../lib/mod.ts";
import { told } from "./_cli.ts";
import { helpedPlugins } from "./_definitions.ts";
import { tell } from "./_print.ts";
import { leave, watchStrays, withoutStorage } from "./_strays.ts";

/**
 * Runs such a task: a plugin's strays are watched, and it changes nothing of the library.
 *
 * @param run Runs the command, whose help names what the plugins define.
 */
export async function runPlugged(run: (plugins: Plugin[]) => Promise<void>): Promise<void> {
  watchStrays(loadedPlugins);
  withoutStorage();
  // Plugins get at all that "sdtrainer" exports.
  const { program, study, ...rest } = library;
  [rest, program, study].flatMap((room) => Object.values(room)).forEach(frozen);
  try {
    await run(await helpedPlugins(Deno.args));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell(told(error));
    leave(1);
  }
}
