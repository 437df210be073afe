import assert from "node:assert/strict";
import { formatNumber, metricNamed, metricsOf } from "./metric_words.ts";

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
    // What is not told has six digits, as in d3; what is not known has four in all.
    [1 / 3, "f", "0.333333"],
    [1 / 3, "%", "33.333333 %"],
    [2 / 3, "e", "6.666667e-1"],
    [2 / 3, ".0f", "1"],
    [0.5, ".1~f", "0.5"],
    [-1234567.891, "+,.2f", "−1,234,567.89"],
    [123456, "d", "123456"],
    [1e-9, "", "1e-9"],
    [-98765.4321, "x.4f", "−98770"],
    [0, ".1%", "0.0 %"],
  ];
  for (const [value, format, text] of cases) {
    assert.equal(formatNumber(value, format), text, format);
  }
});

Deno.test("a metric that nobody defines goes by its name, and parameters stand behind the title", () => {
  assert.deepEqual(metricNamed("eval_my_own:bins=10:a=eval_b"), {
    name: "eval_my_own:bins=10:a=eval_b",
    title: "my own, bins=10, a=eval b",
    description: "",
    format: ".4f",
  });
  const { name, title, better } = metricNamed("eval_ece:bins=10");
  assert.deepEqual([name, title, better], [
    "eval_ece:bins=10",
    "calibration error, bins=10",
    "lower",
  ]);
  assert.equal(metricNamed("eval_ece", []).title, "ece", "of those that are given");
});

Deno.test("an evaluation's metrics are what it measured, in its order, and not its count", () => {
  const record = { eval_mrr: 1, step: 0, eval_loss: 2, eval_masked_tokens: 3, train_eval_loss: 4 };
  assert.deepEqual(metricsOf(record), ["eval_mrr", "eval_loss"]);
});
