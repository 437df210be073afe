import { mutantsBeside, mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/schedule. */
export const SCHEDULE = [
  ...mutantsInRoom("lib/schedule/methods/greedy.ts", [
    [
      "the rate is lowered a step early",
      "return bad > patience ? lowered",
      "return bad >= patience ? lowered",
    ],
    [
      "the rate is raised a step early",
      "return good > patience ? raised",
      "return good >= patience ? raised",
    ],
    ["a share of the best loss is its own", "best * (1 - threshold)", "best * threshold"],
    [
      "a warm-up follows no rise",
      "good: 0,\n    warmup,\n    beforeReset",
      "good: 0,\n    beforeReset",
    ],
    ["the window has one loss more", ".slice(-windowSize)", ".slice(-windowSize - 1)"],
    ["it begins anew a fall late", "kept.beforeReset > 1", "kept.beforeReset > 0"],
    ["the best loss is the last one", "best: seen, good,", "best: loss, good,"],
    [
      "tiny changes are made",
      "(kept.share - share) * scheduledRate > eps",
      "(kept.share - share) > eps",
    ],
  ]),
  ...mutantsInRoom("lib/schedule/methods/mean.ts", [
    ["the mean is arithmetic", "logarithms + Math.log(factor)", "logarithms + (factor - 1)"],
  ]),
  ...mutantsInRoom("lib/schedule/methods/replay.ts", [
    ["factors come a step late", "factors[step - 1]!", "factors[step]!"],
    ["all seeds shuffle alike", 'new Random(seed, "replay")', 'new Random(0, "replay")'],
  ]),
  ...mutantsInRoom("lib/schedule/methods/sd.ts", [
    ["SD multiplies", "power: -1", "power: 1"],
  ]),
  ...mutantsInRoom("lib/schedule/factors.ts", [
    ["a rate of 0 has the factor 1", "scheduledRate === 0 ? null", "scheduledRate === 0 ? 1"],
    [
      "a factor of 0 cannot be read",
      "factor >= 0 && factor < Infinity",
      "factor > 0 && factor < Infinity",
    ],
    ["other numbers of steps fit", "factors.length !== steps", "factors.length < steps"],
  ]),
  ...mutantsInRoom("lib/schedule/define_method.ts", [
    ["a function sees no Γ", 'sees: ["gamma"],', ""],
  ]),
  ...mutantsInRoom("lib/schedule/create_method.ts", [
    ["what a method begins with is lost", "...(initial === undefined ? {} : { initial }),", ""],
  ]),
  ...mutantsInRoom("lib/schedule/rate_method.ts", [
    [
      "an undefined Γ stops the rate",
      "gammaRoot === undefined ? scheduledRate : scheduledRate *",
      "gammaRoot === undefined ? 0 : scheduledRate *",
    ],
  ]),
  ...mutantsInRoom("lib/schedule/warmed.ts", [
    ["a warm-up ends a step late", "step < warmupSteps ?", "step <= warmupSteps ?"],
    [
      "decays last as long as the training",
      "Math.max(1, trainingSteps - warmupSteps)",
      "Math.max(1, trainingSteps)",
    ],
  ]),
  ...mutantsInRoom("lib/schedule/schedules/warmup_stable_decay.ts", [
    ["a decay is longer by default", "DECAY_FRACTION = 0.2", "DECAY_FRACTION = 0.25"],
    [
      "a decay begins a step late",
      "if (step < decayStart) return",
      "if (step <= decayStart) return",
    ],
    ["the least rate is 0", "return learningRate * minLrRatio", "return 0"],
    [
      "a way up is a way down",
      "0.5 * (1 - Math.cos(Math.PI * progress))",
      "0.5 * (1 + Math.cos(Math.PI * progress))",
    ],
  ]),
  ...mutantsInRoom("lib/schedule/schedules/cosine_with_min_lr.ts", [
    ["another least rate by default", "MIN_LR_RATE = 0.1", "MIN_LR_RATE = 0.2"],
    ["a least rate of the full one is refused", "minLr > learningRate", "minLr >= learningRate"],
  ]),
  ...mutantsInRoom("lib/schedule/schedules/inverse_sqrt.ts", [
    ["the timescale is the usual one", "(warmupSteps || TIMESCALE)", "TIMESCALE"],
  ]),
  ...mutantsInRoom("lib/schedule/schedules/polynomial.ts", [
    ["the power is forgotten", "left ** power", "left"],
  ]),
  ...mutantsOf("lib/schedule/methods/greedy.ts", ["lib/schedule/parameters_test.ts"], [
    ["a window of no loss is one", "rule: whole(1), default: 50", "rule: whole(0), default: 50"],
  ]),
  ...mutantsBeside("lib/schedule/methods/greedy.ts", [
    [
      "the highest rate is ten times A′",
      "maxLr === undefined ? MOST : maxLr / scheduledRate",
      "MOST",
    ],
    ["any lower loss is better", ": best - threshold);", ": best);"],
  ]),
  ...mutantsBeside("lib/schedule/methods/mean.ts", [
    ["the last factor of 0 is named", "steps.indexOf(0)", "steps.lastIndexOf(0)"],
  ]),
  ...mutantsBeside("lib/schedule/factors.ts", [
    ["a factor may be infinite", "factor < Infinity", "factor <= Infinity"],
  ]),
  ...mutantsOf("lib/schedule/rate_method.ts", ["lib/schedule/define_method_test.ts"], [
    ["a supposed step remembers nothing", "kept = method.initial ?? null", "kept = null"],
  ]),
];
