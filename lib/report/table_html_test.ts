import assert from "node:assert/strict";
import { tableHtml, tableText } from "./table_html.ts";

const ROWS = [{ word: "<b>", score: 0.123456 }, { word: "x", score: 0.0001234, note: null }];

Deno.test("a table has a column for each name, and cells are text", () => {
  assert.equal(
    tableHtml(ROWS),
    "<table><thead><tr><th>word</th><th>score</th><th>note</th></tr></thead><tbody>" +
      '<tr><td>&lt;b&gt;</td><td align="right">0.1235</td><td>–</td></tr>' +
      '<tr><td>x</td><td align="right">1.23e-4</td><td>–</td></tr></tbody></table>',
  );
});

Deno.test("the same table as plain text has aligned columns", () => {
  assert.equal(tableText(ROWS), "word  score    note\n<b>   0.1235   –\nx     1.23e-4  –");
});
