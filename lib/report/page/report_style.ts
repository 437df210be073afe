/** The look of report.html. Colours and type agree with the plots' theme. */
import { DARK, darkRules } from "../plots/dark.ts";

/** The whole style sheet: also of other pages that look like a report. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ground: #ffffff; --ink: #1f2933; --muted: #5f6b7a;
  --line: #e1e5ea; --rule: #b8c0ca; --bar: #9aa5b1; --wash: #f6f7f9; --link: #005a8f; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--ground);
  font: 16px/1.55 Inter, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; margin: 3rem 0 .75rem; padding-top: 1.25rem;
  border-top: 1px solid var(--line); }
p { margin: 0 0 1rem; max-width: 44rem; }
a { color: var(--link); }
.brand { color: var(--muted); font-size: .85rem; font-weight: 600; margin: 0 0 .75rem; }
.lead { color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px;
  margin: 1.75rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 8px;
  overflow: hidden; }
.facts div { background: var(--ground); padding: .75rem 1rem; }
.facts dt { color: var(--muted); font-size: .8rem; }
.facts dd { margin: .1rem 0 0; font-weight: 600; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.about { color: var(--muted); font-size: .875rem; max-width: 48rem; margin: .75rem 0 1.25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
.differences table { width: auto; }
.differences td, .differences th { padding-right: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
th { text-align: right; color: var(--muted); font-weight: 500; vertical-align: bottom;
  padding: .4rem .45rem; border-bottom: 1px solid var(--rule); line-height: 1.3; }
td { text-align: right; padding: .4rem .45rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th.name, td.name { text-align: left; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
/* As wide as it must be, into the page's margins where these have the room. */
@media screen {
.runs { width: min-content; min-width: 100%; max-width: calc(100vw - 4rem); margin-left: 50%;
  transform: translateX(-50%); }
}
@media screen and (min-width: 72rem) { .runs th:not(.name) { min-width: 4.75rem; } }
tr.first td { border-top: 1px solid var(--rule); }
.pairs td { white-space: normal; overflow-wrap: anywhere; text-align: left; vertical-align: top; }
.pairs td:first-child { width: 15rem; color: var(--muted); }
figure { margin: 1.75rem 0 2.25rem; }
figcaption { color: var(--muted); font-size: .875rem; max-width: 48rem; margin-top: .5rem; }
.plot { display: block; overflow-x: auto; }
.plot img, .plot svg { max-width: 100%; height: auto; display: block; }
.plot .vega-embed { display: block; width: 100%; }
.vega-embed .vega-actions { font-size: .8rem; }
.plot .printed { display: none; }
math { font-size: 1.1em; }
.formula { margin: 1rem 0 1.25rem; padding: .9rem 1rem; background: var(--wash);
  border-radius: 8px; overflow-x: auto; text-align: center; }
.note { background: var(--wash); border-left: 3px solid var(--bar); padding: .75rem 1rem;
  border-radius: 0 8px 8px 0; max-width: 48rem;
  margin: 1.25rem 0; }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 3rem; color: var(--muted); font-size: .85rem; }
@media (max-width: 46rem) { .facts { grid-template-columns: repeat(2, 1fr); } }
@media screen and (max-width: 30rem) {
main { padding: 2rem 1rem 3rem; }
.runs { max-width: 100%; }
.wide table { font-size: .78rem; }
.wide th, .wide td { padding: .35rem .3rem; }
}
/* A page that is printed stays light: these hold on screens alone. */
@media screen and (prefers-color-scheme: dark) {
:root { color-scheme: dark; --ground: ${DARK["#ffffff"]}; --ink: ${DARK["#1f2933"]};
  --muted: ${DARK["#5f6b7a"]}; --line: ${DARK["#e6e9ee"]}; --rule: #46515d;
  --bar: ${DARK["#9aa5b1"]}; --wash: #1d232a; --link: #7cc0f0; }
.vega-embed summary, .vega-embed .vega-actions, #vg-tooltip-element.vg-tooltip {
  background: var(--wash); color: var(--ink); border-color: var(--rule); }
.vega-embed .vega-actions a, #vg-tooltip-element.vg-tooltip td.key { color: var(--muted); }
.vega-embed .vega-actions a:hover, .vega-embed .vega-actions a:focus {
  background: var(--line); color: var(--ink); }
.vega-embed .vega-actions::before { border-bottom-color: var(--rule); }
.vega-embed .vega-actions::after { border-bottom-color: var(--wash); }
${darkRules("main")}
}
@media print {
@page { margin: 16mm 14mm; }
body { font-size: 10.5pt; }
main { max-width: none; padding: 0; }
p, figcaption { orphans: 3; widows: 3; }
h1, h2, h3 { break-after: avoid; }
h2 { margin-top: 1.75rem; }
/* What a heading leads to may be too tall for the rest of the page: both go to the next one. */
h2:has(+ figure), h2:has(+ .wide) { break-inside: avoid; }
figure, .facts, .note, .formula, tr { break-inside: avoid; }
/* No page begins with what is said of the table before it, or with a table's last row. */
.about, .note, footer { break-before: avoid; }
tr:nth-last-child(-n+2) { break-before: avoid; }
figure { margin: 1rem 0 1.25rem; }
thead { display: table-header-group; }
.wide, .plot, .formula { overflow: visible; }
.wide table { font-size: 7.5pt; }
.wide th, .wide td { padding: .25rem .3rem; }
.plot .printed { display: block; }
.plot .vega-embed, #vg-tooltip-element { display: none; }
}
`;
