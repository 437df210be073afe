/** From a Vega-Lite specification to an image, without a browser. */
import process from "node:process";
import { printable, printableLines } from "../../io/mod.ts";
import { textWidth } from "./text_width.ts";
import type { PlotSpec } from "./theme.ts";

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

/** Vega and Vega-Lite, made ready to lay plots out without a browser. */
async function loadVega() {
  const notices = process as { noDeprecation?: boolean };
  const before = notices.noDeprecation ?? false;
  // Vega's loader for Node drags in a module that Node has deprecated: a notice about it would stand
  // in every terminal, and no reader could do anything about it.
  notices.noDeprecation = true;
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  notices.noDeprecation = before;
  const { resetSVGDefIds, textMetrics } = vega as unknown as UntypedVega;
  // Without a canvas to measure on, vega takes every character for 0.8 of the type's size, and leaves
  // wide gaps in legends and at the right.
  textMetrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), item.fontSize ?? 11, item.fontWeight);
  return { vega, compile, resetSVGDefIds };
}

/** Loaded at the first plot, because it takes a third of a second. */
let loading: ReturnType<typeof loadVega> | undefined;

/** The drawing before: they take turns, because Vega numbers clip paths across all of them. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Draws a plot as SVG. The text stays text, in the plot's typeface or the nearest the viewer has.
 * The same specification gives the same SVG. What turns the direction of writing, and the like, is
 * drawn as its escape.
 *
 * @throws {Error} If the specification is not valid Vega-Lite.
 *
 * @example
 * ```ts ignore
 * await Deno.writeTextFile("loss.svg", await renderSvg(lossCurves(runs)));
 * ```
 */
export function renderSvg(spec: PlotSpec): Promise<string> {
  const svg = turn.then(() => draw(spec));
  turn = svg.catch(() => {});
  return svg;
}

/**
 * A specification whose titles are of one line each: Vega makes expressions of them, which a line
 * break in somebody's words would end.
 *
 * @example
 * ```ts
 * import { oneLine } from "./render.ts";
 * if (oneLine({ title: "a\nb" }).title !== "a\\u000ab") throw new Error("one line");
 * ```
 */
export function oneLine<T>(spec: T): T {
  if (typeof spec !== "object" || spec === null) return spec;
  if (Array.isArray(spec)) return spec.map(oneLine) as T;
  return Object.fromEntries(
    Object.entries(spec).map(([name, value]) => {
      if (name === "data" || name === "datasets") return [name, value];
      return [
        name,
        name === "title" && typeof value === "string" ? printable(value) : oneLine(value),
      ];
    }),
  ) as T;
}

/**
 * The Vega that Vega-Lite makes of a specification.
 *
 * @throws {Error} If the specification is not valid Vega-Lite.
 */
export async function vegaOf(spec: PlotSpec) {
  return (await (loading ??= loadVega())).compile(oneLine(spec)).spec;
}

async function draw(spec: PlotSpec): Promise<string> {
  const { vega, compile, resetSVGDefIds } = await (loading ??= loadVega());
  resetSVGDefIds();
  const view = new vega.View(vega.parse(compile(oneLine(spec)).spec), { renderer: "none" });
  try {
    return printableLines(await view.toSVG());
  } finally {
    view.finalize();
  }
}
