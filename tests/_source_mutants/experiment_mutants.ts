/** Changes of lib/experiment, lib/io and lib/tokens: what is kept, by whom, and what is read. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

const CHECKPOINTS = ["tests/checkpoints_test.ts"];
const STORE = ["tests/experiment_test.ts"];
/** What no test of a room of its own noticed. */
const TOKENS = ["tests/token_store_test.ts", "tests/token_stores_test.ts"];
const GUARDS = ["tests/guards_test.ts"];

/** All of them. */
export const EXPERIMENT_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("lib/experiment/checkpoints.ts", CHECKPOINTS, [
    [
      "the best checkpoint is removed",
      "[...steps.slice(0, limit), best?.step]",
      "steps.slice(0, limit)",
    ],
    ["one checkpoint too many is kept", "steps.slice(0, limit)", "steps.slice(0, limit + 1)"],
    ["a run's folder is made anew", "await stat(runFolder);", ""],
    ["a checkpoint is due at the start", "if (record.step === 0) return false;", ""],
    ["the earliest checkpoint is gone on from", "sort((a, b) => b - a)", "sort((a, b) => a - b)"],
    [
      "a checkpoint of other settings is gone on from",
      "if (differing.length === 0) return;",
      "if (differing.length >= 0) return;",
    ],
  ]),
  ...mutantsBeside("lib/experiment/decided_by.ts", [
    ["other scores of β decide nothing", '  scores_sha256: ["beta", "model"],\n', ""],
    [
      "how batches are weighed decides nothing",
      "gradientAccumulationSteps === 1",
      "gradientAccumulationSteps >= 1",
    ],
    [
      "what is read does not decide",
      "needs_sha256: decidedBy(decisive(needed, circumstances, further)),",
      "",
    ],
    ["the order in which settings stand decides", ".sort(([a], [b]) => a < b ? -1 : 1)", ""],
  ]),
  ...mutantsOf("lib/experiment/accumulation.ts", ["tests/older_folder_test.ts"], [
    [
      "runs of the older weighing go on",
      "settings.gradientAccumulationSteps > 1",
      "settings.gradientAccumulationSteps > 2",
    ],
    [
      "runs that were not begun keep others from going on",
      ' && existsSync(join(out, "runs", name))',
      "",
    ],
  ]),
  ...mutantsOf("lib/experiment/begun.ts", STORE, [
    [
      "the environment may change",
      "differences(counting, then, now)",
      "differences([], then, now)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/metrics.ts", [
    [
      "a step may be missing from a log",
      "if (record.step !== expected)",
      "if (record.step < expected)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/summary.ts", [
    [
      "the last of equal evaluations is the best",
      "next.eval_loss < least.eval_loss",
      "next.eval_loss <= least.eval_loss",
    ],
    ["skipped steps are not steps", "steps.length + skipped.length", "steps.length"],
    ["a text may be a formula", "/^[=+\\-@\\t\\r]/", "/^[=]/"],
  ]),
  ...mutantsOf(
    "lib/experiment/settings/data_settings.ts",
    ["tests/defaults_test.ts"],
    [
      ["settings draw other chunks", "default: 42,", "default: 43,"],
    ],
  ),
  ...mutantsOf("lib/experiment/settings/rate_settings.ts", ["tests/defaults_test.ts"], [
    ["settings clip at another norm", "default: TRAIN_DEFAULTS.maxGradNorm,", "default: 1.1,"],
    ["settings decay by another share", "default: TRAIN_DEFAULTS.weightDecay,", "default: 0.011,"],
  ]),
  ...mutantsOf("lib/experiment/chunk_source.ts", GUARDS, [
    [
      "exactly as many chunks as asked for are too few",
      "counted.count >= train + evaluation",
      "counted.count > train + evaluation",
    ],
  ]),
  ...mutantsOf("lib/io/lock.ts", ["tests/lock_test.ts"], [
    ["a lock's file stays", "await rm(file, { force: true }).catch(() => {});", ""],
  ]),
  ...mutantsOf("lib/io/manifest.ts", CHECKPOINTS, [
    ["other bytes of the same size pass", ".sha256 === sha256) return;", '.sha256 !== "") return;'],
  ]),
  ...mutantsOf("lib/io/replace.ts", ["tests/disk_test.ts"], [
    [
      "what failed stays beside its place",
      "await disk.remove(unfinished).catch(() => {});\n    throw cannotWrite(error, file);",
      "throw cannotWrite(error, file);",
    ],
  ]),
  ...mutantsOf("lib/tokens/piece_tokenizer.ts", ["lib/tokens/tokenizer_test.ts"], [
    [
      "a text begins without [CLS]",
      "[...before, ...ids, ...behind]",
      "[...ids, ...behind]",
    ],
  ]),
  ...mutantsOf("lib/experiment/checkpoints.ts", GUARDS, [
    ["a step that is saved again counts twice", "other < step)", "other <= step)"],
  ]),
  ...mutantsOf("lib/experiment/remove_own.ts", GUARDS, [
    ["a restart leaves summary.csv", 'file("summary\\\\.csv"),', ""],
    ["a restart leaves the report", 'file("report\\\\.html"),', ""],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", ["tests/needs_test.ts"], [
    [
      "a folder is not looked at again once it is locked",
      "await this.#begun.look();\n  }\n\n  /** Lets",
      "}\n\n  /** Lets",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_folder.ts", GUARDS, [
    ["a run begun anew keeps what was left", "if (anew) await removeRun(this.path);", ""],
    [
      "a finished run keeps its checkpoints",
      "if (mark.diverged === null) await",
      "if (mark.diverged !== null) await",
    ],
  ]),
  ...mutantsOf("lib/io/lock.ts", GUARDS, [
    [
      "the lock of a file that is gone is taken",
      "ours.ino === null || ours.ino === there.ino",
      "ours.ino !== undefined",
    ],
  ]),
  ...mutantsOf("lib/io/replace.ts", GUARDS, [
    [
      "a file is renamed before it is flushed",
      "await disk.flush(unfinished);\n  }, options);",
      "}, options);",
    ],
  ]),
  ...mutantsOf("lib/tokens/piece_tokenizer.ts", GUARDS, [
    [
      "special tokens are not in order",
      "Object.values(special).sort((a, b) => a - b)",
      "Object.values(special)",
    ],
    [
      "one of [CLS] and [SEP] is enough",
      "ids[0] === this.clsTokenId && ids.at(-1)",
      "ids[0] === this.clsTokenId || ids.at(-1)",
    ],
  ]),
  ...mutantsOf("lib/experiment/fine_tune.ts", ["tests/fine_tune_test.ts"], [
    [
      "a training goes on with all chunks that there are now",
      "if (begun === undefined) return {",
      "if (begun !== null) return {",
    ],
    ["a card that was edited is written over", "trained || !existsSync(card)", "existsSync(card)"],
    ["the model is saved beside its log", "await opened.save(out);", ""],
  ]),
  ...mutantsOf("lib/experiment/fine_tune_settings.ts", ["tests/new_model_test.ts"], [
    ["a new model is drawn by no seed", "chunkLength, seed }", "chunkLength }"],
    [
      "a new model takes more tokens than a chunk",
      "{ maxPositionEmbeddings: chunkLength, seed }",
      "{ seed }",
    ],
  ]),
  ...mutantsOf("lib/experiment/prepare.ts", ["tests/scored_text_test.ts"], [
    ["that β knows a text is taken for granted", "await tellScores(", "void await (() => {})("],
  ]),
  ...mutantsBeside("lib/experiment/scored_text.ts", [
    ["the first chunks stand for all", "Math.floor(i * chunks.length / count)", "i"],
    ["what nobody looked at has no scores", "(whole || !any)", "true"],
    ["words have the scores of their pieces alone", "known === 0 && !byWords &&", "known === 0 &&"],
    ["a tenth of a text is hardly any", "share < HARDLY_ANY", "share <= HARDLY_ANY"],
    ["special tokens count", "if (special.has(id)) continue;", ""],
    [
      "of a table that knows all words nothing is told",
      "=== different && !isTable",
      "=== different",
    ],
  ]),
  ...mutantsBeside("lib/experiment/unscored_tokens.ts", [
    ["special tokens have no scores", "!special.has(id)", "true"],
  ]),
  ...mutantsBeside("lib/experiment/reads_gamma.ts", [
    ["a function of Γ does not read it", '|| sees.includes("gamma")', ""],
    ["an objective does not read Γ", "if (reads.length > 0)", "if (reads.length > 9)"],
    ["a tenth of the steps is hardly any", "having < HARDLY_ANY", "having <= HARDLY_ANY"],
  ]),
  ...mutantsBeside("lib/report/page/sober.ts", [
    [
      "a run without Γ has other rates",
      "definitions).length > 0) return false;",
      "definitions).length > 9) return false;",
    ],
    ["equal rates differ", "if (areEqual(rates, other.rates)) return false;", ""],
    ["runs of two schedules are compared", "run.schedule !== other.run.schedule || ", ""],
  ]),
  ...mutantsOf("tasks/train.ts", ["tests/scored_text_test.ts"], [
    ["train calls its method as experiments do", "    word: trainOption,\n", ""],
  ]),
  ...mutantsOf("lib/experiment/first_look.ts", ["tests/new_model_test.ts"], [
    ["of a new model it is told that it knows nothing", "isFresh(run.settings.model)", "false"],
  ]),
  ...mutantsOf("lib/experiment/read_places.ts", ["tests/read_places_test.ts"], [
    ["a model is written among the tokenizer's files", "isFresh(model)", "isFresh(data)"],
  ]),
  ...mutantsBeside("lib/experiment/plan/growth.ts", [
    ["of new models the whole names are told", 'name === "model" ?', 'name === "beta" ?'],
  ]),
  ...mutantsOf("lib/experiment/saved_model.ts", ["tests/fine_tune_test.ts"], [
    ["of a model that is gone nothing is said", "if (gone !== undefined)", "if (gone === null)"],
  ]),
  ...mutantsOf("lib/experiment/evaluate_folder.ts", ["tests/evaluate_model_test.ts"], [
    ["a model that was measured stays in memory", "models.dispose();", ""],
    ["β stays in memory where nothing can be measured", "await inputs.dispose();", ""],
    [
      "the training's evaluations are told of that took all",
      "isHeld && some < chunks.length",
      "isHeld",
    ],
    ["what another training held out was held out", "heldOutAlike(training, holding!)", "true"],
  ]),
  ...mutantsOf("lib/experiment/measured_texts.ts", ["tests/evaluate_model_test.ts"], [
    ["data that were added to are the same", "if (now !== undefined) throw refusal();", ""],
    ["of older trainings nothing is compared", "=== drawn) return;", "!== undefined) return;"],
    [
      "too few chunks are told of instead",
      "throw error instanceof InputError ? refusal(error) : error;",
      "throw error;",
    ],
  ]),
  ...mutantsBeside("lib/data/looked_up.ts", [
    ["numbers are looked up where they were added", "this.#count).sort();", "this.#count);"],
    ["a number in the middle is passed over", "else to = middle;", "else to = middle - 1;"],
    ["nothing is a 0", "from < this.#count && ", ""],
  ]),
  ...mutantsBeside("lib/data/streamed_chunks.ts", [
    ["the last piece of a text is not measured", "if (chunk.length > 0) yield", "if (false) yield"],
    ["texts without a word are texts", "texts.filter((text) => /\\S/.test(text))", "texts"],
    ["passages that are left out are measured", "if (!taken.has(windows)) continue;", ""],
    ["data may change between two readings", "counts.tokens !== this.counts.tokens", "false"],
    [
      "passages are told of at each reading",
      "new StreamedChunks(again,",
      "new StreamedChunks(source,",
    ],
  ]),
  ...mutantsOf("lib/io/cache.ts", ["tests/standard_input_test.ts"], [
    ["files that are asked for are old", "UNUSED_MS = 30 *", "UNUSED_MS = 28 *"],
  ]),
  ...mutantsOf("lib/io/spool.ts", ["tests/standard_input_test.ts"], [
    ["nothing is text, too", "if (bytes === 0) {", "if (bytes < 0) {"],
    [
      "what another process is writing is taken for left",
      "await using _ = await tryLockFile(`${name}.lock`, undefined, true);",
      "",
    ],
    ["what was left stays", "await removeAbandoned(folder).catch(() => {});", ""],
    ["others' files are removed", "isOld && name.startsWith(KEPT_NAME)", "isOld"],
    ["all that comes is one file", "hash.update(piece);", ""],
  ]),
  ...mutantsOf("lib/experiment/stoppable.ts", ["tests/stoppable_test.ts"], [
    [
      "a file that was left stops an experiment",
      "await rm(file, { force: true });\n  const found",
      "const found",
    ],
    [
      "a file that comes too late is removed",
      "if (found.signal.aborted) await rm",
      "await rm",
    ],
    [
      "an error of one that was stopped is not told",
      "!signal.aborted || error !== signal.reason",
      "!signal.aborted",
    ],
  ]),
  ...mutantsOf("lib/experiment/models.ts", ["tests/models_test.ts"], [
    ["a model stays beside the next one", "this.dispose();\n      this.#open", "this.#open"],
    [
      "two and three batches a step are two programs",
      "accumulation: run.settings.gradientAccumulationSteps > 1",
      "accumulation: run.settings.gradientAccumulationSteps > 2",
    ],
    ["a model that was given up is taken again", "this.#open = undefined;", ""],
  ]),
  ...mutantsOf("lib/experiment/inputs.ts", ["tests/models_test.ts"], [
    ["β is opened for each model", "this.#classifiers.set(beta, classifier);", ""],
    ["β is freed twice", "this.#classifiers.clear();", ""],
  ]),
  ...mutantsOf("lib/experiment/model_folder.ts", ["tests/loading_test.ts"], [
    [
      "a file of no known length has progress",
      "total !== undefined && say(`Downloading ${model}",
      "say(`Downloading ${model}",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_in_the_making.ts", ["tests/making_test.ts"], [
    [
      "a checkpoint is ahead of its log",
      "await sinks.flush();\n    const folder",
      "const folder",
    ],
    [
      "what is aborted between two steps is not saved",
      "await this.#save(sinks, writer);\n        return undefined;",
      "return undefined;",
    ],
    [
      "a run begins after an abort",
      "if (signal?.aborted) return undefined;\n    const { run }",
      "const { run }",
    ],
    [
      "the weights are hashed before the best ones are loaded",
      "const bestStep = await this.#loadBest();",
      "await this.#open.weightsSha256?.();\n    const bestStep = await this.#loadBest();",
    ],
  ]),
  ...mutantsOf("lib/experiment/make_runs.ts", ["tests/making_test.ts"], [
    ["who does not say who it is is told of", " || holder.pid === undefined", ""],
  ]),
  ...mutantsOf("lib/experiment/own_files.ts", ["tests/folder_parts_test.ts"], [
    ["an empty folder is nobody's", "(await entriesOf(folder)).length === 0", "false"],
    ["a checkpoint makes no run the program's", " || await hasCheckpoint(folder)", ""],
  ]),
  ...mutantsOf("lib/experiment/remove_own.ts", ["tests/folder_parts_test.ts"], [
    [
      "a run that is only claimed is not waited for",
      "there.has(run) || there.has(`${run}.lock`)",
      "there.has(run)",
    ],
    [
      "metrics' plots stay",
      "for (const run of runs) {\n    try",
      "for (const run of []) {\n    try",
    ],
  ]),
  ...mutantsOf("lib/experiment/follow.ts", ["tests/folder_parts_test.ts"], [
    ["a log stays open", "closeSync(file);", ""],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", ["tests/folder_parts_test.ts"], [
    ["a folder is not taken again", "this.#lock = undefined;", ""],
    [
      "a claim is kept though the leader is gone",
      "await lock[Symbol.asyncDispose]();\n    return undefined;",
      "return undefined;",
    ],
  ]),
  ...mutantsOf("lib/experiment/chunks.ts", ["tests/chunk_reading_test.ts"], [
    ["data are looked at once for each part", "opened.set(data, source);", ""],
  ]),
  ...mutantsOf("lib/experiment/chunk_source.ts", ["tests/chunk_reading_test.ts"], [
    ["no reader is blamed by its name", "settings.reader !== AUTO", "settings.reader === null"],
  ]),
  ...mutantsOf("lib/data/token_files.ts", [
    "tests/token_store_test.ts",
    "tests/token_marks_test.ts",
  ], [
    [
      "what is left is not written",
      "this.#used === BLOCK) this.end();",
      "this.#used === BLOCK) this.#used = 0;",
    ],
    ["numbers too large are cut", "number <= this.#most", "true"],
  ]),
  ...mutantsOf("lib/data/token_store.ts", TOKENS, [
    ["ids of two bytes are lost", "vocabSize <= SHORT", "vocabSize <= 2 * SHORT"],
    ["ids of two bytes take four", "vocabSize <= SHORT", "vocabSize < SHORT"],
    ["passages that are left out are not left out", "if (written.isPartial &&", "if (false &&"],
    ["files stay open where one is missing", "using files = new", "const files = new"],
  ]),
  ...mutantsOf("lib/data/encode.ts", TOKENS, [
    ["passages that are left out are stored", "taken?.includes(windows) ?? true", "true"],
  ]),
  ...mutantsOf("lib/data/token_marks.ts", ["tests/token_marks_test.ts"], [
    ["what is damaged is gone on with", "if (found?.sha256 === sha256) continue;", "continue;"],
    ["damaged marks are believed", "hashOf(read.content) !== read.sha256", "false"],
    ["all is made again after a kill", "marks.#content.marks.push(mark);", ""],
  ]),
  ...mutantsOf("lib/data/encoded.ts", ["tests/token_marks_test.ts"], [
    ["what is there is encoded again", "rows.slice(first)", "rows"],
  ]),
  ...mutantsOf("lib/data/passage_spans.ts", TOKENS, [
    [
      "the passage before a chunk is its, too",
      "Math.ceil(start / unit)",
      "Math.floor(start / unit) + 1",
    ],
  ]),
  ...mutantsOf("lib/data/identity.ts", ["tests/token_store_test.ts"], [
    [
      "what others read is kept",
      "if (!parts.every(({ choice })",
      "if (false && !parts.every(({ choice })",
    ],
  ]),
  ...mutantsOf("lib/data/identity.ts", TOKENS, [
    ["files of other splits are the same", "[split, choice.text]", "[choice.text]"],
    ["files of one size are the same", "hash.update(piece);", ""],
  ]),
  ...mutantsOf("lib/data/token_store.ts", ["tests/token_marks_test.ts"], [
    ["what is read of another text is marked", "if (!await isSame())", "if (false)"],
  ]),
  ...mutantsOf("lib/experiment/draw.ts", TOKENS, [
    ["what changes back has not changed", "=== identity && await isSame())", "=== identity)"],
    [
      "another tokenizer has the same tokens",
      "portion.share, tokenizer.files()]",
      "portion.share]",
    ],
    ["another limit has the same tokens", "passageLimit, dataSeed]", "dataSeed]"],
    [
      "what was to be known is forgotten",
      "for (const sentence of found.stored.notes) note(sentence);",
      "",
    ],
    [
      "shared texts are not looked for in a store",
      "if (onPassage !== undefined) await",
      "if (onPassage === undefined) await",
    ],
    ["changed data are kept", "await source.opened.identity() === identity", "true"],
    ["a store of shorter chunks is one", "store.count === 0 ? undefined : {", "{"],
    ["each run reads the questions", "asked ??= evaluationPassages()", "evaluationPassages()"],
  ]),
  ...mutantsOf("lib/experiment/token_stores.ts", TOKENS, [
    ["as much as is held in memory is not", "4 * tokens > (", "4 * tokens >= ("],
    ["damage is not looked for", "await verifyFolder(folder, onBytes);", ""],
    ["damage is not told", "tell(`${error.file}", "void (`${error.file}"],
    ["a store is looked for under a lock", "if (found !== undefined || make", "if (make"],
    ["what was left stays", "await removeUnused(all);", ""],
  ]),
  ...mutantsOf("lib/experiment/token_stores.ts", ["tests/token_marks_test.ts"], [
    [
      "a store is used, but not marked as that",
      "await utimes(folder, now, now)",
      "await Promise.resolve()",
    ],
    ["stores of other versions stay", "JSON.stringify(made) === JSON.stringify(MADE)", "true"],
    [
      "what can be gone on with goes",
      "placeAt(file) !== undefined && !await isUnused(file)",
      "false",
    ],
  ]),
  ...mutantsBeside("lib/data/number_set.ts", [
    ["a set forgets when it grows", "this.#places[this.#slotOf(this.at(i))] = i + 1;", ""],
    ["a large table is filled in part", ">>> (32 - bits)", ">>> 7 & 2 ** bits - 1"],
    ["a number comes twice", "if (this.#places[slot] !== 0) return;", ""],
  ]),
  ...mutantsBeside("lib/experiment/token_census.ts", [
    [
      "a tenth of unknown tokens is told",
      "if (share <= MANY) return;",
      "if (share < MANY) return;",
    ],
    ["half of unknown tokens is refused", "if (share > MOST)", "if (share >= MOST)"],
  ]),
  ...mutantsOf("lib/experiment/settings/check.ts", ["lib/experiment/plan/makeable_test.ts"], [
    ["two ways to warm up are one", ', ["warmupSteps", "warmupRatio"]', ""],
  ]),
  ...mutantsOf("lib/experiment/run_in_the_making.ts", ["tests/later_checkpoints_test.ts"], [
    ["a run goes on though a checkpoint failed", "await writer.check();", ""],
    [
      "a run that another process has taken over is saved",
      "await folder.refuseLost();\n    const save",
      "const save",
    ],
    ["what a method keeps is not saved", "kept: this.#memory.kept,", "kept: null,"],
    [
      "why training failed is hidden by a checkpoint",
      "await writer.settle();\n        throw error;",
      "throw error;",
    ],
    ["a run ends amid a checkpoint", "} finally {\n      await writer.end();\n    }", "}"],
    [
      "two checkpoints are written at once",
      "Promise<void> {\n    await writer.end();",
      "Promise<void> {",
    ],
  ]),
  ...mutantsOf("lib/experiment/checkpoint_writer.ts", ["tests/later_checkpoints_test.ts"], [
    ["a small checkpoint has a thread", "bytes >= least", "bytes >= 0"],
    [
      "tensors are copied for a thread",
      "this.#send({ save }, [...memoryOf(save)]);",
      "this.#send({ save }, []);",
    ],
    [
      "what is to be written again is sent again, without its tensors",
      "if (save === this.#sent)",
      "if (save === undefined)",
    ],
    [
      "nothing is written until somebody waits",
      "this.#writing = insist(() => thread.write(whole))\n" +
      "      .catch((error) => void (this.#failure = { error }));",
      "let begun: Promise<void> | undefined;\n" +
      "    this.#writing = {\n" +
      "      then: (done: () => void) => (begun ??= insist(() => thread.write(whole))\n" +
      "        .catch((error) => void (this.#failure = { error }))).then(done),\n" +
      "    } as never;",
    ],
    [
      "a checkpoint is sent when steps let a file be read",
      "insist(() => thread.write(whole))",
      "mayRun(checkpointThread.program).then(() => insist(() => thread.write(whole)))",
    ],
    [
      "an answer is known when it is heard",
      "if (this.#thread?.hasAnswered) await this.#writing;",
      "",
    ],
    ["that a thread has answered is known for ever", "Atomics.store(this.#flag, 0, 0);", ""],
    ["a thread that does not listen yet is sent a checkpoint", "await thread.listens();", ""],
    ["a model is read while it goes on", "await readWhole(save.snapshot)", "save.snapshot"],
    [
      "a thread keeps the process",
      'fail("it ended."));\n    this.#worker.unref();',
      'fail("it ended."));',
    ],
    [
      "a run ends without a word while its thread begins",
      "this.#worker.ref();\n    await this.#listens",
      "await this.#listens",
    ],
    [
      "who leaves a run leaves half a checkpoint",
      "this.#worker.ref();\n    const answer",
      "const answer",
    ],
    [
      "after its first checkpoint a thread keeps the process",
      "await this.#answer.promise;\n    this.#worker.unref();",
      "await this.#answer.promise;",
    ],
    ["a thread that ended is waited for", '.on("exit", () => fail("it ended."));', ";"],
    ["an answer that cannot be read is waited for", '.on("messageerror", fail)', ""],
    [
      "a refusal is no sentence",
      "throw new InputError(answer.refused.problem, answer.refused);",
      "throw new Error(answer.refused.problem);",
    ],
  ]),
  ...mutantsOf("lib/experiment/checkpoint_thread.ts", ["tests/later_checkpoints_test.ts"], [
    ["a thread keeps what it has written", "memory.transfer(0);", "void memory;"],
    ["that it has answered is not seen", "Atomics.store(flag, 0, 1);", ""],
    [
      "a checkpoint that it cannot read is not answered",
      'port.on("messageerror", (error: unknown) => answer(asMessage(error)));',
      "",
    ],
    [
      "what failed cannot be written again",
      "await saveCheckpoint(save!);",
      "const it = save!;\n    save = undefined;\n    await saveCheckpoint(it);\n    save = it;",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_folder.ts", ["tests/later_checkpoints_test.ts"], [
    [
      "that a folder was taken away is not known",
      "await this.refuseLost();\n        throw error;",
      "throw error;",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_in_the_making.ts", ["tests/run_goes_on_test.ts"], [
    [
      "an evaluation that is due is begun before a training stops",
      "if (signal?.aborted && !(isLast",
      "if (signal?.aborted && isAtRest(record, this.#every) && !(isLast",
    ],
  ]),
  ...mutantsBeside("lib/experiment/decided_by.ts", [
    [
      "an older checkpoint keeps what no hash has",
      "!Object.hasOwn(ENTRIES, name) && Object.hasOwn(now, name) ||",
      "Object.hasOwn(now, name) ||",
    ],
  ]),
  ...mutantsBeside("lib/experiment/plan/makeable.ts", [
    ["a mistake of all runs is one run's", "|| isOfAll ? error", "? error"],
    [
      "a method that reads no run is told of factors",
      "const reads = factors === undefined ? {} : { factors };",
      "const reads = { factors };",
    ],
  ]),
  ...mutantsBeside("lib/experiment/summary.ts", [
    ["other bits have no column", "...labels, ...bits, ...further]", "...labels, ...further]"],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", ["tests/folder_parts_test.ts"], [
    ["who leads looks for its own announcement", "#helps = false;", "#helps = true;"],
  ]),
  ...mutantsOf("lib/experiment/results.ts", ["tests/folder_parts_test.ts"], [
    [
      "a run's other bits are not read",
      "...(otherBits === undefined ? {} : { otherBits }),\n    ...(weights",
      "...(weights",
    ],
  ]),
  ...mutantsOf("lib/experiment/sinks/define_sink.ts", ["tests/sinks_test.ts"], [
    ["no sink may take its time to open", "waits: true,\n  }),", "waits: false,\n  }),"],
  ]),
  ...mutantsOf("lib/experiment/prepare.ts", ["tests/prepare_test.ts"], [
    [
      "a model stays where its environment cannot be told",
      "models.dispose();\n    throw error;",
      "throw error;",
    ],
    [
      "what training left lies beside the report",
      "takes.\n        collectGarbage();",
      "takes.",
    ],
    [
      "what reading left lies beside training",
      "  collectGarbage();\n  const backend",
      "  const backend",
    ],
  ]),
];
