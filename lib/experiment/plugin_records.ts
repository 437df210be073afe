/** The plugins that a folder remembers, beside those of the process that goes on in it. */

import type { PluginRecord } from "./decided_by.ts";

/** Whether a definition is among some, and may decide runs: sinks decide nothing. */
function isIn(defines: readonly string[]): (defined: string) => boolean {
  return (defined) => !defined.startsWith("sink ") && defines.includes(defined);
}

/** Plugins that define what others of the folder defined, in words. */
export function changedPlugins(
  then: readonly PluginRecord[] = [],
  now: readonly PluginRecord[],
): string[] {
  return then.flatMap(({ file, sha256, defines }) => {
    const found = now.find((plugin) => plugin.defines.some(isIn(defines)));
    if (found === undefined || found.sha256 === sha256) return [];
    const name = found.file ?? file ?? defines.join(", ");
    return [`plugin ${name} was ${sha256.slice(0, 12)}…, is ${found.sha256.slice(0, 12)}…`];
  });
}

/** Those of the folder that this process has not, too: runs were made with them. */
export function allPlugins(
  then: readonly PluginRecord[] = [],
  now: readonly PluginRecord[],
): PluginRecord[] {
  const others = then.filter(({ sha256, defines }) =>
    !now.some((plugin) => plugin.sha256 === sha256 || plugin.defines.some(isIn(defines)))
  );
  return [...others, ...now];
}
