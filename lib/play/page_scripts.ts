/**
 * The page's own modules as a browser takes them: TypeScript without its types, and of the library
 * the few files that they need. A name that comes by a room's `mod.ts` is imported from where it is
 * defined, so that no page loads a whole room for one function.
 */
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../", import.meta.url));

/** `.ts`, but in the package for Node, which is JavaScript. */
const OWN = extname(fileURLToPath(import.meta.url));

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";/gm;
const EXPORT = /^export\s*(?:\*|\{([^}]*)\})(?:\s*from\s*"([^"]+)")?;/gm;

/** The module's code. Types become white space, so that lines and columns stay. */
function codeOf(path: string): string {
  const text = readFileSync(join(LIB, path), "utf8");
  return OWN === ".ts" ? nodeModule.stripTypeScriptTypes(text) : text;
}

function namesIn(list: string): string[] {
  return list.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** The module that defines what one exports; undefined where it does not. */
function definerOf(name: string, path: string): string | undefined {
  const code = codeOf(path);
  if (new RegExp(`^export (?:async )?(?:const|class|function\\*?) ${name}\\b`, "m").test(code)) {
    return path;
  }
  const has = (list: string | undefined) => list === undefined || namesIn(list).includes(name);
  for (const [, list, from] of code.matchAll(EXPORT)) {
    if (!has(list)) continue;
    // What the package for Node exports apart from its definition may have been imported.
    const source = from ?? code.matchAll(IMPORT).find(([, imported]) => has(imported))?.[2];
    const found = source === undefined ? path : definerOf(name, join(dirname(path), source));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A module and all that it imports, as JavaScript by their paths from `lib/`.
 *
 * @param entry From `lib/`, without what its name ends with.
 * @throws {Error} If something of it is not for browsers.
 */
export function pageScripts(entry: string): Map<string, string> {
  const scripts = new Map<string, string>();
  const nameOf = (path: string) => path.replace(/\.ts$/, ".js");
  const add = (path: string) => {
    if (scripts.has(nameOf(path))) return;
    // Its place, before those that it imports look for theirs.
    scripts.set(nameOf(path), "");
    const to = (target: string) => {
      const way = nameOf(relative(dirname(path), target));
      return way.startsWith(".") ? way : `./${way}`;
    };
    const code = codeOf(path).replace(IMPORT, (_, list: string, from: string) => {
      if (!from.startsWith(".")) throw new Error(`${path}: ${from} is not for browsers`);
      const target = join(dirname(path), from);
      return namesIn(list).map((name) => {
        const definer = definerOf(name, target);
        if (definer === undefined) throw new Error(`${path}: ${from} exports no ${name}`);
        add(definer);
        return `import { ${name} } from "${to(definer)}";`;
      }).join(" ");
    });
    const left = /^import\b.*"(?:node:|.*\.ts").*|^export\s*(?:\*|\{[^}]*\})\s*from.*/m.exec(code);
    if (left !== null) throw new Error(`${path}: ${left[0]} is not for browsers`);
    scripts.set(nameOf(path), code);
  };
  add(`${entry}${OWN}`);
  return scripts;
}
