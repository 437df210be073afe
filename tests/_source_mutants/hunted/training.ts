import { mutantsBeside, mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/training. */
export const TRAINING = [
  ...mutantsInRoom("lib/training/batches.ts", [
    [
      "the last accumulated step is left out",
      "Math.ceil(Math.ceil(trainChunks",
      "Math.floor(Math.ceil(trainChunks",
    ],
    ["the sample is all chunks", "Math.min(evalChunks.length, all)", "all"],
    ["fresh masks are the fixed ones", '"eval-mask", round', '"eval-mask", 0'],
  ]),
  ...mutantsInRoom("lib/training/cloze_items.ts", [
    ["less is taken before a blank", "Math.floor(room / 2)", "Math.floor(room / 3)"],
    ["an option begins a piece early", "first: 1 + taken", "first: taken"],
    ["an item that just fits is left out", "room >= 0", "room > 0"],
    [
      "what is free behind is not used before",
      "Math.max(Math.floor(room / 2), room - most.after)",
      "Math.floor(room / 2)",
    ],
  ]),
  ...mutantsInRoom("lib/training/evaluate.ts", [
    [
      "another token is the mask",
      "maskTokenId: tokenizer.maskTokenId,\n        rows",
      "maskTokenId: tokenizer.maskTokenId + 1,\n        rows",
    ],
    [
      "fresh masks are those of the first epoch",
      "evalChunks }, epoch)",
      "evalChunks }, 0)",
    ],
  ]),
  ...mutantsInRoom("lib/training/trainer.ts", [
    [
      "a step's epoch is that before it",
      "epoch + (place + 1) / perEpoch",
      "epoch + place / perEpoch",
    ],
    [
      "a skipped step tells the next one's rate",
      "options.schedule(step - 1)",
      "options.schedule(step)",
    ],
    [
      "skipped steps count in an epoch's loss",
      "reduce((a, b) => a + b) / made.length",
      "reduce((a, b) => a + b) / losses.length",
    ],
    [
      "a larger vocabulary is taken",
      "options.tokenizer.vocabSize > model.config.vocabSize",
      "options.tokenizer.vocabSize > Infinity",
    ],
    [
      "the losses before a stop are forgotten",
      "let losses = [...epochLosses];",
      "let losses: (number | null)[] = [];",
    ],
    [
      "every epoch has the first one's masks",
      "trainingBatches(options, groups, epoch)",
      "trainingBatches(options, groups, 0)",
    ],
  ]),
  ...mutantsInRoom("lib/training/step.ts", [
    [
      "a preview's Γ is in the place of the second pass's",
      "measured ??= preview",
      "measured = preview",
    ],
    [
      "a step's parts have other weights than its loss",
      "accumulate(batch, { lossScale,",
      "accumulate(batch, { lossScale: 1,",
    ],
    [
      "a method keeps another rate",
      "scheduledRate, learningRate, gammaRoot, loss, gradNorm }",
      "scheduledRate, learningRate: scheduledRate, gammaRoot, loss, gradNorm }",
    ],
    [
      "a method keeps what it began with",
      "memory === undefined ? asSaved(method.initial) : memory.kept",
      "asSaved(method.initial)",
    ],
    ["seeds of dropout have a bit less", ".uint32() >>> 1", ".uint32() >>> 2"],
  ]),
  ...mutantsInRoom("lib/training/step_program.ts", [
    [
      "a clipped norm is a little smaller",
      "add(norm, builder.constant(1e-6))",
      "add(norm, builder.constant(1e-3))",
    ],
    [
      "decay does not follow the rate",
      'multiply(checkedRate, feeds.get("weight_decay"))',
      'feeds.get("weight_decay")',
    ],
    ["a negative Γ has a step", "parts.distance.neverNegative ? made : withRoot(made)", "made"],
    [
      "an accumulated step tells no norm",
      'output("apply_grad_norm", norm)',
      'output("apply_grad_norm", rate)',
    ],
  ]),
  ...mutantsInRoom("lib/training/training_model.ts", [
    ["both moments are the first", 'read("second") };', 'read("first") };'],
    [
      "both moments are restored from the first",
      "tensorsToVariables(this.#trained, moments[which])",
      "tensorsToVariables(this.#trained, moments.first)",
    ],
  ]),
  ...mutantsInRoom("lib/training/open_step.ts", [
    [
      "words that have no scores are predicted",
      "options.semantics?.known.length ?? config.vocabSize",
      "config.vocabSize",
    ],
    ["sequences have 100 tokens by default", "Math.min(128, config", "Math.min(100, config"],
  ]),
  ...mutantsInRoom("lib/training/options.ts", [
    ["another bound of the norm by default", "maxGradNorm: 1,", "maxGradNorm: 1.1,"],
    ["another weight decay by default", "weightDecay: 0.01,", "weightDecay: 0.011,"],
  ]),
  ...mutantsInRoom("lib/training/training_state.ts", [
    ["the second moments are the first", 'part("second.")', 'part("first.")'],
    ["a checkpoint is not verified", "await verifyFolder(folder);", ""],
    [
      "another architecture is taken",
      "JSON.stringify(config) !== JSON.stringify(model.config)",
      "JSON.stringify(config) === undefined",
    ],
    [
      "a setting that is gone is no difference",
      "Object.keys({ ...then, ...now })",
      "Object.keys(now)",
    ],
  ]),
  ...mutantsInRoom("lib/training/unigram.ts", [
    ["a chunk counts as one token", "total += chunk.length", "total += 1"],
  ]),
  ...mutantsInRoom("lib/training/padded_batches.ts", [
    [
      "all rows have the first one's label",
      "sequences[place]!.label",
      "sequences[places[0]!]!.label",
    ],
  ]),
  ...mutantsInRoom("lib/training/batch_place.ts", [
    [
      "passages of all chunks are named",
      "chunkSources?.[index] ?? []",
      "chunkSources?.flat() ?? []",
    ],
    ["what finds no passages ends the run", ".catch(() => [])", ""],
  ]),
  ...mutantsInRoom("lib/training/gamma_rows.ts", [
    ["too many profiles are taken", "if (missing < 0)", "if (missing < -1e9)"],
  ]),
  ...mutantsInRoom("lib/training/metrics/ece.ts", [
    ["fewer bins by default", "default: 15", "default: 10"],
  ]),
  ...mutantsInRoom("lib/training/metrics/semantic_error.ts", [
    [
      "pairs without a distance count",
      "if (distance === undefined) return;",
      "if (distance === undefined) return void pairs++;",
    ],
  ]),
  ...mutantsInRoom("lib/training/gamma_source.ts", [
    [
      "a pass of its own counts all tokens",
      "{ dropoutSeed, counted: countedTokens(batch, 0) }",
      "{ dropoutSeed, counted: countedTokens(batch, 1) }",
    ],
    [
      "all batches have the first one's pass",
      "measure(model, batch, dropoutSeed(i))",
      "measure(model, batch, dropoutSeed(0))",
    ],
    [
      "a text's predictions are its answers",
      "pairWords(decode(predictions), decode(answers))",
      "pairWords(decode(answers), decode(predictions))",
    ],
  ]),
  ...mutantsInRoom("lib/training/metric_words.ts", [
    ["a share is no percentage", "(100 * size).toFixed", "size.toFixed"],
    ["0 has a sign", 'plus && value > 0 ? "+"', 'plus && value >= 0 ? "+"'],
  ]),
  ...mutantsInRoom("lib/training/metrics/mrr.ts", [
    ["a rank counts from 0", "1 / rank", "1 / (rank + 1)"],
  ]),
  ...mutantsOf("lib/training/trainer.ts", ["lib/training/trainer_order_test.ts"], [
    [
      "the end of an early stop has no more",
      "step < steps && stopsEarly(options, evalLosses) &&",
      "stopsEarly(options, evalLosses) && step > steps &&",
    ],
    ["an evaluation may be NaN", "Number.isNaN(loss) ? Infinity : loss", "loss"],
    ["skipped steps count for the optimiser", "stepsSkipped++", "stepsSkipped--"],
  ]),
  ...mutantsOf("lib/training/plain_gamma.ts", ["lib/training/gamma_measures_test.ts"], [
    ["a batch without masks is evaluated", "if (labels.length === 0) return NO_PAIRS;", ""],
  ]),
  ...mutantsBeside("lib/training/initial_gamma.ts", [
    ["a sum is that of all chunks", ": gamma / gammas.length *", ": gamma *"],
    ["Γ before training may be 0", "reference > 0 &&", "reference >= 0 &&"],
  ]),
  ...mutantsBeside("lib/training/define_objective.ts", [
    ["an objective may be a constant", "    gradients(mean(value), [logits]);\n", ""],
  ]),
  ...mutantsBeside("lib/training/step_interface.ts", [
    ["a label's place is in its row", "i * vocabSize + label", "label"],
    ["a Γ of one's own is 1", "rate.givenGamma ?? -1", "rate.givenGamma ?? 1"],
  ]),
  ...mutantsOf("lib/training/metrics/ece.ts", ["lib/training/definitions_test.ts"], [
    ["there are 16 bins", "default: 15", "default: 16"],
  ]),
  ...mutantsBeside("lib/training/cloze_items.ts", [
    ["more is taken than an option has", "before: Math.min(", "before: Math.max("],
  ]),
];
