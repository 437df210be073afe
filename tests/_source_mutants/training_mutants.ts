/** Changes of lib/training: the steps, Γ in them, their batches, and what is measured. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

const ofTraining = (name: string) => [`lib/training/${name}_test.ts`];
const STEP = ofTraining("step"), RATE = ofTraining("step_rate");
const DROPOUT = ofTraining("dropout"), ACCUMULATION = ofTraining("accumulation");
const TRAINER = ofTraining("trainer"), EVALUATE = ofTraining("evaluate");
const METRICS = ofTraining("metrics");
const NON_FINITE = ["tests/nonfinite_test.ts"];

const IN_STEPS = [
  ...mutantsOf("lib/training/step.ts", DROPOUT, [
    ["every step has the same dropout", "(seed, stream, step, i)", "(seed, stream, 0, i)"],
    ["a step's batches share their dropout", 'draw("dropout", i)', 'draw("dropout", 0)'],
    ["Γ's own pass has the step's dropout", 'draw("gamma-dropout", i)', 'draw("dropout", i)'],
    ["Γ's own passes share one", 'draw("gamma-dropout", i)', 'draw("gamma-dropout", 0)'],
  ]),
  ...mutantsOf("lib/training/step.ts", STEP, [
    ["each batch counts as much", "batch.labels.length / tokens", "1 / masked.length"],
    ["the first batch's loss is the step's", "loss += part.loss * lossScale", "loss ||= part.loss"],
    ["a step has the next one's rate", "schedule(step - 1)", "schedule(step)"],
    ["skipped steps count for Adam", "step - skipped,", "step,"],
    ["Γ is raised to its root's power", "gamma ** (1 / source.root)", "gamma ** source.root"],
  ]),
  ...mutantsOf("lib/training/step.ts", ACCUMULATION, [
    ["batches without masks are run", "labels.length > 0)", "labels.length >= 0)"],
  ]),
  ...mutantsOf("lib/training/step.ts", RATE, [
    ["a method forgets", "memory.kept = asSaved(method.keep(", "asSaved(method.keep("],
    [
      "a method that sees the loss does not",
      'includes("loss") || (sees',
      'includes("loss") && (sees',
    ],
  ]),
  ...mutantsOf("lib/training/step.ts", NON_FINITE, [
    ["a failed step's sums stay", "await model.clearAccumulated();", "await Promise.resolve();"],
  ]),
  ...mutantsOf("lib/training/step_rate.ts", STEP, [
    ["a Γ of infinity is taken", "gamma < Infinity)", "gamma <= Infinity)"],
    [
      "a power is multiplied by the root",
      "(method.power ?? 0) / root",
      "(method.power ?? 0) * root",
    ],
  ]),
  ...mutantsOf("lib/training/step_rate.ts", RATE, [
    ["a Γ of exactly 0 is refused", "!(gamma >= 0 &&", "!(gamma > 0 &&"],
    ["a Γ of exactly 0 is left to the graph", "if (gamma > 0) return", "if (gamma >= 0) return"],
    ["a rate of exactly 0 is refused", "if (rate >= 0 &&", "if (rate > 0 &&"],
    ["a method sees Γ as its root", "gamma ** (1 / root) }", "gamma }"],
  ]),
  ...mutantsOf("lib/training/step_program.ts", STEP, [
    [
      "a given Γ up to 1 is ignored",
      "greater(given, feeds.builder.constant(0))",
      "greater(given, feeds.builder.constant(1))",
    ],
    ["biases decay, too", "...(decays ? { keep } : {})", "keep"],
    ["nothing decays", "...(decays ? { keep } : {})", ""],
    [
      "Adam's bias is not corrected",
      'multiply(checkedRate, feeds.get("bias_correction"))',
      "checkedRate",
    ],
    [
      "the sums are not cleared",
      'output("apply", group(cleared))',
      'output("apply", group(tokens))',
    ],
    ["small gradients grow", "constant(1e-6))), one)", "constant(1e-6))), add(one, one))"],
  ]),
  ...mutantsOf("lib/training/step_program.ts", ACCUMULATION, [
    [
      "a Γ of one pair is ignored",
      "select(greater(pairs, builder.constant(0)), gamma",
      "select(greater(pairs, builder.constant(1)), gamma",
    ],
  ]),
  ...mutantsOf("lib/training/step_program.ts", DROPOUT, [
    [
      "evaluation has dropout",
      "new Layers(feeds.builder)",
      'new Layers(feeds.builder, { dropoutSeed: feeds.get("dropout_seed") })',
    ],
  ]),
  ...mutantsOf("lib/training/step_program.ts", NON_FINITE, [
    ["an infinite loss makes a step", "add(euclidean, scale(checkedLoss, 0))", "euclidean"],
  ]),
  ...mutantsOf("lib/training/adam_step.ts", ofTraining("adam_step"), [
    ["Adam's first decay is another", "beta1 = 0.9,", "beta1 = 0.91,"],
    ["Adam's ε is another", "epsilon = 1e-8 }", "epsilon = 1e-7 }"],
    ["Adam's ε is not corrected", "epsilon: epsilon * root", "epsilon"],
    ["Adam's squares are not corrected", "Math.sqrt(1 - Math.fround(beta2) ** step)", "1"],
    ["Adam counts from 0", "step < 1)", "step < 0)"],
  ]),
  ...mutantsBeside("lib/training/training_model.ts", [
    [
      "a model begins with another run's squares",
      "Object.values(momentNames(name))",
      "[momentNames(name).first]",
    ],
  ]),
  ...mutantsOf("lib/training/training_model.ts", ACCUMULATION, []),
  ...mutantsOf("lib/training/measured_gamma.ts", ACCUMULATION, [
    ["Γ of one pair is undefined", "pairs > 0 ? gamma", "pairs > 1 ? gamma"],
  ]),
  ...mutantsOf("lib/training/training_model.ts", EVALUATE, [
    ["probabilities are losses", "result[place] = -losses[i]!", "result[place] = losses[i]!"],
  ]),
];

const IN_GAMMA = [
  ...mutantsOf("lib/training/gamma_source.ts", ACCUMULATION, [
    ["accumulated Γ is not weighed by pairs", "gamma * count : gamma", "gamma : gamma"],
    ["a sum of Γ is a mean", "sum / pairs : sum;", "sum / pairs : sum / pairs;"],
    [
      "words are paired batch by batch",
      "if (source.measureTogether !== undefined)",
      "if (batches.length === 1 && source.measureTogether)",
    ],
  ]),
  ...mutantsOf("lib/training/gamma_source.ts", RATE, [
    ["each batch has a first chunk", "batches.slice(0, 1) : batches", "batches : batches"],
  ]),
  ...mutantsOf("lib/training/gamma_source.ts", ofTraining("gamma_words"), [
    ["words that do not count are paired", "counted?.[place] !== 0", "true"],
  ]),
  ...mutantsOf("lib/training/first_chunk.ts", ofTraining("first_chunk"), [
    [
      "the second chunk's first token counts",
      "positions[i]! < sequenceLength",
      "positions[i]! <= sequenceLength",
    ],
    ["kept words count", "=== REPLACEMENT.mask", "!== REPLACEMENT.randomWord"],
    ["random words count", "=== REPLACEMENT.mask", "!== REPLACEMENT.kept"],
    ["each batch has the step's first chunk", "index === 0 && isShown", "isShown"],
  ]),
];

const MASKS = "new Random(seed, name, round, indices[i]!)";

const IN_BATCHES = [
  ...mutantsOf("lib/training/batches.ts", ofTraining("batches"), [
    ["masks are of the place in a batch", MASKS, "new Random(seed, name, round, i)"],
    ["all epochs have the same masks", MASKS, "new Random(seed, name, 0, indices[i]!)"],
    ["all seeds have the same masks", MASKS, "new Random(0, name, round, indices[i]!)"],
    ["all epochs have one order", 'Random(seed, "order", epoch)', 'Random(seed, "order", 0)'],
    ["evaluation has training's masks", '"eval-mask"', '"mask"'],
    ["fixed masks are fresh ones", 'evalMasks === "fixed" ? 0', 'evalMasks !== "fixed" ? 0'],
    [
      "an epoch's last batch is left out",
      "Math.ceil(trainChunks.length / batchSize)",
      "Math.floor(trainChunks.length / batchSize)",
    ],
    ["the sample is the first chunks", "Math.floor((first + i) * all / count)", "first + i"],
    ["the sample has training's masks", '"train-eval-mask"', '"mask"'],
    [
      "the given share of masks is ignored",
      "...(maskProbability === undefined ? {} : { probability: maskProbability })",
      "",
    ],
  ]),
  ...mutantsOf("lib/training/batches.ts", ofTraining("batches"), [
    ["empty batches of a step are lost", "yield* waiting;", ""],
  ]),
  ...mutantsOf("lib/training/batches.ts", ACCUMULATION, [
    ["masks are drawn once", "if (waiting === undefined) return;", "return;"],
  ]),
  ...mutantsOf("lib/training/batches.ts", ofTraining("batches"), [
    ["the same masks are drawn again", "attempt === 0 ? stream", "attempt >= 0 ? stream"],
  ]),
  ...mutantsOf("lib/training/trainer.ts", TRAINER, [
    [
      "evaluations lag by an epoch",
      "round: Math.ceil(step / every)",
      "round: Math.floor((step - 1) / every)",
    ],
    ["half an epoch has a loss", "losses.length === since", "losses.length <= since"],
    ["a run that goes on repeats its epoch", "step % perEpoch;", "(step - stepsDone) % perEpoch;"],
    ["the signal is not looked at", "options.signal?.throwIfAborted();", ""],
    ["chunks of any length are taken", "? length === model.sequenceLength", "? length > 0"],
  ]),
  ...mutantsOf("lib/training/trainer.ts", RATE, [
    [
      "a run that goes on forgets what was kept",
      "stepsDone === 0 || options.memory",
      "stepsDone >= 0 || options.memory",
    ],
  ]),
  ...mutantsOf("lib/training/trainer.ts", NON_FINITE, [
    ["skipped steps are not counted", 'if (record.type === "skipped") stepsSkipped++;', ""],
  ]),
];

const IN_MEASURES = [
  ...mutantsOf("lib/training/evaluate.ts", TRAINER, [
    ["training chunks' loss is a mean of means", "return sum / tokens;", "return sum / 2 / 4;"],
  ]),
  ...mutantsOf("lib/training/evaluate.ts", EVALUATE, [
    ["the last batch's tokens are counted", "tokens += maskedTokens;", "tokens = maskedTokens;"],
    ["metrics know no distance of words", "wordDistance === undefined ?", "wordDistance !== 5 ?"],
  ]),
  ...mutantsOf("lib/training/metrics/loss.ts", METRICS, [
    ["the loss is a mean of means", "loss += lossSum;", "loss += lossSum / maskedTokens * 2;"],
  ]),
  ...mutantsOf("lib/training/metrics/ece.ts", METRICS, [
    [
      "bins have their lower edge",
      "Math.ceil(confidence * bins) - 1",
      "Math.floor(confidence * bins)",
    ],
  ]),
  ...mutantsOf("lib/training/metrics/top5_accuracy.ts", METRICS, [
    ["the fifth of five is not among them", "rank <= WORDS", "rank < WORDS"],
  ]),
  ...mutantsOf("lib/training/metrics/cloze_accuracy.ts", METRICS, [
    ["only an option's first piece counts", "next += pieces)", "(next += pieces) - pieces + 1)"],
  ]),
  ...mutantsOf("lib/training/padded_batches.ts", ofTraining("padded_batches"), [
    ["the last token is padding", "start, start + ids.length)", "start, start + ids.length - 1)"],
    [
      "a sequence as long as the model's is refused",
      "ids.length > options.sequenceLength",
      "ids.length >= options.sequenceLength",
    ],
  ]),
  ...mutantsOf("lib/training/evaluation_outputs.ts", EVALUATE, [
    ["the likeliest word has the rank 2", "1 + count", "2 + count"],
  ]),
  ...mutantsOf("lib/training/unigram.ts", ofTraining("unigram"), [
    ["words that never occurred are impossible", ".fill(1)", ".fill(0)"],
  ]),
];

/** All of them. */
export const TRAINING_MUTANTS: readonly Mutant[] = [
  ...IN_STEPS,
  ...IN_GAMMA,
  ...IN_BATCHES,
  ...IN_MEASURES,
];
