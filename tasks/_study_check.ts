/** Whether what is said of the study follows from its runs, and its primary result as a table. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatNumber, InputError, study } from "../lib/mod.ts";
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
  const { runs, differences, config } = results;
  const wrong = study.studyFaults(results).map((fault) => `${folder}/${fault}`);
  if (wrong.length === 0) {
    const said = study.conclusions(differences, config.main.settings.seeds.length);
    for (const file of saying) {
      const text = await Deno.readTextFile(file);
      wrong.push(...unsaidSentences(said, text, file), ...unknownNumbers(differences, text, file));
    }
  }
  for (const line of wrong.slice(0, MOST_LINES)) tell(line);
  if (wrong.length > MOST_LINES) tell(`And ${wrong.length - MOST_LINES} more.`);
  if (wrong.length > 0) return 1;
  print(
    `All ${differences.length} differences follow from the ${runs.length} runs, and what ` +
      `${SAYING.join(" and ")} conclude follows from them.`,
  );
  return 0;
}

/** One wrong run can make hundreds of differences wrong. */
const MOST_LINES = 30;

/** The sentences of the conclusion that a file does not have, in words. */
function unsaidSentences(conclusions: study.Conclusions, text: string, file: string): string[] {
  // Lines may break anywhere, and Japanese has no spaces; emphasis is the README's.
  const plain = (text: string) => text.replaceAll(/[\s*]/g, "");
  const said = plain(text);
  return Object.values(conclusions).flat().filter((sentence) => !said.includes(plain(sentence)))
    .map((sentence) => `${file} does not say: ${sentence}`);
}

/**
 * Differences that a file names below the heading "Results" and `differences.csv` does not have, in
 * words. They are the numbers with a sign and four decimals.
 */
function unknownNumbers(
  differences: readonly study.Difference[],
  text: string,
  file: string,
): string[] {
  const [, results] = text.split(/^## Results$/m);
  if (results === undefined) return [];
  const known = new Set(
    differences.flatMap(({ mean, t_low, t_high, ci_low, ci_high }) =>
      [mean, t_low, t_high, ci_low, ci_high].map((value) =>
        value === null ? "" : formatNumber(value, "+.4f")
      )
    ),
  );
  return [...results.matchAll(/[−+]\d+\.\d{4}/g)].flatMap(([number]) =>
    known.has(number) || known.has(number.replace("+0.0000", "0.0000"))
      ? []
      : [`${file} says ${number} below "Results", which is no difference of the study.`]
  );
}
