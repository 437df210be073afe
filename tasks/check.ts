/** `deno task check`: format, lint and types, those of the notebooks' cells too. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import { runCommand } from "./_cli.ts";
import { codeCells, notebookFiles } from "./_notebooks.ts";
import { print, tell } from "./_print.ts";

const command = {
  name: "check",
  description: "Checks the format, lints, and checks the types of the code and of the notebooks' " +
    "cells.",
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

await runCommand(command, async () => {
  const steps = {
    Format: () => deno(["fmt", "--check"]),
    Lint: () => deno(["lint", "--quiet"]),
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
