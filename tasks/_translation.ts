/**
 * Notebooks in another language: the code and what it shows are the English notebook's, the prose
 * stands in a file of its own, `notebooks/<language>/<name>.md`. There each cell begins with a line
 * `<!-- ID OF -->`: the id of the English cell, and the beginning of the SHA-256 of what it said when
 * it was translated, so that a translation that has been overtaken is noticed.
 */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { InputError } from "../lib/io/errors.ts";

/** The languages that there are besides English, by their tags (BCP 47). */
export const LANGUAGES = ["ja"] as const;

/** A notebook, as far as a translation looks into it. */
export interface Notebook {
  cells: { cell_type: string; id: string; source: string | string[] }[];
}

/** One cell's prose. */
interface Prose {
  /** Of what English text: see {@linkcode textHash}. */
  of: string;
  text: string;
}

/** Eight digits that tell one text of a cell from another. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

const MARK = /^<!-- (\S+) ([0-9a-f]{8}) -->$/;

/** The prose of a file, by the cells' ids. */
export function parseProse(markdown: string, file: string): Map<string, Prose> {
  const cells = new Map<string, Prose>();
  let lines: string[] | undefined;
  const take = (id: string, of: string) => {
    const taken: string[] = lines = [];
    if (cells.has(id)) {
      throw new InputError(`it has the cell ${id} twice`, { file, mend: "Keep one of them" });
    }
    cells.set(id, {
      of,
      get text() {
        return taken.join("\n").trim();
      },
    });
  };
  for (const line of markdown.split("\n")) {
    const mark = MARK.exec(line);
    if (mark !== null) take(mark[1]!, mark[2]!);
    else if (lines !== undefined) lines.push(line);
    else if (line.trim() !== "") {
      throw new InputError("its first line names no cell", {
        file,
        mend: "Begin each cell with a line such as <!-- md-00 0123abcd -->",
      });
    }
  }
  return cells;
}

function textOf({ source }: { source: string | string[] }): string {
  return typeof source === "string" ? source : source.join("");
}

/** A text as notebooks keep it: a list of lines with their ends. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/**
 * A notebook with other prose.
 *
 * @param file The prose's file, for messages.
 * @throws {InputError} If a cell has no translation, one of an earlier text, or there is one of a
 * cell that is not there.
 */
export function translated<T extends Notebook>(notebook: T, markdown: string, file: string): T {
  const prose = parseProse(markdown, file);
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "markdown") return cell;
    const hash = textHash(textOf(cell));
    const there = prose.get(cell.id);
    prose.delete(cell.id);
    if (there?.of === hash) return { ...cell, source: linesOf(there.text) };
    throw new InputError(
      there === undefined
        ? `the cell ${cell.id} has no translation`
        : `the cell ${cell.id} is a translation of what no longer stands there`,
      { file, mend: `Translate it, below a line <!-- ${cell.id} ${hash} -->` },
    );
  });
  const [left] = prose.keys();
  if (left !== undefined) {
    throw new InputError(`the notebook has no cell ${left}`, { file, mend: "Remove it" });
  }
  return { ...notebook, cells };
}

/** Where a translation lies: its prose, and the notebook that is made of it. */
export function translationFiles(
  notebook: string,
  language: string,
): { prose: string; notebook: string } {
  const { dir, name } = path.parse(notebook);
  return {
    prose: path.join(dir, language, `${name}.md`),
    notebook: path.join(dir, `${name}.${language}.ipynb`),
  };
}

/** Whether a notebook was made by {@linkcode translated}, by its name. */
export function isTranslation(name: string): boolean {
  return LANGUAGES.some((language) => name.endsWith(`.${language}.ipynb`));
}

/** Makes the translations of a notebook anew from the notebook as it is now. */
export async function writeTranslations(notebook: string): Promise<void> {
  const original: Notebook = JSON.parse(await Deno.readTextFile(notebook));
  for (const language of LANGUAGES) {
    const files = translationFiles(notebook, language);
    // A notebook of one's own has none.
    const prose = await Deno.readTextFile(files.prose).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (prose === undefined) continue;
    const text = JSON.stringify(translated(original, prose, files.prose), null, 1);
    await Deno.writeTextFile(files.notebook, `${text}\n`);
  }
}
