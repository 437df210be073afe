/** Plots that are laid out anew, not only scaled, where there is more or less room. */
import type { PlotSpec } from "../plots/theme.ts";

/** In an image or a notebook; then on a page of the report, and on a phone. */
const USUAL = 640, OTHERS = [900, 326];

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
