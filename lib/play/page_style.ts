/** The page's look: that of the report, and what a report has not. */
import { REPORT_STYLE } from "../report/mod.ts";

/** The whole style sheet. */
export const PLAY_STYLE = `${REPORT_STYLE}
:root { --first: #0072b2; --second: #d55e00; }
main { max-width: 76rem; padding-top: 2rem; }
header { display: flex; justify-content: space-between; align-items: start; gap: 1rem; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; background: var(--wash); border: 1px solid var(--rule);
  border-radius: 6px; padding: .4rem .8rem; }
button:disabled { cursor: default; opacity: .6; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.languages { display: flex; gap: .4rem; }
.languages button { font-size: .85rem; padding: .2rem .6rem; }
[aria-pressed="true"] { border-color: var(--link); font-weight: 600; }
form { display: grid; grid-template-columns: 1fr 11rem 9rem auto; gap: .75rem; align-items: start;
  margin-top: 1.5rem; }
label { display: block; font-size: .85rem; font-weight: 600; margin-bottom: .25rem; }
#text { resize: none; field-sizing: content; display: block; }
input, textarea { width: 100%; background: var(--ground); border: 1px solid var(--muted); border-radius: 6px;
  padding: .45rem .6rem; }
.hint { color: var(--muted); font-size: .8rem; margin: .25rem 0 0; }
#fill { margin-top: 1.6rem; background: var(--link); border-color: var(--link);
  color: var(--ground); font-weight: 600; padding: .45rem 1.1rem; }
#status { min-height: 1.6em; margin: .75rem 0; color: var(--muted); }
#status.bad { color: var(--ink); border-left: 3px solid var(--second); padding-left: .75rem; }
#models { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr));
  gap: 1rem; align-items: start; }
article { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; min-width: 0; }
article h2 { margin: 0 0 .5rem; padding: 0; border: 0; overflow-wrap: anywhere; }
article h3 { margin: 1.1rem 0 .4rem; }
article p { margin: .3rem 0; font-size: .9rem; overflow-wrap: anywhere; }
.fills { list-style: none; margin: 0; padding: 0; }
.fills button { display: grid; grid-template-columns: 6.5rem 1fr 4.5rem; gap: .6rem; width: 100%;
  align-items: center; text-align: left; background: none; border-color: transparent;
  padding: .2rem .3rem; font-variant-numeric: tabular-nums; }
.fills button:hover { background: var(--wash); }
.fills .word { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fills .share { text-align: right; white-space: nowrap; }
.fills svg { width: 100%; height: .6rem; display: block; }
.bar { fill: var(--first); }
.snake { width: 100%; height: auto; display: block; }
.snake text { fill: var(--ink); font-size: 11px; }
/* Readable where a line goes through. */
.snake .axis { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
.snake .end { fill: var(--muted); }
.snake .grid { stroke: var(--line); }
.snake .zero { stroke: var(--rule); }
.snake polyline { fill: none; stroke-width: 2; }
.snake .right { stroke: var(--second); stroke-dasharray: 5 3; }
.snake .predicted { stroke: var(--first); }
.snake circle.right { fill: var(--second); stroke-dasharray: none; }
.snake circle.predicted { fill: var(--first); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
.key span::before { content: ""; display: inline-block; width: 1.4rem; margin-right: .4rem;
  vertical-align: .25em; border-top: 2px solid var(--first); }
.key .right::before { border-top: 2px dashed var(--second); }
.note h2 { border: 0; margin: 0 0 .5rem; padding: 0; }
.note { margin-top: 2rem; }
@media (max-width: 52rem) { form { grid-template-columns: 1fr 1fr; }
  .field:first-child, #fill { grid-column: 1 / -1; }
  #fill { margin-top: 0; } }
@media screen and (prefers-color-scheme: dark) {
:root { --first: #56b4e9; --second: #f0923b; }
}
`;
