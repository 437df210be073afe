/** The report as a link below a cell. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { readRuns } from "../../experiment/mod.ts";
import { inLanguage } from "../../io/mod.ts";
import { escapeHtml } from "../page/escape.ts";
import { writeReport, type WriteReportOptions } from "../page/write_report.ts";
import { displayHtml } from "./display.ts";

/**
 * Writes the report of an experiment's finished runs and shows a link to it below the cell; says so
 * where no run is finished.
 *
 * @param out The experiment's folder. Jupyter opens what lies below the folder it was started in, by
 * a path that is relative to the notebook.
 * @throws {InputError} If the folder is damaged or cannot be written.
 *
 * @example
 * ```ts ignore
 * await displayReport(settings.out);
 * ```
 */
export async function displayReport(out: string, options: WriteReportOptions = {}): Promise<void> {
  if (!existsSync(join(out, "config.json")) || (await readRuns(out)).length === 0) {
    const text = inLanguage(`No run in ${out} is finished yet, so there is no report.`);
    await displayHtml(`<p>${escapeHtml(text)}</p>`, text);
    return;
  }
  const { report } = await writeReport(out, options);
  const shown = escapeHtml(report);
  const address = report.split(/[\\/]/).map(encodeURIComponent).join("/");
  await displayHtml(isAbsolute(report) ? shown : `<a href="${address}">${shown}</a>`, report);
}
