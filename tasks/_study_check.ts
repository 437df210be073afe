/** Whether what is said of the study follows from its runs, and its primary result as a table. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError, study } from "../lib/mod.ts";
import { inProject } from "./_place.ts";
import { print, tell } from "./_print.ts";
import { saidFaults } from "./_study_said.ts";

/** Where the results are kept that the README speaks of. */
export const STUDY_FOLDER = "data/study";

/** The six of the primary analysis as a table for the terminal. */
export function primaryTable(differences: readonly study.Difference[]): string {
  const names = study.PRIMARY.map(({ name }) => name);
  const digits = (value: number | null, places = 4) => value === null ? "–" : value.toFixed(places);
  const rows = differences.filter(({ contrast, metric }) =>
    metric === study.PRIMARY_METRIC && names.includes(contrast)
  ).map((row) => [
    row.contrast,
    String(row.n),
    digits(row.mean, 5),
    `${digits(row.t_low, 5)} to ${digits(row.t_high, 5)}`,
    digits(row.p),
    digits(row.p_holm),
    row.equivalent === null ? "–" : row.equivalent ? "yes" : "no",
  ]);
  const bound = `within ±${study.EQUIVALENCE_BOUND}`;
  const table = [["nats", "n", "mean", "95 % t interval", "p", "Holm", bound], ...rows];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return table.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ")
  ).join("\n");
}

/** The files that are to say what is concluded. */
const SAYING = ["README.md", "docs/study.md"];

/**
 * Whether results are what was planned and computed from their runs, and whether what is said of them
 * follows.
 *
 * @param folder Where they are. @default {the project's}
 * @param saying The files that are to say what is concluded from them. @default {the project's}
 * @returns 0 where all is as it follows from the runs, else 1.
 * @throws {InputError} If runs are missing, or a file is damaged.
 */
export async function checkStudy(
  folder: string = inProject(STUDY_FOLDER),
  saying: readonly string[] = SAYING.map(inProject),
): Promise<number> {
  if (!existsSync(join(folder, study.STUDY_FILES.runs))) {
    throw new InputError("there are no results of the study", {
      file: folder,
      mend: `Have its runs made by \`deno task study\`, and copy what it writes to ${STUDY_FOLDER}`,
    });
  }
  const results = await study.readStudy(folder);
  const { runs, differences } = results;
  const wrong = study.studyFaults(results).map((fault) => `${folder}/${fault}`);
  // What follows from nothing else, such as a run's seconds, is at least as it was written.
  if (wrong.length === 0) {
    wrong.push(...(await study.changedFiles(folder)).map((fault) => `${folder}/${fault}`));
    for (const file of saying) {
      wrong.push(...saidFaults(results, await Deno.readTextFile(file), file));
    }
  }
  for (const line of wrong.slice(0, MOST_LINES)) tell(line);
  if (wrong.length > MOST_LINES) tell(`And ${wrong.length - MOST_LINES} more.`);
  if (wrong.length > 0) return 1;
  print(
    `All ${differences.length} differences follow from the ${runs.length} runs of ${folder}` +
      (saying.length === 0
        ? "."
        : `, and from them what ${saying.map((file) => basename(file)).join(" and ")} conclude.`),
  );
  return 0;
}

/** One wrong run can make hundreds of differences wrong. */
const MOST_LINES = 30;
