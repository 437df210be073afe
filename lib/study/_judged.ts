/** Differences of a study in which Γ does nothing, to be changed by tests. */
import { MEANINGLESS, METHODS_IN_QUESTION, OBJECTIVES } from "./conditions.ts";
import type { Difference } from "./differences.ts";
import { ERROR_METRIC, PRIMARY_METRIC, RATE_METRIC, type StudyMetric } from "./metrics.ts";
import { curveContrast, FROM_NONE, PRIMARY, RATE_MATCHED } from "./plan.ts";

/** A row whose interval is half a thousandth to both sides. */
export function row(
  contrast: string,
  mean: number,
  more: Partial<Difference> = {},
): Difference {
  return {
    ...{ contrast, metric: PRIMARY_METRIC, n: 10, mean, sd: 0.0007 },
    ...{ t_low: mean - 0.0005, t_high: mean + 0.0005 },
    ...{ ci_low: mean - 0.00045, ci_high: mean + 0.00045, p: 0.5, p_holm: null },
    ...{ tost_low: mean - 0.0004, tost_high: mean + 0.0004, tost_p: 0.001 },
    equivalent: Math.abs(mean) < 0.0016,
    ...more,
  };
}

/** What a row of another metric than the loss has not. */
export const NO_BOUND = { tost_p: null, equivalent: null };

/** SD and SD2 differ from none by their rates, and from nothing else. */
export function quiet(): Difference[] {
  return [
    ...PRIMARY.map(({ name }, i) => row(name, i / 10_000, { p_holm: 1 })),
    ...METHODS_IN_QUESTION.map((method) => row(`${method} - ${MEANINGLESS}_${method}`, 0.0007)),
    ...FROM_NONE.map(({ name }, i) => row(name, [-0.0171, 0.0243][i]!, { p_holm: 0.004 })),
    ...METHODS_IN_QUESTION.map((method, i) =>
      row(curveContrast(method).name, [0.0001, -0.0002][i]!)
    ),
    ...RATE_MATCHED.map(({ name }) => row(name, 0.0004, { ...NO_BOUND, metric: RATE_METRIC })),
    ...Object.entries(OBJECTIVES).flatMap(([name, controls]) =>
      [curveContrast(name).name, ...controls.map((control) => `${name} - ${control}`)]
        .map((contrast) => row(contrast, -0.0003, { ...NO_BOUND, metric: ERROR_METRIC }))
    ),
    // Other metrics have families of their own.
    row(PRIMARY[0]!.name, 9, { ...NO_BOUND, metric: "eval_mrr", p_holm: 0.001 }),
  ];
}

/** The same with some rows changed: those of which a test is true. */
export function withRows(
  differences: readonly Difference[],
  isMeant: (contrast: string) => boolean,
  more: Partial<Difference>,
  metric: StudyMetric = PRIMARY_METRIC,
): Difference[] {
  return differences.map((of) =>
    of.metric === metric && isMeant(of.contrast) ? { ...of, ...more } : of
  );
}

/** What a row has whose difference may matter. */
export function large(mean: number): Partial<Difference> {
  const { contrast: _, ...figures } = row("", mean, { p_holm: 0.01, equivalent: false });
  return figures;
}
