/** Whether what is said of the study follows from its runs, and its primary result as a table. */
import { study } from "../lib/mod.ts";
import { inProject } from "./_place.ts";
import { print, tell } from "./_print.ts";

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
    `${digits(row.ci_low, 5)} to ${digits(row.ci_high, 5)}`,
    digits(row.p),
    digits(row.p_holm),
    row.equivalent === null ? "–" : row.equivalent ? "yes" : "no",
  ]);
  const bound = `within ±${study.EQUIVALENCE_BOUND}`;
  const table = [["nats", "n", "mean", "95 % interval", "p", "Holm", bound], ...rows];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  return table.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ")
  ).join("\n");
}

/**
 * Computes anew what results say, and compares.
 *
 * @param folder Where they are. @default {the project's}
 * @returns 0 where all is as it follows from the runs, else 1.
 * @throws {InputError} If runs are missing, or a file is damaged.
 */
export async function checkStudy(folder: string = inProject(STUDY_FOLDER)): Promise<number> {
  const { runs, differences } = await study.readStudy(folder);
  const wrong: string[] = [];
  const computed = study.studyDifferences(runs);
  computed.forEach((row, i) => {
    const said = differences[i];
    for (const [column, value] of Object.entries(row)) {
      const other = said?.[column as keyof study.Difference];
      if (other === value) continue;
      wrong.push(
        `${folder}/${study.STUDY_FILES.differences}, row ${i + 2}: ${column} of ${row.contrast}, ` +
          `${row.metric} is ${other}; the runs say ${value}.`,
      );
    }
  });
  if (differences.length > computed.length) {
    wrong.push(`${folder}/${study.STUDY_FILES.differences} has rows that no runs give.`);
  }
  wrong.push(...await unsaidSentences(study.conclusions(computed)));
  for (const line of wrong) tell(line);
  if (wrong.length > 0) return 1;
  print(
    `All ${computed.length} differences, and the README's conclusion, follow from the ${runs.length} runs.`,
  );
  return 0;
}

/** The sentences of the conclusion that the README does not have, in words. */
async function unsaidSentences(conclusions: study.Conclusions): Promise<string[]> {
  const file = inProject("README.md");
  // Lines may break anywhere, and Japanese has no spaces; emphasis is the README's.
  const plain = (text: string) => text.replaceAll(/[\s*]/g, "");
  const said = plain(await Deno.readTextFile(file));
  return Object.values(conclusions).flat().filter((sentence) => !said.includes(plain(sentence)))
    .map((sentence) => `${file} does not say: ${sentence}`);
}
