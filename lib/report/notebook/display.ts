/**
 * Displays for notebooks with the Deno kernel. Each awaits a moment after it: the kernel (2.8 to
 * 2.9.6) may otherwise report a cell as finished before its last output has left, and tools that
 * execute notebooks drop such outputs.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ExperimentEvent, RunResult, RunSummary } from "../../experiment/mod.ts";
import { inLanguage, InputError } from "../../io/mod.ts";
import { escapeHtml } from "../page/escape.ts";
import { embedding } from "./embedding.ts";
import { ExperimentProgress } from "./experiment_progress.ts";
import { renderPng } from "../plots/png.ts";
import { renderSvg } from "../plots/render.ts";
import { type Cell, tableHtml, tableText } from "../page/table_html.ts";
import type { PlotSpec } from "../plots/theme.ts";

/** An output in several forms, by media type. */
export type MediaBundle = Record<string, string | object>;

/** Time for an output to leave the kernel, in ms: measured to lose none. */
const SETTLE = 20;

/** Least time between two updates of a progress display, in ms. */
const UPDATE_EVERY = 200;

const VEGA_LITE = "application/vnd.vegalite.v5+json";

function kernel(): typeof Deno.jupyter {
  try {
    // Outside the kernel, even looking at it throws.
    if (typeof Deno.jupyter.broadcast === "function") return Deno.jupyter;
  } catch { /* told below */ }
  throw new TypeError("Displays need a notebook with the Deno kernel: use renderSvg elsewhere.");
}

async function show(bundle: MediaBundle): Promise<void> {
  await kernel().display(bundle, { raw: true });
  await delay(SETTLE);
}

/** A plot in the forms that JupyterLab, nbconvert and code hosts show. */
export async function plotBundle(spec: PlotSpec): Promise<MediaBundle> {
  const svg = await renderSvg(spec);
  return {
    [VEGA_LITE]: spec,
    "image/svg+xml": svg,
    "image/png": (await renderPng(svg)).toBase64(),
    "text/plain": plotTitle(spec),
  };
}

function plotTitle({ title }: PlotSpec): string {
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  const lines = [text].flat();
  return lines.every((line) => typeof line === "string") ? `Plot: ${lines.join(" ")}` : "Plot";
}

/**
 * Shows a plot below the cell.
 *
 * @throws {TypeError} Outside a notebook.
 *
 * @example
 * ```ts ignore
 * await display(lossCurves(results));
 * ```
 */
export async function display(spec: PlotSpec): Promise<void> {
  const data = await plotBundle(spec);
  const metadata = { [VEGA_LITE]: { embed_options: await embedding(spec) } };
  await kernel().broadcast("display_data", { data, metadata, transient: {} });
  await delay(SETTLE);
}

/**
 * Shows HTML below the cell. What is foreign in it must have been escaped.
 *
 * @param text What tools that show no HTML print.
 */
export async function displayHtml(html: string, text = ""): Promise<void> {
  await show({ "text/html": html, "text/plain": text });
}

/** Shows rows as a table; columns are the names in the rows. */
export async function displayTable(
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<void> {
  await displayHtml(tableHtml(rows), tableText(rows));
}

/** An output that is replaced in place. */
export interface ProgressDisplay {
  /** Shows this instead of what was there. Calls that follow too soon are left out. */
  update(html: string, text: string): Promise<void>;
  /** Shows this as the last thing. */
  finish(html: string, text: string): Promise<void>;
}

/** An output below the cell that is replaced in place. */
export function progressDisplay(): ProgressDisplay {
  const transient = { display_id: crypto.randomUUID() };
  let shown: number | undefined;
  const send = async (html: string, text: string) => {
    const message = shown === undefined ? "display_data" : "update_display_data";
    shown = performance.now();
    const data = { "text/html": inLanguage(html), "text/plain": inLanguage(text) };
    await kernel().broadcast(message, { data, metadata: {}, transient });
  };
  return {
    async update(html, text) {
      if (shown === undefined || performance.now() - shown >= UPDATE_EVERY) await send(html, text);
    },
    async finish(html, text) {
      await send(html, text);
      await delay(SETTLE);
    },
  };
}

/**
 * Follows an experiment in place until it ends.
 *
 * @returns Its finished runs; undefined where it was stopped before all were.
 */
export async function followExperiment(
  events: AsyncIterable<ExperimentEvent>,
  place: ProgressDisplay,
  progress: ExperimentProgress,
): Promise<{ results: RunResult[]; summaries: RunSummary[] } | undefined> {
  try {
    for await (const event of events) {
      progress.take(event);
      if (event.type === "done") {
        await place.finish(progress.html(), progress.text());
        return { results: event.results, summaries: event.summaries };
      }
      await place.update(progress.html(), progress.text());
    }
  } catch (error) {
    // Perhaps nobody waits for this promise: the display says it, too.
    const { message } = error as Error;
    await place.finish(`${progress.html()}<p>${escapeHtml(message)}</p>`, message);
    throw error;
  }
  progress.stop();
  await place.finish(progress.html(), progress.text());
  return undefined;
}

/**
 * Follows an experiment below the cell, in place, until it ends. While the cell waits, no other one
 * runs: see `startExperiment` for one that the stop button stops.
 *
 * @param place Where it is shown.
 * @returns Its finished runs.
 * @throws {InputError} If it is stopped before all runs are finished.
 *
 * @example
 * ```ts ignore
 * const { results } = await displayExperiment(runExperiment(resolveSettings()));
 * ```
 */
export async function displayExperiment(
  events: AsyncIterable<ExperimentEvent>,
  place: ProgressDisplay = progressDisplay(),
): Promise<{ results: RunResult[]; summaries: RunSummary[] }> {
  const ended = await followExperiment(events, place, new ExperimentProgress());
  if (ended !== undefined) return ended;
  throw new InputError("the experiment was stopped", {
    mend: "Start it again, and it goes on after its last step",
  });
}

/**
 * Shows messages one below the other as they come, in place: each once, however often it is said, and
 * not how far something is.
 */
export function messageDisplay(): (message: string, progress?: object) => Promise<void> {
  const place = progressDisplay();
  const lines: string[] = [];
  return async (message, progress) => {
    if (progress !== undefined || lines.includes(message)) return;
    lines.push(message);
    const html = lines.map((line) => `<div>${escapeHtml(line)}</div>`).join("");
    await place.finish(html, lines.join("\n"));
  };
}
