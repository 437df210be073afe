/** Writing an experiment's report and plots beside its runs. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InputError, lockFile, makePath, replaceFile } from "../../io/mod.ts";
import {
  type Definitions,
  plannedRuns,
  readConfig,
  readRuns,
  wallSeconds,
} from "../../experiment/mod.ts";
import { reportHtml } from "./report_html.ts";
import { experimentPlots } from "../plots/experiment_plots.ts";
import { renderPng } from "../plots/png.ts";
import { renderSvg } from "../plots/render.ts";

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

/** What a killed process left of them is removed. */
const MARKED = { marked: true };

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
  const folder = join(out, "plots");
  await makePath(folder);
  const drawn = [], files: string[] = [];
  const known = definitions === undefined ? {} : { definitions };
  const { baseline } = config.settings;
  for (const plot of experimentPlots(runs, { baseline, ...known })) {
    const svg = await renderSvg(plot.spec);
    drawn.push({ ...plot, svg });
    const path = join(folder, plot.name);
    await replaceFile(`${path}.svg`, svg, MARKED);
    await replaceFile(`${path}.png`, await renderPng(svg), MARKED);
    files.push(`${path}.svg`, `${path}.png`);
  }
  const report = join(out, "report.html");
  const html = await reportHtml({
    config,
    runs,
    plannedRuns: plannedRuns(config.settings).length,
    wallSeconds: await wallSeconds(out),
    plots: drawn,
    libraries: await browserLibraries(),
    ...known,
  });
  await replaceFile(report, html, MARKED);
  return { report, plots: files };
}

/** The builds for browsers of vega, vega-lite and vega-embed. */
async function browserLibraries(): Promise<string[]> {
  const { resolve } = createRequire(import.meta.url);
  const files = [
    resolve("vega/build/vega.min.js"),
    resolve("vega-lite/build/vega-lite.min.js"),
    // Its package exports only the entry point, beside which the small build lies.
    join(dirname(resolve("vega-embed")), "vega-embed.min.js"),
  ];
  const sources = await Promise.all(files.map((file) => readFile(file, "utf8")));
  // The maps are not there, and their names would only make a browser look for them.
  return sources.map((source) => source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}
