/** `--config` and `--plugin`: settings from a file, and definitions of one's own, as tasks take them. */
import { parseArgs } from "node:util";
import { loadPlugins, type Plugin, readGridConfig } from "../lib/mod.ts";
import type { Options } from "./_options.ts";

/** `--plugin`. */
export const PLUGIN_OPTION = {
  repeat: true,
  placeholder: "FILE",
  description:
    "A module of definitions, whose names can then be given. It may do what this task may",
} as const satisfies Options[string];

/** The options given before anything else is known: which plugins, and whether help is wanted. */
function asked(args: readonly string[]): { plugins: string[]; config?: string; help: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      plugin: { type: "string", multiple: true },
      config: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    strict: false,
  });
  const texts = (values.plugin ?? []).filter((value) => typeof value === "string");
  const { config, help } = values;
  return {
    plugins: texts,
    ...(typeof config === "string" ? { config } : {}),
    help: help === true,
  };
}

/** The plugins that the command line gives, where the help is to name what they define. */
export async function helpedPlugins(args: readonly string[]): Promise<Plugin[]> {
  const { plugins, config, help } = asked(args);
  if (!help) return [];
  const named = config === undefined ? [] : (await readGridConfig(config)).settings.plugins ?? [];
  return await loadPlugins(plugins.length > 0 ? plugins : named);
}

/** What a plugin defines, for the help: each definition, and below it its parameters. */
export function pluginTable({ file, definitions }: Plugin) {
  const rows = definitions.flatMap((definition) => {
    const { kind, name, description, parameters = {} } = definition;
    return [
      [`${kind} ${name}`, description] as const,
      ...Object.entries(parameters).map(([parameter, { description, rule, ...rest }]) => {
        const fallback = rest.required
          ? "; required"
          : rest.default === undefined
          ? ""
          : `; default: ${rest.default}`;
        return [
          `  ${name}:${parameter}=…`,
          `${description} (${rule.expected}${fallback})`,
        ] as const;
      }),
    ];
  });
  return { title: `Defined by ${file}:`, rows };
}
