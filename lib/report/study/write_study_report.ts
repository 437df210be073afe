/** Writing the study's report and its figures. */
import { join } from "node:path";
import { lockFile, makePath, replaceFile } from "../../io/mod.ts";
import { readGammaQualities, type Study } from "../../study/mod.ts";
import { browserLibraries, MARKED, writePlots } from "../page/write_plots.ts";
import type { WrittenReport } from "../page/write_report.ts";
import { axesPlot } from "./axes_plot.ts";
import { studyHtml, studyPlots } from "./study_html.ts";

/**
 * Writes `report.html`, `plots/*.svg` and `plots/*.png` of a study. Each file is there wholly or not at
 * all, and the same study gives the same bytes.
 *
 * @param out The folder; it is made where it is not there.
 * @throws {InputError} If the study lacks what its conclusion speaks of, or the folder cannot be
 * written.
 *
 * @example
 * ```ts ignore
 * const { report } = await writeStudyReport("results/study", await readStudy("data/study"));
 * ```
 */
export async function writeStudyReport(out: string, study: Study): Promise<WrittenReport> {
  await makePath(out);
  await using _ = await lockFile(join(out, "report.lock"));
  const { drawn, files } = await writePlots(out, [...studyPlots(study), await axesPlot()]);
  const report = join(out, "report.html");
  const libraries = await browserLibraries();
  const html = await studyHtml(study, drawn, libraries, await readGammaQualities());
  await replaceFile(report, html, MARKED);
  return { report, plots: files };
}
