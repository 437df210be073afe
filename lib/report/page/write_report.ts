/** Writing an experiment's report and plots beside its runs. */
import { join } from "node:path";
import { InputError, lockFile, replaceFile } from "../../io/mod.ts";
import {
  type Definitions,
  plannedRuns,
  readConfig,
  readRuns,
  wallSeconds,
} from "../../experiment/mod.ts";
import { reportHtml } from "./report_html.ts";
import { browserLibraries, MARKED, writePlots } from "./write_plots.ts";
import { experimentPlots } from "../plots/experiment_plots.ts";

/** What {@linkcode writeReport} wrote. */
export interface WrittenReport {
  /** The path of report.html. */
  report: string;
  /** The paths of the images, SVG and PNG. */
  plots: string[];
}

/** Options of {@linkcode writeReport}. */
export interface WriteReportOptions {
  /**
   * What the names in the settings stand for: those of plugins, too. A name that is not known here
   * stands in the report without further words.
   * @default BUILT_IN
   */
  definitions?: Definitions;
}

/**
 * Reads the finished runs of an experiment's folder and writes `report.html` and `plots/*.svg` and
 * `plots/*.png` into it. Each file is there wholly or not at all.
 *
 * @param out The folder that `runExperiment` wrote.
 * @throws {InputError} If the folder holds no experiment or no finished run, or it cannot be
 * written.
 *
 * @example
 * ```ts ignore
 * const { report } = await writeReport("results/quick");
 * console.log(`Open ${report} in a browser.`);
 * ```
 */
export async function writeReport(
  out: string,
  { definitions }: WriteReportOptions = {},
): Promise<WrittenReport> {
  const config = await readConfig(out);
  const runs = await readRuns(out);
  if (runs.length === 0) {
    throw new InputError("no run of this experiment is finished", {
      file: join(out, "runs"),
      mend: "Let at least one run end, then make the report",
    });
  }
  // A notebook may make the report while a task does.
  await using _ = await lockFile(join(out, "report.lock"));
  const known = definitions === undefined ? {} : { definitions };
  const { baseline } = config.settings;
  const planned = plannedRuns(config.settings).length, alone = planned === 1;
  const plots = experimentPlots(runs, { baseline, alone, ...known });
  const { drawn, files } = await writePlots(out, plots);
  const report = join(out, "report.html");
  const html = await reportHtml({
    config,
    runs,
    plannedRuns: planned,
    wallSeconds: await wallSeconds(out),
    plots: drawn,
    libraries: await browserLibraries(),
    ...known,
  });
  await replaceFile(report, html, MARKED);
  return { report, plots: files };
}
