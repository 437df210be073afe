/** The look of tables that may be wider than what they stand in: the report, or a notebook's output. */

/**
 * Such a table has a shadow at the edge beyond which it goes on, and its labels stay in view. The
 * shadow lies still behind the table, and a cover that scrolls with the table hides it at its end;
 * so the cells have no ground of their own but for the labels.
 */
export const SCROLL_STYLE = `
@media screen {
.sd-scrolls { --cover: Canvas; --edge: #9aa5b1; overflow-x: auto;
  background: linear-gradient(to left, var(--cover) 60%, transparent) right -2px top 0 / 2.5rem 100% no-repeat
  local, linear-gradient(to left, var(--edge), transparent) right 1px top 0 / 1rem 100% no-repeat scroll; }
main .sd-scrolls { --cover: var(--ground); --edge: var(--rule); }
.jp-RenderedHTMLCommon .sd-scrolls { --cover: var(--jp-layout-color0);
  --edge: var(--jp-border-color1); }
.sd-scrolls table tbody tr:nth-child(n) { background: none; }
.sd-scrolls .label { position: sticky; left: 0; background: var(--cover);
  box-shadow: inset -1px 0 var(--edge); }
}
`;
