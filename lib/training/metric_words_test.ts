import assert from "node:assert/strict";
import { formatNumber, metricNamed } from "./metric_words.ts";

Deno.test("what is said of a metric is what its definition says", () => {
  const { title, format, better } = metricNamed("eval_accuracy");
  assert.deepEqual([title, format, better], ["accuracy", ".4f", "higher"]);
});

Deno.test("numbers are written in d3's formats", () => {
  const cases: [number, string, string][] = [
    [0.12345, ".3f", "0.123"],
    [-0.5, ".2f", "−0.50"],
    [0.5, "+.1f", "+0.5"],
    [0, "+.1f", "0.0"],
    [0.256, ".1%", "25.6 %"],
    [0.00123, ".1e", "1.2e-3"],
    [12345.6, ",d", "12,346"],
    [1234.5, ",.1f", "1,234.5"],
    [1.23456, ".2s", "1.235"],
  ];
  for (const [value, format, text] of cases) {
    assert.equal(formatNumber(value, format), text, format);
  }
});
