/** Reading notebooks as far as the tasks need it. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import { isTranslation } from "./_translation.ts";

/** A code cell of a notebook. */
export interface CodeCell {
  source: string;
  /** MIME types of its outputs; `error` stands for an error's. */
  outputs: string[];
}

interface NotebookJson {
  cells: {
    cell_type: string;
    source: string | string[];
    outputs?: { output_type: string; data?: Record<string, unknown> }[];
  }[];
}

/**
 * The project's notebooks, in order, without their translations, whose code is the same.
 *
 * @throws {InputError} If there are none.
 */
export async function notebookFiles(): Promise<string[]> {
  const folder = path.join(PROJECT_FOLDER, "notebooks");
  const files = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".ipynb") || name.startsWith(".") || isTranslation(name)) continue;
      files.push(path.join(folder, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (files.length === 0) {
    throw new InputError("there are no notebooks", { file: folder, mend: "Check them out again" });
  }
  return files.sort();
}

/**
 * The code cells of a notebook.
 *
 * @throws {InputError} If the file is missing or is no notebook.
 */
export async function codeCells(file: string): Promise<CodeCell[]> {
  let json: NotebookJson;
  try {
    json = JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    if (!missing && !(error instanceof SyntaxError)) throw error;
    throw new InputError(missing ? "there is no such notebook" : "it is no notebook", {
      file,
      mend: "Name a file that ends in .ipynb",
      cause: error,
    });
  }
  return json.cells.filter((cell) => cell.cell_type === "code").map((cell) => ({
    source: typeof cell.source === "string" ? cell.source : cell.source.join(""),
    outputs: (cell.outputs ?? []).flatMap((output) =>
      output.output_type === "error" ? ["error"] : Object.keys(output.data ?? {})
    ),
  }));
}

/** Whether a cell shows a plot that JupyterLab draws. */
export function hasPlot(cell: CodeCell | undefined): boolean {
  return cell?.outputs.some((type) => /^application\/vnd\.vegalite\.v\d+\+json$/.test(type)) ??
    false;
}

/**
 * What is wrong with an executed notebook, or undefined.
 *
 * @param before Its cells as they were committed: a cell that showed a plot must show one again.
 */
export function fault(
  before: readonly CodeCell[],
  after: readonly CodeCell[],
  needsPlot: boolean,
): string | undefined {
  for (const [i, cell] of after.entries()) {
    if (cell.outputs.includes("error")) return `code cell ${i + 1} shows an error`;
    if (hasPlot(before[i]) && !hasPlot(cell)) return `code cell ${i + 1} no longer shows its plot`;
  }
  if (needsPlot && !after.some(hasPlot)) return "no cell shows a plot";
  return undefined;
}
