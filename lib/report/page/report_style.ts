/** The look of report.html. Colours and type agree with the plots' theme. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1f2933; --muted: #5f6b7a; --line: #e1e5ea; --wash: #f6f7f9; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff;
  font: 16px/1.55 Inter, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; margin: 3rem 0 .75rem; padding-top: 1.25rem;
  border-top: 1px solid var(--line); }
p { margin: 0 0 1rem; max-width: 44rem; }
a { color: #005a8f; }
.brand { color: var(--muted); font-size: .85rem; font-weight: 600; margin: 0 0 .75rem; }
.lead { color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px;
  margin: 1.75rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 8px;
  overflow: hidden; }
.facts div { background: #fff; padding: .75rem 1rem; }
.facts dt { color: var(--muted); font-size: .8rem; }
.facts dd { margin: .1rem 0 0; font-weight: 600; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem;
  font-variant-numeric: tabular-nums; }
th { text-align: right; color: var(--muted); font-weight: 500; vertical-align: bottom;
  padding: .4rem .65rem; border-bottom: 1px solid #b8c0ca; line-height: 1.3; }
td { text-align: right; padding: .4rem .65rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th.name, td.name { text-align: left; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
tr.first td { border-top: 1px solid #b8c0ca; }
.pairs td { white-space: normal; overflow-wrap: anywhere; text-align: left; vertical-align: top; }
.pairs td:first-child { width: 15rem; color: var(--muted); }
figure { margin: 1.75rem 0 2.25rem; }
figcaption { color: var(--muted); font-size: .875rem; max-width: 48rem; margin-top: .5rem; }
.plot { display: block; overflow-x: auto; }
.plot img, .plot svg { max-width: 100%; height: auto; display: block; }
.plot .vega-embed { display: block; width: 100%; }
.vega-embed .vega-actions { font-size: .8rem; }
math { font-size: 1.1em; }
.formula { margin: 1rem 0 1.25rem; padding: .9rem 1rem; background: var(--wash);
  border-radius: 8px; overflow-x: auto; text-align: center; }
.note { background: var(--wash); border-left: 3px solid #9aa5b1; padding: .75rem 1rem;
  border-radius: 0 8px 8px 0; max-width: 48rem;
  margin: 1.25rem 0; }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 3rem; color: var(--muted); font-size: .85rem; }
@media (max-width: 46rem) { .facts { grid-template-columns: repeat(2, 1fr); } }
@media print { main { max-width: none; padding: 0; } figure { break-inside: avoid; }
  .vega-embed summary { display: none; } }
`;
