/** From a Vega-Lite specification to an image, without a browser. */
import { restoreNotices } from "./quiet_import.ts"; // before vega
import * as vega from "vega";
import { compile } from "vega-lite";
import { textWidth } from "./text_width.ts";
import type { PlotSpec } from "./theme.ts";

restoreNotices();

/** A text mark, as far as its width goes. */
interface TextItem {
  text?: string;
  fontSize?: number;
  fontWeight?: number | string;
}

/** What vega exports but its type declarations leave out. */
interface UntypedVega {
  resetSVGDefIds(): void;
  textMetrics: { width(item: TextItem, text?: string): number };
}

const { resetSVGDefIds, textMetrics } = vega as typeof vega & UntypedVega;

// Without a canvas to measure on, vega takes every character for 0.8 of the type's size, and leaves
// wide gaps in legends and at the right.
textMetrics.width = (item, text) =>
  textWidth(String(text ?? item.text ?? ""), item.fontSize ?? 11, item.fontWeight);

/**
 * Draws a plot as SVG. The text stays text, in the plot's typeface or the nearest the viewer has.
 * The same specification gives the same SVG.
 *
 * @throws {Error} If the specification is not valid Vega-Lite.
 *
 * @example
 * ```ts ignore
 * await Deno.writeTextFile("loss.svg", await renderSvg(lossCurves(runs)));
 * ```
 */
export async function renderSvg(spec: PlotSpec): Promise<string> {
  // Without this, names of clip paths count on from drawing to drawing and the same plot differs.
  resetSVGDefIds();
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
