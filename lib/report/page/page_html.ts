/** A page that needs neither network nor further files: its head, its plots and what draws them. */
import type { NamedPlot } from "../plots/experiment_plots.ts";
import { fitWidth } from "../plots/layout.ts";
import { oneLine } from "../plots/render.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import { REPORT_STYLE } from "./report_style.ts";

/** A plot, drawn as SVG for readers without JavaScript. */
export type DrawnPlot = NamedPlot & { svg: string };

/** What {@linkcode pageHtml} puts together. */
export interface PageParts {
  /** The heading, and the window's title. */
  title: string;
  /** What follows the heading: HTML in which all that is foreign is escaped. */
  body: string;
  /** The plots in the body, each at the place that {@linkcode plotHtml} made. */
  plots: readonly DrawnPlot[];
  /** JavaScript sources of vega, vega-lite and vega-embed, in this order. */
  libraries: readonly string[];
}

/**
 * Draws the plots anew where scripts run, which adds tooltips and saving, at the width that the page
 * has; the images stay for who prints the page, as their size is that of paper. `ast` makes Vega interpret its expressions: the page forbids making code of text.
 */
const DRAW = `
${fitWidth.toString()}
const options = { renderer: "svg", ast: true, tooltip: { theme: "light" },
  actions: { export: true, source: false, compiled: false, editor: false } };
const plots = JSON.parse(document.getElementById("plots").textContent);
let drawnFor = 0;
function draw() {
  const width = document.querySelector("figure").clientWidth;
  if (width === drawnFor) return;
  drawnFor = width;
  for (const [name, spec] of Object.entries(plots)) {
    const place = document.getElementById("plot-" + name);
    const image = place.querySelector("img");
    const drawn = document.createElement("div");
    vegaEmbed(drawn, fitWidth(spec, width), { ...options, downloadFileName: name })
      .then(() => { if (width !== drawnFor) return;
        image.className = "printed";
        place.replaceChildren(drawn, image);
      })
      .catch((error) => console.error(error));
  }
}
if (Object.keys(plots).length > 0) {
  draw();
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 200);
  });
}
`;

/**
 * The page. Its policy allows only the scripts that are in it, by their hashes, and no loading of
 * anything.
 */
export async function pageHtml({ title, body, plots, libraries }: PageParts): Promise<string> {
  const scripts = [...libraries, DRAW].map((source) => source.replaceAll("</script", "<\\/script"));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${await contentPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · SDTrainer</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<p class="brand">SDTrainer</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<script type="application/json" id="plots">${
    scriptJson(Object.fromEntries(plots.map(({ name, spec }) => [name, oneLine(spec)])))
  }</script>
${scripts.map((source) => `<script>${source}</script>`).join("\n")}
</body>
</html>
`;
}

/** A policy under which nothing is loaded and only these scripts run. */
async function contentPolicy(scripts: readonly string[]): Promise<string> {
  const hashes = await Promise.all(scripts.map(async (source) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source));
    return `'sha256-${new Uint8Array(digest).toBase64()}'`;
  }));
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** The place of a plot, with its image and its caption. */
export function plotHtml({ name, caption, svg }: NamedPlot & { svg: string }): string {
  const data = new TextEncoder().encode(svg).toBase64();
  return `<figure><div class="plot" id="plot-${escapeHtml(name)}"><img alt="${
    escapeHtml(caption)
  }" ` +
    `src="data:image/svg+xml;base64,${data}"></div><figcaption>${
      escapeHtml(caption)
    }</figcaption>` +
    "</figure>";
}

/** Names and values as a table; what is no text is shown as JSON. */
export function pairsHtml(pairs: object): string {
  const rows = Object.entries(pairs).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<tr><td>${escapeHtml(name)}</td><td><code>${escapeHtml(text)}</code></td></tr>`;
  });
  return `<table class="pairs"><tbody>${rows.join("\n")}</tbody></table>`;
}
