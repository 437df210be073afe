/** PNG images of plots. In a file of its own because it needs native code and font files. */
import { createRequire } from "node:module";
import { optionalPackage } from "../../io/mod.ts";
import { renderSvg } from "./render.ts";
import type { PlotSpec } from "./theme.ts";

/** Options of {@linkcode renderPng}. */
export interface RenderPngOptions {
  /**
   * Pixels a unit of the plot's size.
   * @default 2
   */
  scale?: number;
}

/**
 * Draws a plot, or an SVG, as PNG. Text is set in Inter, which comes with an npm package, so it
 * also appears on machines without any font.
 *
 * @throws {RangeError} If the scale is not a positive number.
 * @throws {InputError} If `@resvg/resvg-js` is not installed.
 */
export async function renderPng(
  plot: PlotSpec | string,
  { scale = 2 }: RenderPngOptions = {},
): Promise<Uint8Array> {
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new RangeError(`scale must be a positive number: got ${scale}.`);
  }
  const { renderAsync } = await optionalPackage(
    "@resvg/resvg-js",
    () => import("@resvg/resvg-js"),
  );
  const svg = typeof plot === "string" ? plot : await renderSvg(plot);
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "Inter" },
  });
  return new Uint8Array(image.asPng());
}

/** Regular and semi-bold Inter: the weights that the plots use. */
function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"]
    .map((file) => resolve(`@expo-google-fonts/inter/${file}`));
}
