/** Writing an experiment's report and plots beside its runs. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cannotWrite, InputError } from "../io/mod.ts";
import { plannedRuns, readConfig, readRuns } from "../experiment/mod.ts";
import { reportHtml } from "./html.ts";
import { experimentPlots, type PlotSettings } from "./plots.ts";
import { renderPng } from "./png.ts";
import { renderSvg } from "./render.ts";

/** What {@linkcode writeReport} wrote. */
export interface WrittenReport {
  /** The path of report.html. */
  report: string;
  /** The paths of the images, SVG and PNG. */
  plots: string[];
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
export async function writeReport(out: string): Promise<WrittenReport> {
  const config = await readConfig(out);
  const runs = await readRuns(out);
  if (runs.length === 0) {
    throw new InputError("no run of this experiment is finished", {
      file: join(out, "runs"),
      mend: "Let at least one run end, then make the report",
    });
  }
  const folder = join(out, "plots");
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(error, folder);
  }
  const drawn = [], files: string[] = [];
  for (const plot of experimentPlots(runs, config.settings as PlotSettings)) {
    const svg = await renderSvg(plot.spec);
    drawn.push({ ...plot, svg });
    const path = join(folder, plot.name);
    await writeWhole(`${path}.svg`, svg);
    await writeWhole(`${path}.png`, await renderPng(svg));
    files.push(`${path}.svg`, `${path}.png`);
  }
  const planned = plannedRuns(config.settings).length;
  const libraries = await browserLibraries();
  const report = join(out, "report.html");
  await writeWhole(
    report,
    await reportHtml({ config, runs, plannedRuns: planned, plots: drawn, libraries }),
  );
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

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    throw cannotWrite(error, file);
  }
}
