/** How JupyterLab is to draw a plot: as wide as its output is, and dark where its theme is. */
import { DARK, darkRules } from "../plots/dark.ts";
import type { Fit } from "../plots/layout.ts";
import { vegaOf } from "../plots/render.ts";
import { NEUTRAL, type PlotSpec } from "../plots/theme.ts";

/** A change of the Vega that JupyterLab makes of a specification: RFC 6902. */
interface Patch {
  /** To add what is there already is to replace it. */
  op: "add" | "replace";
  path: string;
  value: object;
}

/** The options of vega-embed that JupyterLab passes on from an output's metadata. */
export interface Embedding {
  /** As colours on a page can be changed in SVG only. */
  renderer: "svg";
  /** The style sheet of all plots of the page. */
  defaultStyle: string;
  patch?: Patch[];
}

/** A panel of several is never narrower or wider; one alone may be twice as wide. */
const LEAST = 90, MOST = 480;

/** Changes of the room that are smaller are left to the style sheet. */
const SLACK = 40;

/** What is narrower is no output of a notebook, but an element around the plot itself. */
const OUTPUT = 200;

/**
 * When the room may have changed: with the window, and without any event that Vega knows when the
 * side bar comes or goes.
 */
const RESIZES = [{ source: "window", type: "resize" }, { type: "timer", throttle: 500 }];

/** Options for a plot. */
export async function embedding(spec: PlotSpec): Promise<Embedding> {
  const patch = await widthPatch(spec);
  return { renderer: "svg", defaultStyle: STYLE, ...(patch.length === 0 ? {} : { patch }) };
}

/** Panels that are as wide as the output leaves them: Vega-Lite itself knows that of one panel only. */
async function widthPatch(spec: PlotSpec): Promise<Patch[]> {
  const { fit } = (spec.usermeta ?? {}) as { fit?: Fit };
  if (fit === undefined) return [];
  const { columns, gap, margin } = fit;
  const most = columns === 1 ? 2 * MOST : MOST;
  const { signals = [] } = await vegaOf(spec);
  const widths = signals.flatMap((signal, at): Patch[] => {
    const { name } = signal;
    // One for each row of panels; `value` is the width that the specification has.
    if (!/(^|_)child_width$/.test(name) || !("value" in signal)) return [];
    const room = `(containerSize()[0] - ${margin + (columns - 1) * gap})`;
    const fitted = `clamp(floor(${room} / ${columns}), ${LEAST}, ${most})`;
    // Where another one's style sheet came first, the element around the plot is as wide as the plot:
    // taken for room, it would make the plot narrower each time.
    const isOther = `abs(${room} - ${columns} * ${name}) > ${SLACK}`;
    return [{
      op: "replace",
      path: `/signals/${at}`,
      value: {
        name,
        init: `containerSize()[0] > ${OUTPUT} ? ${fitted} : ${signal.value}`,
        on: [{
          events: RESIZES,
          update: `containerSize()[0] > ${OUTPUT} && ${isOther} ? ${fitted} : ${name}`,
        }],
      },
    }];
  });
  // Else the picture keeps its first size, and cuts panels off that have become wider.
  return [...widths, { op: "add", path: "/autosize", value: { type: "pad", resize: true } }];
}

/** Where JupyterLab says that its theme is dark. */
const DARK_THEME = '[data-jp-theme-light="false"]';

/** vega-embed's own rules, as far as they are needed, and ours. */
const STYLE = `
.vega-embed { position: relative; display: block; width: 100%; box-sizing: border-box; }
.vega-embed .chart-wrapper { display: block; width: 100%; }
.vega-embed svg.marks { max-width: 100%; height: auto; }
.vega-embed.has-actions { padding-right: 38px; }
.vega-embed details:not([open]) > :not(summary) { display: none !important; }
.vega-embed summary { list-style: none; position: absolute; top: 0; right: 0; padding: 6px;
  line-height: 0; z-index: 1000; color: ${NEUTRAL.muted}; opacity: .4; cursor: pointer; }
.vega-embed summary svg { width: 14px; height: 14px; }
.vega-embed:hover summary, .vega-embed:focus-within summary { opacity: 1; }
.vega-embed .vega-actions { position: absolute; z-index: 1001; top: 30px; right: 0; display: flex;
  flex-direction: column; padding: 8px 0; border: 1px solid ${NEUTRAL.muted};
  border-radius: 4px; background: white; }
.vega-embed .vega-actions a { padding: 6px 16px; white-space: nowrap; text-decoration: none;
  font-size: 13px; color: ${NEUTRAL.ink}; }
.vega-embed .vega-actions a:hover { background: ${NEUTRAL.grid}; }
@media screen {
${darkRules(`${DARK_THEME} .vega-embed`)}
${DARK_THEME} .vega-embed summary { color: ${DARK[NEUTRAL.muted]}; }
${DARK_THEME} .vega-embed .vega-actions { background: ${DARK["#ffffff"]}; }
${DARK_THEME} .vega-embed .vega-actions a { color: ${DARK[NEUTRAL.ink]}; }
${DARK_THEME} .vega-embed .vega-actions a:hover { background: ${DARK[NEUTRAL.grid]}; }
}
`;
