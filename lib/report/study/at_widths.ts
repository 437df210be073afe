/** Plots that are laid out anew, not only scaled, where there is more or less room. */
import { lines } from "../plots/layout.ts";
import { textWidth } from "../plots/text_width.ts";
import type { PlotSpec } from "../plots/theme.ts";

/**
 * In an image or a notebook; then on a page of the report, and on a phone, each beside the menu of
 * vega-embed.
 */
const USUAL = 640, OTHERS = [874, 320];

/** By so much type may be wider than Inter, which not every reader has. */
const WIDER = 1.14;

/** Width of a line of text in whichever typeface the reader has. */
export function roomFor(text: string, fontSize: number): number {
  return textWidth(text, fontSize) * WIDER;
}

/** A title of a plot in lines that fit its width. */
export function titleLines(
  { title, subtitle }: { title: string; subtitle: string },
  total: number,
): { text: string[]; subtitle: string[] } {
  const width = (total - 24) / WIDER;
  return { text: lines(title, width, 15), subtitle: lines(subtitle, width) };
}

/**
 * A plot for the usual width that has those for other widths with it: see `fitWidth`.
 *
 * @param draw What draws it in so many pixels.
 */
export function atWidths(draw: (width: number) => PlotSpec): PlotSpec {
  const others = OTHERS.map((width) => ({ ...draw(width), usermeta: { width } }));
  return { ...draw(USUAL), usermeta: { width: USUAL, others } };
}

/** Whether a plot of so many pixels is for a phone. */
export function isNarrow(width: number): boolean {
  return width < 480;
}
