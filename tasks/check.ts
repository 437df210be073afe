/** `deno task check`: format, lint, documentation and types, those of the notebooks' cells too. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import { runCommand } from "./_cli.ts";
import { codeCells, notebookFiles } from "./_notebooks.ts";
import { print, tell, tellLines } from "./_print.ts";

const command = {
  name: "check",
  description: "Checks the format, lints, and checks the documentation of the library and the " +
    "types of the code and of the notebooks' cells.",
  options: {},
} as const;

async function deno(args: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: PROJECT_FOLDER,
    stdin: "null",
  }).spawn().status;
  return success;
}

/** `deno fmt --check` calls every notebook unformatted, so their cells are checked as files. */
async function checkNotebookFormat(): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-cells-" });
  try {
    for (const file of await notebookFiles()) {
      for (const [i, { source }] of (await codeCells(file)).entries()) {
        const name = `${path.basename(file, ".ipynb")}-cell-${i + 1}.ts`;
        await Deno.writeTextFile(path.join(folder, name), `${source}\n`);
      }
    }
    return await deno(["fmt", "--check", "--config", "deno.json", folder]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Deno does not check notebooks, so the cells of each stand in a file beside it for a moment: there
 * their imports mean the same.
 */
async function checkNotebooks(): Promise<boolean> {
  const copies: string[] = [];
  try {
    for (const file of await notebookFiles()) {
      const name = `${path.basename(file, ".ipynb")}.cells.ts`;
      const copy = path.join(path.dirname(file), name);
      const cells = (await codeCells(file)).map(({ source }, i) =>
        `// Code cell ${i + 1}\n${source}\n`
      );
      // Without an export a file without imports would be a script, where await is not allowed.
      copies.push(copy);
      await Deno.writeTextFile(copy, `${cells.join("\n")}\nexport {};\n`);
    }
    return await deno(["check", "--quiet", ...copies]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell(error.message);
    return false;
  } finally {
    for (const copy of copies) await Deno.remove(copy).catch(() => {});
  }
}

/** All that the library exports, and each of its rooms, is said to be something, in types of its own. */
async function checkDocumentation(): Promise<boolean> {
  const rooms: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path.join(PROJECT_FOLDER, "lib"))) {
    if (isDirectory) rooms.push(`lib/${name}/mod.ts`);
  }
  // A room speaks of the types of those that it enters, so they are looked at together.
  return await lintDocumentation(["lib/mod.ts"]) && await lintDocumentation(rooms.sort());
}

async function lintDocumentation(files: readonly string[]): Promise<boolean> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--quiet", "--lint", ...files],
    cwd: PROJECT_FOLDER,
    // Its colours would be printed as the text that they are.
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  // Where all is well it would print the documentation itself.
  if (!success) {
    const decoder = new TextDecoder();
    tellLines(decoder.decode(stdout) + decoder.decode(stderr));
  }
  return success;
}

await runCommand(command, async () => {
  const steps = {
    Format: () => deno(["fmt", "--check"]),
    Lint: () => deno(["lint", "--quiet"]),
    Documentation: checkDocumentation,
    Types: () => deno(["check", "--quiet"]),
    "Types in notebooks": checkNotebooks,
    "Format in notebooks": checkNotebookFormat,
  };
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    const success = await step();
    if (!success) failed++;
    print(`${name}: ${success ? "ok" : "FAILED"}`);
  }
  const count = Object.keys(steps).length;
  print(`Checks: ${count - failed} of ${count} passed.`);
  return failed === 0 ? 0 : 1;
});
