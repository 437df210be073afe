/** Changes of lib/program and lib/model: what computes, and what is computed. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

const DROPOUT = ["lib/training/dropout_test.ts"];
const XLA_UPDATE = ["tests/xla_update_test.ts"];

/** All of them. */
export const PROGRAM_MUTANTS: readonly Mutant[] = [
  ...mutantsBeside("lib/program/operations/check_finite.ts", [
    ["one finite number of many is enough", "tf.all(", "tf.any("],
  ]),
  ...mutantsBeside("lib/program/operations/dropout.ts", [
    ["all sites draw the same numbers", "high, site, 0]", "high, 0, 0]"],
    ["dropout takes one number too few away", "bits[i]! < threshold", "bits[i]! <= threshold"],
    ["what is kept is not scaled", "const scale = 65536 / threshold", "const scale = 1"],
    ["all is dropped", "Math.max(1, Math.round(", "Math.max(0, Math.round("],
    ["a gradient has no dropout", "[upstream!, mask!], null)", "[upstream!, upstream!], null)"],
  ]),
  ...mutantsBeside("lib/program/graph_writer.ts", [
    ["what is added outside is compiled", "this.compiled = false;", ""],
    ["all that follows is outside", "this.compiled = before;", ""],
    ["pieces share constants", "`${this.piece}:${wanted}`", "`${this.compiled}:${wanted}`"],
  ]),
  ...mutantsBeside("lib/program/short_numbers.ts", [
    ["XLA has weights that TensorFlow rounded", "`${this.#compiled} ${x}`", "x"],
    ["all is kept in bfloat16", 'this.#compiled && this.#precision === "bfloat16"', "true"],
    ["what is kept is rounded again", "this.#short.set(wide, short);", ""],
    ["what XLA compiles is moved as bfloat16", "if (this.#compiled) return undefined;", ""],
    ["what is float32 is taken for bfloat16", "short.length === inputs.length", "short.length > 0"],
    ["all multiples stay bfloat16", "isExact ?", "true ?"],
    ["no multiple stays bfloat16", "isExact ?", "false ?"],
    ["a GPU rounds a product, its bias and the sum", "writer.gpu ?", "false ?"],
    ["all parts are the first", "`${name}:${i}`", "`${name}:0`"],
  ]),
  ...mutantsOf("lib/program/compiled_nodes.ts", ["lib/program/saved_model_test.ts"], [
    [
      "what is computed from what is apart is not",
      "node.inputs.some((input) => apart.has(input.node))",
      "false",
    ],
  ]),
  ...mutantsOf("lib/program/graph_writer.ts", ["lib/program/saved_model_test.ts"], [
    ["all is compiled together", "string: piece", 'string: "there"'],
  ]),
  ...mutantsOf("lib/program/saved_model.ts", ["lib/program/saved_model_test.ts"], [
    ["ways there and back are compiled together", 'node.isBack ? "back" : "there"', '"there"'],
    ["nothing is computed again", "writer.repeats.here(", "String("],
  ]),
  ...mutantsOf("lib/program/builder.ts", ["lib/program/gradients_test.ts"], [
    ["there is no way back", "this.#isBack = true;", ""],
    ["what follows gradients is on the way back", "this.#isBack = before;", ""],
  ]),
  ...mutantsBeside("lib/program/operations/kept.ts", [
    ["a gradient is not kept", "[kept(upstream!)]", "[upstream]"],
  ]),
  ...mutantsOf("lib/program/operations/normalise.ts", ["lib/program/saved_model_test.ts"], [
    ["probabilities cross in four bytes", "kept ? writer.short.kept(result) : result", "result"],
    [
      "all softmaxes are rounded",
      "kept ? writer.short.kept(result) : result",
      "writer.short.kept(result)",
    ],
  ]),
  ...mutantsBeside("lib/program/operations/compiled_apart.ts", [
    ["a gradient stops before what is apart", "[upstream],", "[undefined],"],
  ]),
  ...mutantsBeside("lib/program/repeats.ts", [
    ["what is not compiled is computed again, too", "piece === undefined || ", ""],
    [
      "what it is computed from crosses",
      "known.inputs.map((input) => this.here(input))",
      "known.inputs",
    ],
    ["what was there before is computed again", "inputs.includes(value) || ", ""],
    ["the same piece computes it again", " || known.piece === piece", ""],
    ["it is computed anew each time", "this.#again.set(key, again);", ""],
  ]),
  ...mutantsBeside("lib/program/graph_feeds.ts", [
    ["whole numbers are moved to the GPU", ' && dtype === "float32"', ""],
    ["a GPU is given all by itself", "this.#writer.gpu && dtype", "false && dtype"],
    ["all begin at the same place", "begin += data.length;", ""],
    ["a part of an array is its beginning", "data.byteOffset, data.length", "0, data.length"],
    ["each row takes the first one's place", "row * width * 2", "0"],
    ["the processor cuts", "[floats, part(", "[layout, part("],
    ["what is made is made for each who wants it", "this.#made.set(key, made);", ""],
    ["what nobody reads is made", " || !isRead", ""],
    ["what one of several does not read is not made", ".some((reader) =>", ".every((reader) =>"],
    [
      "only the first reader is known",
      "made.readers.add(reader);",
      "made.readers.size || made.readers.add(reader);",
    ],
    ["vectors of two kinds are one", "const key = `${of}:${kinds}`", "const key = of"],
    [
      "the last vector is fed as the first",
      "all.set(names[i]!, made)",
      "all.set(names[0]!, made)",
    ],
  ]),
  ...mutantsBeside("lib/program/buckets.ts", [
    [
      "a bucket is as long as what is in it",
      "new Int32Array(bucketLength(length))",
      "new Int32Array(length)",
    ],
    ["a bucket is filled with zeros", "numbers[i % length]!", "i < length ? numbers[i]! : 0"],
    ["buckets are as fine for many", "step * 16 < count", "step < 0"],
    ["buckets are twice as coarse", "step * 16 < count", "step * 8 < count"],
    [
      "a bucket may have no place",
      "Math.max(1, Math.ceil(count / step))",
      "Math.ceil(count / step)",
    ],
  ]),
  ...mutantsBeside("lib/program/row_parts.ts", [
    ["a part has all rows of a sum", "rows[id]! % PART_ROWS === 0", "rows[id] === 0"],
    ["each row is a part", "rows[id]! % PART_ROWS === 0", "rows[id]! >= 0"],
    ["what is left out belongs to a sum", " || id === left", ""],
    ["the first number of no sum has one", "id < count)", "id <= count)"],
    ["rows before the first sum have one", "id >= 0 && ", ""],
  ]),
  ...mutantsOf("lib/program/operations/gather.ts", ["tests/program_test.ts"], [
    [
      "parts are the sums",
      "[segmentSum(writer, first, owners!, total)]",
      "[segmentSum(writer, rows!, owners!, total)]",
    ],
    [
      "padding has a gradient from parts",
      "rowParts(data, count, paddingIndex)",
      "rowParts(data, count)",
    ],
  ]),
  ...mutantsOf("lib/program/operations/buckets.ts", ["tests/xla_operations_test.ts"], [
    [
      "what is behind the given rows stays",
      "return [firstRows(writer, x!, numbers!, value!)]",
      "return [x!]",
    ],
    [
      "a slope is put behind the rows",
      "[writer.ints([0]), behind, ...rest]",
      "[behind, writer.ints([0]), ...rest]",
    ],
    [
      "whole numbers stay in the bucket",
      "const rows = firstRows(writer, bits, numbers!, value!);",
      "const rows = bits;",
    ],
    [
      "rows in buckets have no slope",
      "builder.apply(intoBucketOperation, [upstream!, x!, numbers!], null)[0],",
      "undefined,",
    ],
  ]),
  ...mutantsBeside("lib/program/operations/buckets.ts", [
    [
      "there are buckets without XLA",
      "    if (!writer.buckets) return [numbers!];\n",
      "",
    ],
    ["what is computed may be in a bucket", "operation !== placeholderOperation || ", ""],
    ["a known number of rows may be in a bucket", "x!.shape[0] !== -1 || ", ""],
  ]),
  ...mutantsOf("lib/program/graph_writer.ts", ["lib/program/operations/buckets_test.ts"], [
    ["a processor has buckets", "this.buckets = xla && gpu;", "this.buckets = xla;"],
    ["there are buckets without XLA on a GPU", "this.buckets = xla && gpu;", "this.buckets = gpu;"],
  ]),
  ...mutantsOf("lib/program/saved_model.ts", ["lib/training/step_program_test.ts"], [
    ["a head is compiled with its encoder", "writer.bucketed = bucketed.has(node);", ""],
  ]),
  ...mutantsOf("lib/program/operations/gather.ts", ["lib/training/step_program_test.ts"], [
    ["no sum is in parts", "writer.gpu && given !== undefined", "false && given !== undefined"],
    [
      "only numbers that are given as a vector are summed in parts",
      "if (operation === reshapeOperation) return givenIds(inputs[0]!);",
      "",
    ],
  ]),
  ...mutantsOf("lib/training/step_program.ts", ["lib/training/step_program_test.ts"], [
    [
      "the loss is out of the bucket",
      "isLoss ? pass.lossesInBucket() : pass.losses",
      "pass.losses",
    ],
  ]),
  ...mutantsBeside("lib/training/step_interface.ts", [
    ["labels need not be as many as positions", "positions.length !== labels.length", "false"],
    ["a number may be behind the last token or word", "number < count", "number <= count"],
    ["a number may be before the first token or word", "number >= 0 && ", ""],
    ["a token id may be no word of the model", '"token id": inputIds, ', ""],
    ["a label may be no word of the model", ", label: labels", ""],
  ]),
  ...mutantsOf("lib/program/operations/dropout.ts", ["tests/xla_operations_test.ts"], [
    ["the counter is of another dropout", "0, 0, third!, fourth!)", "0, 0, fourth!, third!)"],
    ["a dropout takes another one's key", "writer.ints([row, start])", "writer.ints([0, start])"],
  ]),
  ...mutantsOf("lib/program/operations/gelu.ts", ["lib/program/saved_model_test.ts"], [
    [
      "Φ crosses",
      "writer.repeats.add([x!], ([x]) => graphPhi(writer, x!))",
      "graphPhi(writer, x!)",
    ],
  ]),
  ...mutantsOf("lib/program/operations/update.ts", XLA_UPDATE, [
    ["what is not finite is written", "const kept = finite === undefined", "const kept = true"],
    ["a compiled step has no decay", 'writer.float("Mul", [weight, keep])', "weight"],
    [
      "a compiled moment is the gradient",
      '[from, writer.float("Mul", [way, share])]',
      "[from, way]",
    ],
  ]),
  ...mutantsOf("lib/program/operations/check_finite.ts", ["lib/program/saved_model_test.ts"], [
    ["any check may tell first", "[x!, ...writer.afterChecks()]", "[x!]"],
  ]),
  ...mutantsOf("lib/program/operations/check_finite.ts", XLA_UPDATE, [
    ["each number decides of its own weight", "if (shape.length === 0) return {};", "return {};"],
    ["with XLA one finite number of many is enough", 'writer.emit("All"', 'writer.emit("Any"'],
  ]),
  ...mutantsOf("lib/program/operations/update.ts", XLA_UPDATE, [
    [
      "sums grow by what is not finite",
      "readBefore(name), ...writer.afterChecks()]",
      "readBefore(name)]",
    ],
    ["sums are cleared before a check", "[after!, ...writer.afterChecks()]", "[after!]"],
  ]),
  ...mutantsOf("lib/program/saved_model.ts", XLA_UPDATE, [
    ["what is fetched does not wait for checks", "isFed || waits.length > 0", "isFed"],
  ]),
  ...mutantsOf("lib/program/operations/matrix.ts", ["tests/program_test.ts"], [
    ["every bias is rounded with what it is added to", "ofProduct: false", "ofProduct: true"],
    ["no bias is rounded with a product", "ofProduct: true", "ofProduct: false"],
  ]),
  ...mutantsOf("lib/program/short_numbers.ts", ["lib/program/graph_writer_test.ts"], [
    ["operands are rounded to float32", '"Cast", [x], ROUND)', '"Cast", [x], WIDEN)'],
  ]),
  ...mutantsOf("lib/program/short_numbers.ts", ["tests/program_test.ts"], [
    ["what is rounded around is not", "if (this.#roundAround && !this.#compiled)", "if (false)"],
    ["a product is rounded before its bias, too", "this.#unrounded.set(rounded, product);", ""],
  ]),
  ...mutantsOf("lib/program/operations/reduce.ts", ["tests/program_test.ts"], [
    ["on a GPU the last of equal scores is the largest", "count - i)", "i + 1)"],
  ]),
  ...mutantsBeside("lib/io/large_pages.ts", [
    ["pages that a person chose are chosen again", ".some(", ".every("],
    ["another tunable counts as that of pages", "`${LARGE}=`", "LARGE"],
    ["what else is asked of glibc is lost", "[...tunables, ", "["],
  ]),
  ...mutantsBeside("lib/io/garbage.ts", [
    ["garbage stays", ".gc?.()", ".gc"],
  ]),
  ...mutantsOf("lib/program/operations/update.ts", ["lib/program/interpreter_test.ts"], [
    [
      "Adam's moments trade their decays",
      "1 - Math.fround(beta1), shareV = 1 - Math.fround(beta2)",
      "1 - Math.fround(beta2), shareV = 1 - Math.fround(beta1)",
    ],
    ["the decay comes after the step", "tf.sub(kept, change)", "tf.sub(weight!, change)"],
    ["gradients replace those before", "context.tf.add(current(context, name), x!)", "x!.clone()"],
    ["what is cleared stays", "context.tf.zerosLike(value!)", "value!.clone()"],
  ]),
  ...mutantsBeside("lib/program/gradients.ts", [
    ["a value that is read twice has one gradient", "else list.push(gradient);", ""],
    ["gradients flow in the program's order", "b.id - a.id", "a.id - b.id"],
  ]),
  ...mutantsBeside("lib/program/plan.ts", [
    ["tensors are freed while they are needed", "(reads.get(node) ?? 0) + 1", "1"],
  ]),
  ...mutantsOf("lib/model/layers.ts", DROPOUT, [
    ["all layers' dropouts have one pattern", "this.#site++", "this.#site"],
  ]),
  ...mutantsOf("lib/model/post_norm.ts", DROPOUT, [
    [
      "attention has the hidden layers' dropout",
      "dropout: config.attentionProbsDropoutProb",
      "dropout: config.hiddenDropoutProb",
    ],
    [
      "the embeddings have no dropout",
      "return kept(layers.drop(normed, config.hiddenDropoutProb))",
      "return kept(normed)",
    ],
  ]),
  ...mutantsOf("lib/model/attention.ts", ["lib/training/step_program_test.ts"], [
    [
      "scores are not scaled by the root",
      "1 / Math.sqrt(hidden / shape.heads)",
      "shape.heads / hidden",
    ],
  ]),
  ...mutantsOf("lib/model/post_norm.ts", ["lib/training/step_program_test.ts"], [
    [
      "the parts have no residual",
      "kept(add(x, before))",
      "kept(x)",
    ],
  ]),
  ...mutantsOf("lib/model/attention.ts", ["lib/training/evaluate_test.ts"], [
    ["padding is attended to", "scale(absent, -NEVER)", "scale(absent, 0)"],
  ]),
  ...mutantsOf("lib/model/modernbert/encoder.ts", ["tests/families_test.ts"], [
    ["the window is as wide on either side as on both", "localAttention / 2", "localAttention"],
    [
      "local layers have global positions",
      "const turn = rotations[type]",
      "const turn = rotations.full_attention",
    ],
    ["the other half is the gate", "const [fed, gate]", "const [gate, fed]"],
  ]),
  ...mutantsOf("lib/model/roberta/encoder.ts", ["tests/families_test.ts"], [
    ["padding counts as a place", "runningSum(word)", "runningSum(toFloat(equal(ids, ids)))"],
  ]),
  ...mutantsOf("lib/model/albert/albert.ts", ["tests/families_test.ts"], [
    [
      "dropout stands behind the feed-forward part",
      "drops: { attended: true, narrow: false }",
      "drops: { attended: false, narrow: false }",
    ],
  ]),
  ...mutantsBeside("lib/model/checkpoint.ts", [
    [
      "a tied decoder is not compared",
      "copies.push([parameter, copy]);",
      "",
    ],
  ]),
  ...mutantsBeside("lib/model/initial_tensors.ts", [
    ["all tensors begin alike", "new Random(seed, name)", 'new Random(seed, "tensor")'],
    [
      "padding's embedding is drawn",
      "tensor.data.fill(0, weight.zeroRow",
      "tensor.data.subarray(weight.zeroRow",
    ],
  ]),
  ...mutantsBeside("lib/model/fresh.ts", [
    [
      "a new model is drawn by one seed",
      "drawnTensors(config, seed, architecture)",
      "drawnTensors(config, 0, architecture)",
    ],
    ["nobody has a turn while weights are drawn", "if (meanwhile.isDue)", "if (false)"],
    ["neighbours are attended to in every family", "!LOCAL.includes(name)", "LOCAL.length === 0"],
    ["a family has every size", ".length === 0);", ".length < 0);"],
    ["heads are divided into parts", "!Number.isInteger(heads)", "heads <= 0"],
    [
      "a width keeps the usual feed-forward part",
      "usual[number] * hiddenSize / usual.hiddenSize!",
      "usual[number]",
    ],
    [
      "a new model has other positions than it was told",
      "? config : { ...config, maxPositionEmbeddings }",
      "? config : config",
    ],
    [
      "one dropout is left",
      '"attentionProbsDropoutProb", "embeddingDropout"',
      '"attentionProbsDropoutProb"',
    ],
  ]),
  ...mutantsOf("lib/model/fresh_name.ts", ["lib/model/fresh_test.ts"], [
    ["a path with an equals sign is cut", 'value.join("=")', "value[0]"],
    ["what a name says is said again", "!Object.hasOwn(known, name)", "true"],
  ]),
  ...mutantsOf("lib/model/modernbert/first_weights.ts", ["lib/model/fresh_test.ts"], [
    [
      "ModernBERT is drawn without a cut",
      "while (Math.abs(draw) > CUTOFF) draw = random.normal();",
      "",
    ],
  ]),
  ...mutantsOf("lib/model/modernbert/encoder.ts", ["lib/model/fresh_test.ts"], [
    [
      "what leads back begins as large",
      "initializerRange / Math.sqrt(2 * numHiddenLayers)",
      "initializerRange",
    ],
  ]),
  ...mutantsOf("lib/model/obtain.ts", ["tests/hub_test.ts"], [
    [
      "a tokenizer is asked for beside its model",
      "? MASKED_LM_FILES\n",
      "? TOKENIZER_FILES\n",
    ],
  ]),
  ...mutantsBeside("lib/model/weights.ts", [
    ["joined tensors overlap", "offset += piece.data.length", "offset += 1"],
  ]),
  ...mutantsOf("lib/model/checkpoint.ts", ["tests/guards_test.ts"], [
    [
      "a shape of fewer sides fits",
      "found.length === expected.length && found.every",
      "found.every",
    ],
  ]),
  ...mutantsOf("lib/model/safetensors_header.ts", ["tests/guards_test.ts"], [
    [
      "tensors without numbers have no order",
      "a.begin - b.begin || a.end - b.end",
      "a.begin - b.begin",
    ],
  ]),
];
