import { mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/report. */
export const REPORT = [
  ...mutantsInRoom("lib/report/plots/curve_rows.ts", [
    [
      "a mean of seeds is the first one",
      "meanOf(finite, (value) => value);\n  const row",
      "finite[0]!;\n  const row",
    ],
    ["seeds without a number are counted", "seeds: finite.length", "seeds: points.length"],
    ["points are not in order", ".sort((a, b) => a.x - b.x)", ""],
  ]),
  ...mutantsInRoom("lib/report/plots/thin.ts", [
    [
      "one point more than the limit",
      "Math.ceil(points.length / limit)",
      "Math.floor(points.length / limit)",
    ],
  ]),
  ...mutantsInRoom("lib/report/plots/loss_differences.ts", [
    [
      "differences are turned",
      "record.eval_loss - losses.get(record.epoch)!",
      "losses.get(record.epoch)! - record.eval_loss",
    ],
  ]),
  ...mutantsInRoom("lib/report/plots/final_losses.ts", [
    ["the first loss is the last", "evaluationsOf(run).at(-1)", "evaluationsOf(run).at(0)"],
  ]),
  ...mutantsInRoom("lib/report/plots/gamma_histogram.ts", [
    ["shares are of both words", "share: count / of.length", "share: count / all.length"],
    ["the greatest has a bin of its own", "Math.min(BINS - 1, Math.floor(", "(Math.floor("],
  ]),
  ...mutantsInRoom("lib/report/plots/gamma_pairs.ts", [
    ["equal words are below", "wrong < right).length", "wrong <= right).length"],
    ["a right word is the wrong one", "{ answer, prediction: answer }", "{ answer, prediction }"],
  ]),
  ...mutantsInRoom("lib/report/plots/grouping.ts", [
    [
      "baselines are last",
      "ordered.filter((label) => baselines.has(label))",
      "ordered.filter((label) => !baselines.has(label))",
    ],
    ["seeds are not in order", " || a.seed - b.seed", ""],
  ]),
  ...mutantsInRoom("lib/report/plots/swept_losses.ts", [
    [
      "runs that ended early have a loss",
      "result.diverged === null ?",
      "result.diverged !== undefined ?",
    ],
    ["a span of ten is even", "greatest / least >= 10", "greatest / least > 10"],
  ]),
  ...mutantsInRoom("lib/report/plots/rate_curves.ts", [
    [
      "planned rates are a step late",
      "const scheduled = scheduledRate(step);",
      "const scheduled = scheduledRate(step + 1);",
    ],
    [
      "adjusted rates are the scheduled ones",
      "adjusted: record.learning_rate",
      "adjusted: record.scheduled_learning_rate",
    ],
  ]),
  ...mutantsInRoom("lib/report/plots/loss_curves.ts", [
    [
      "training is the mean of its steps",
      "train_eval_loss = train_loss } = record",
      "train_loss: train_eval_loss } = record",
    ],
  ]),
  ...mutantsInRoom("lib/report/plots/masking_shares.ts", [
    [
      "special tokens are words",
      "if (masked.has(position) || !special.has(id)) words++",
      "words++",
    ],
  ]),
  ...mutantsInRoom("lib/report/plots/end_labels.ts", [
    ["labels overlap", "all.map((_, i) => first + i * apart)", "all.map(() => first)"],
  ]),
  ...mutantsInRoom("lib/report/plots/gamma_curve.ts", [
    ["steps without Γ have a root of 0", ".filter(({ gamma_root }) => gamma_root !== null)", ""],
  ]),
  ...mutantsInRoom("lib/report/plots/snake_plot.ts", [
    [
      "all words have the first one's scores",
      "scores.subarray(word * POLE_COUNT, (word + 1) * POLE_COUNT)",
      "scores.subarray(0, POLE_COUNT)",
    ],
  ]),
  ...mutantsOf("lib/report/plots/png.ts", ["tests/report_test.ts"], [
    ["text is set in what a machine has", "loadSystemFonts: false", "loadSystemFonts: true"],
  ]),
  ...mutantsInRoom("lib/report/page/escape.ts", [
    ["a script may be closed", '.replaceAll("<", "\\\\u003c")', ""],
    ["quotes are not escaped", "/[&<>\"']/g", "/[&<>]/g"],
  ]),
  ...mutantsInRoom("lib/report/page/run_table.ts", [
    [
      "rates are divided the other way",
      "mean_learning_rate / mean_scheduled_learning_rate",
      "mean_scheduled_learning_rate / mean_learning_rate",
    ],
    [
      "the loss at the start is that at the end",
      "figure(summary.initial_eval_loss, format)",
      "figure(summary.final_eval_loss, format)",
    ],
  ]),
];
