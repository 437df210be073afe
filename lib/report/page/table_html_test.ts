import assert from "node:assert/strict";
import { tableHtml, tableText } from "./table_html.ts";

const ROWS = [{ word: "<b>", score: 0.123456 }, { word: "x", score: 0.0001234, note: null }];

Deno.test("a table has a column for each name, and cells are text", () => {
  const left = 'style="text-align:left"', right = 'style="text-align:right"';
  assert.equal(
    tableHtml(ROWS),
    `<table><thead><tr><th ${left}>word</th><th ${right}>score</th><th ${left}>note</th></tr>` +
      `</thead><tbody><tr><td ${left}>&lt;b&gt;</td><td ${right}>0.1235</td><td ${left}>–</td></tr>` +
      `<tr><td ${left}>x</td><td ${right}>1.23e-4</td><td ${left}>–</td></tr></tbody></table>`,
  );
});

Deno.test("the same table as plain text has aligned columns", () => {
  assert.equal(tableText(ROWS), "word  score    note\n<b>   0.1235   –\nx     1.23e-4  –");
});

Deno.test("whole numbers stay whole, and large ones are grouped", () => {
  assert.equal(tableText([{ n: 8192 }, { n: 108340804 }]), "n\n8192\n108,340,804");
});
