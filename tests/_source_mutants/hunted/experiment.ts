import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/experiment. */
export const EXPERIMENT = [
  ...mutantsInRoom("lib/experiment/accumulation.ts", [
    [
      "what a folder says of its weighing is not read",
      'then.environment["accumulation"] === ',
      'then.environment["accumulation"] !== ',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/checkpoints.ts", [
    [
      "a checkpoint is due a step late",
      "record.step % saveSteps === 0",
      "record.step % saveSteps === 1",
    ],
    [
      "what killed processes left stays",
      "if (UNFINISHED.test(name)) await removePath(join(runFolder",
      'if (name === "") await removePath(join(runFolder',
    ],
    [
      "a checkpoint of another step is taken",
      "records.at(-1)?.step === step",
      "records.at(-1)?.step !== undefined",
    ],
    [
      "what a method kept is not read",
      "...(kept === undefined ? {} : { kept: kept as Json }),",
      "",
    ],
    [
      "another run's checkpoint is only passed over",
      " || error instanceof OtherRun) throw",
      ") throw",
    ],
    [
      "the best of all is loaded, saved or not",
      "best !== last) await restoreFrom",
      "best === last) await restoreFrom",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/chunks.ts", [
    [
      "evaluation is drawn from the training split",
      "[0, evalChunks],\n    evaluating",
      "[0, evalChunks],\n    training",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/draw.ts", [
    ["all splits are drawn alike", "`chunks ${streamOf(portion)}`", '"chunks"'],
    [
      "the passages of what is trained on are asked about",
      "new Set(evaluationNumbers)",
      "new Set(trainNumbers)",
    ],
    [
      "the seed of data is that of the first run",
      "new Random(dataSeed, `chunks",
      "new Random(0, `chunks",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/chunk_source.ts", [
    [
      "passages are not limited",
      "passageLimit === null ? {} : { limit: passageLimit }",
      "passageLimit === null ? {} : {}",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/decided_by.ts", [
    ["plugins decide nothing", "...(plugins.length === 0 ? {} : { plugins }),", ""],
    [
      "other chunks decide nothing",
      'chunks_sha256: [...CHUNK_SETTINGS, "model"]',
      'chunks_sha256: ["model"]',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/follow.ts", [
    ["news are told again", "this.#told += news.length;", ""],
    ["half a line is lost", "this.#lines.push(text)", 'text.split("\\n").slice(0, -1)'],
    ["a log begun anew is read on", " || size < this.#offset", ""],
  ]),
  ...mutantsInRoom("lib/experiment/last_bits.ts", [
    ["threads decide no bits", '"threads",\n  "onednn"', '"onednn"'],
    [
      "allowed or not, other bits are refused",
      "names.length === 0 || this.#allowed",
      "names.length === 0",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/make_runs.ts", [
    [
      "a run does not wait for what it reads",
      "needed !== undefined && !store.isFinished(needed)",
      "needed !== undefined && store.isFinished(needed)",
    ],
    [
      "runs are made without a claim",
      "await store.claim(run);",
      "{ async [Symbol.asyncDispose]() {} };",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/metrics.ts", [
    [
      "lines are counted from the records before",
      "before.length + index + 1",
      "before.length + index",
    ],
    [
      "texts may be metrics",
      'isMetric(name) && typeof value !== "number" && value !== null',
      "false",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/run_folder.ts", [
    [
      "a skipped step has its rate",
      'record.type === "step" ? record.learning_rate : null',
      'record.type === "step" ? record.learning_rate : 0',
    ],
    [
      "a finished run without a log begins anew",
      "if (existsSync(log)) return true;",
      "return existsSync(log);",
    ],
    ["what a run was made with is forgotten", "restored?.state.made_with ?? []", "[]"],
  ]),
  ...mutantsInRoom("lib/experiment/run_in_the_making.ts", [
    ["seconds before a stop are lost", "this.#secondsBefore = seconds;", ""],
    ["what a method kept is not given back", "this.#memory.kept = kept ?? null;", ""],
    [
      "a checkpoint holds what sinks do not",
      "await sinks.flush();\n    const folder",
      "const folder",
    ],
    [
      "the models are always saved",
      "this.#settings.saveModels && records.length > 0",
      "records.length > 0",
    ],
    [
      "a run that reads goes on without",
      "if (result.diverged === null) return factorsOf(result);",
      "return factorsOf(result);",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/resume_point.ts", [
    [
      "skipped steps of before are not counted",
      "stepsSkipped: losses.filter((loss) => loss === null).length",
      "stepsSkipped: 0",
    ],
    [
      "losses of the epoch before are its own",
      "since === 0 ? [] : losses.slice(-since)",
      "losses.slice(-since)",
    ],
    [
      "a run may rest in the middle of an evaluation",
      'return record.type === "evaluation" || record.step % every !== 0;',
      "return true;",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/run_store.ts", [
    ["a folder is not locked", "this.#lock = await lockFolder(this.out);", ""],
    [
      "restart removes nothing",
      "if (this.#begun.isReplaced) await removeResults(this.out, removal);",
      "",
    ],
    [
      "a helper goes on where its leader is gone",
      "if (await isAnnounced(this.out, session)) return lock;",
      "return lock;",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/summary.ts", [
    ["the mean of no steps is not a number", "if (values.length === 0) return null;", ""],
    ["infinite losses are the best", "Number.isFinite(eval_loss))", "!Number.isNaN(eval_loss))"],
    [
      "A″ is A′",
      "mean(steps.map(({ learning_rate }) => learning_rate))",
      "mean(steps.map(({ scheduled_learning_rate }) => scheduled_learning_rate))",
    ],
    ["the first evaluation is at the start", "first?.epoch === 0 ? first", "first ? first"],
  ]),
  ...mutantsInRoom("lib/experiment/results.ts", [
    ["a log may lack records", "records.length !== mark.records", "records.length > mark.records"],
    [
      "a run of other settings is read",
      "mark.decided_by !== undefined && mark.decided_by !==",
      "mark.decided_by === undefined && mark.decided_by !==",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/plan/planned_runs.ts", [
    ["two runs may have one name", "names.add(name);\n", ""],
    [
      "long names are cut",
      "`${plain.slice(0, LONGEST_PART - 9)}~${hashOf([plain]).slice(0, 8)}`",
      "plain.slice(0, LONGEST_PART)",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/plan/relative.ts", [
    [
      "the next seed is the one before",
      "other > run.seed) ?? seeds[0]",
      "other < run.seed) ?? seeds[0]",
    ],
    ["what differs least is what differs most", "Math.min(...near", "Math.max(...near"],
    [
      "a condition with the baseline's method is the baseline",
      'run.sets?.includes("method") ? undefined : run.condition',
      "run.condition",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/plan/uncompared.ts", [
    ["one label alone lacks a partner", "if (labels.size < 2) return [];", ""],
    ["runs with a partner are told", "near.get(run)!.length !== 1", "near.get(run)!.length !== 2"],
  ]),
  ...mutantsInRoom("lib/experiment/plan/needs.ts", [
    [
      "what is needed by what is needed is not made",
      "at !== undefined; at = needs.get(at)) names.add(at)",
      "at !== undefined; at = undefined) names.add(at)",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/plan/growth.ts", [
    ["earlier seeds are dropped", "seeds: union(then.seeds, now.seeds)", "seeds: now.seeds"],
    ["paths differ although they vary", " && !varies(name)", ""],
  ]),
  ...mutantsInRoom("lib/experiment/settings/check.ts", [
    [
      "the best of unsaved models is loaded",
      '!loadBestModelAtEnd || saveStrategy === "epoch"',
      '!loadBestModelAtEnd || saveStrategy !== "no"',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/settings/overrides.ts", [
    [
      "a value may stand twice in a sweep",
      "if (new Set(checked).size === checked.length) return",
      "return",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/settings/presets.ts", [
    [
      "a file goes before what is asked",
      "    ...config?.settings,\n    ...checkSettings(overrides),",
      "    ...checkSettings(overrides),\n    ...config?.settings,",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/sinks/event_file.ts", [
    ["a checksum is not masked", "+ 0xa282ead8", "+ 0"],
  ]),
  ...mutantsInRoom("lib/experiment/sinks/tensorboard.ts", [
    ["a run that goes on is shown from the start", "(records.at(-1)?.step ?? 0) + 1", "1"],
  ]),
  ...mutantsInRoom("lib/experiment/sinks/jsonl.ts", [
    ["a log is not flushed", "fsyncSync(this.#file);", ""],
  ]),
  ...mutantsInRoom("lib/experiment/prepare.ts", [
    [
      "runs have the usual decay",
      "    maxGradNorm,\n    weightDecay,\n    maskProbability,\n    masking,",
      "    maxGradNorm,\n    maskProbability,\n    masking,",
    ],
    [
      "runs have the usual bound of the norm",
      "    maxGradNorm,\n    weightDecay,\n    maskProbability,\n    masking,",
      "    weightDecay,\n    maskProbability,\n    masking,",
    ],
    [
      "runs have the usual share of masks",
      "    weightDecay,\n    maskProbability,\n    masking,",
      "    weightDecay,\n    masking,",
    ],
    [
      "runs have the usual masks to evaluate",
      "    evalMasks,\n    trainEval,\n    onNonfinite,",
      "    trainEval,\n    onNonfinite,",
    ],
    [
      "runs do not warm up",
      "warmupSteps: warmupOf(run),",
      "warmupSteps: 0,",
    ],
    [
      "a run goes on with the weights of the one before",
      "if (resume === undefined) await model.load((await inputs.model(run)).tensors);",
      "",
    ],
    [
      "the training loss is always a sample's",
      "    trainEval,\n    onNonfinite,",
      "    onNonfinite,",
    ],
    ["runs stop at what is not finite", "    trainEval,\n    onNonfinite,", "    trainEval,"],
    [
      "the seed of runs is the first one",
      "    batchSize,\n    seed,\n    gradient",
      "    batchSize,\n    seed: 0,\n    gradient",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/models.ts", [
    [
      "programs do not differ in Γ",
      "...{ gamma, objective, chunkLength, precision, xla, freeze, layerDecay },",
      '...{ gamma: "paper", objective, chunkLength, precision, xla, freeze, layerDecay },',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/inputs.ts", [
    [
      "the model's numbers are not hashed",
      ".update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))",
      "",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/hash_of_chunks.ts", [
    [
      "chunks are hashed without those to evaluate",
      '[[train, "evaluation"], [evaluation, ""]] as const',
      '[[train, "evaluation"]] as const',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/inputs.ts", [
    [
      "chunks longer than the model are taken",
      "if (chunkLength <= maxPositionEmbeddings) return;",
      "return;",
    ],
  ]),
  ...mutantsInRoom("lib/experiment/messages.ts", [
    [
      "what is said drives a terminal",
      "printable(wordSettings(message, word))",
      "wordSettings(message, word)",
    ],
  ]),
];
