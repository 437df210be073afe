/** What is said of metrics, and how their values are written, as their definitions have it. */
import { choiceName } from "../definition/mod.ts";
import type { MetricDefinition } from "./define_metric.ts";
import { METRICS } from "./metrics.ts";
import type { EvaluationMetrics } from "./records.ts";

/** What a plot or a table says of a metric. */
export interface NamedMetric {
  /** Its key in the records. */
  name: string;
  /** What stands above its column and beside its axis. */
  title: string;
  /** What it is, a phrase; empty where its definition is not at hand. */
  description: string;
  /** d3's format of its values. */
  format: string;
  /** Which values are better, where that is known. */
  better?: MetricDefinition["better"];
}

/** What every evaluation counts; no metric. */
const COUNT = "eval_masked_tokens";

/** The metrics that an evaluation has, in their order. */
export function metricsOf(record: EvaluationMetrics): string[] {
  return Object.keys(record).filter((key) => key.startsWith("eval_") && key !== COUNT);
}

/**
 * What is said of a metric. One whose definition is not at hand, as that of a plugin may be, goes by
 * its name.
 *
 * @param name Its key in the records, such as `eval_ece:bins=10`.
 * @param metrics Those there are.
 */
export function metricNamed(
  name: string,
  metrics: Iterable<MetricDefinition> = METRICS,
): NamedMetric {
  const definition = [...metrics].find((one) => one.name === choiceName(name));
  if (definition === undefined) {
    const title = name.replace(/^eval_/, "").replaceAll("_", " ").replaceAll(":", ", ");
    return { name, title, description: "", format: ".4f" };
  }
  const { title, description, format, better } = definition;
  const parameters = name.split(":").slice(1);
  return { name, title: [title, ...parameters].join(", "), description, format, better };
}

/**
 * A number in one of d3's formats, for tables: fixed digits (`.4f`), per cent (`.1%`), exponents
 * (`.2e`) and whole numbers (`d`), with `+` and `,` before them. What else there may be is written
 * with four significant digits.
 *
 * @example
 * ```ts
 * import { formatNumber } from "./metric_words.ts";
 * if (formatNumber(0.12345, ".1%") !== "12.3 %") throw new Error("per cent");
 * if (formatNumber(-1.5, "+.2f") !== "−1.50") throw new Error("a minus sign");
 * ```
 */
export function formatNumber(value: number, format: string): string {
  const [, plus, comma, places, kind] = format.match(/^(\+?)(,?)(?:\.(\d+))?~?([f%ed])$/) ??
    [undefined, "", "", "", ""];
  const size = Math.abs(value), digits = places === undefined || places === "" ? 6 : Number(places);
  const plain = kind === "%"
    ? `${(100 * size).toFixed(digits)} %`
    : kind === "e"
    ? size.toExponential(digits)
    : kind === "d"
    ? size.toFixed(0)
    : kind === "f"
    ? size.toFixed(digits)
    : String(Number(size.toPrecision(4)));
  const grouped = comma ? plain.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : plain;
  return `${value < 0 ? "−" : plus && value > 0 ? "+" : ""}${grouped}`;
}
