/** What reports are made of on disk: the plots' images, and the libraries that draw them in a browser. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { makePath, MissingPackage, replaceFile, tellLine } from "../../io/mod.ts";
import type { NamedPlot } from "../plots/experiment_plots.ts";
import { renderPng } from "../plots/png.ts";
import { renderSvg } from "../plots/render.ts";
import type { DrawnPlot } from "./page_html.ts";

/** What a killed process left of a report's files is removed. */
export const MARKED = { marked: true };

/**
 * Writes plots as `plots/*.svg` and `plots/*.png`, each wholly or not at all. Where what draws PNG is
 * not installed, that is told, and there are none.
 *
 * @param out The folder in which `plots` is to be.
 * @returns The plots as they are drawn, and the paths of their files.
 * @throws {InputError} If the folder cannot be written.
 */
export async function writePlots(
  out: string,
  plots: readonly NamedPlot[],
): Promise<{ drawn: DrawnPlot[]; files: string[] }> {
  const folder = join(out, "plots");
  await makePath(folder);
  const drawn: DrawnPlot[] = [], files: string[] = [];
  let missing: MissingPackage | undefined;
  for (const plot of plots) {
    const svg = await renderSvg(plot.spec);
    drawn.push({ ...plot, svg });
    const path = join(folder, plot.name);
    await replaceFile(`${path}.svg`, svg, MARKED);
    files.push(`${path}.svg`);
    try {
      if (missing !== undefined) continue;
      await replaceFile(`${path}.png`, await renderPng(svg), MARKED);
      files.push(`${path}.png`);
    } catch (error) {
      if (!(error instanceof MissingPackage)) throw error;
      missing = error;
    }
  }
  if (missing !== undefined) tellLine(`${folder}: no plot is there as PNG: ${missing.message}`);
  return { drawn, files };
}

/** The builds for browsers of vega, vega-lite and vega-embed. */
export async function browserLibraries(): Promise<string[]> {
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
