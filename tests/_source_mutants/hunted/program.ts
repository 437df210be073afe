import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/program. */
export const PROGRAM = [
  ...mutantsInRoom("lib/program/compiled_nodes.ts", [
    [
      "XLA compiles what the masked positions size",
      "      [...inputs, ...values].some((value) => varying.has(value));",
      "      inputs.length < 0;",
    ],
    ["XLA compiles checks", "operation.acts || operation.uncompiled", "operation.uncompiled"],
    ["XLA compiles sums of rows", "|| operation.uncompiled ||", "||"],
    [
      "what comes from the masked positions is not compiled",
      "return sizesOf(operation, inputs).some((value) => varying.has(value));",
      "return inputs.some((value) => varying.has(value));",
    ],
    ["a bucket's length varies", "&& !(buckets && operation === inBucketOperation)", ""],
    [
      "what is out of a bucket is in it",
      "operation !== outOfBucketOperation &&",
      "",
    ],
    ["a weight's gradient is in a bucket", "if (value.shape.includes(-1)) bucketed", "bucketed"],
    [
      "whatever is computed of a bucket is as long as it",
      "sizesOf(operation, inputs).some((value) => bucketed.has(value));",
      "inputs.some((value) => bucketed.has(value));",
    ],
  ]),
  ...mutantsInRoom("lib/program/saved_model.ts", [
    [
      "XLA compiles nothing",
      "writer.xla ? compiledNodes(program, writer) : new Set()",
      "new Set()",
    ],
    ["XLA compiles unasked", "writer.xla ?", "!writer.xla ?"],
  ]),
  ...mutantsInRoom("lib/program/operations/elementwise.ts", [
    [
      "a divisor has the gradient of a factor",
      "[forA, negate(multiply(forA, result))]",
      "[forA, multiply(forA, result)]",
    ],
    [
      "a root's slope is halved",
      "divide(scale(upstream, 0.5), result)",
      "divide(scale(upstream, 0.25), result)",
    ],
  ]),
  ...mutantsInRoom("lib/program/operations/normalise.ts", [
    [
      "a norm's slope is added",
      "tf.sub(centred, tf.mul(normalised!, slope))",
      "tf.add(centred, tf.mul(normalised!, slope))",
    ],
    [
      "a norm's slope is added in a graph",
      'writer.float("Sub", [centred, writer',
      'writer.float("AddV2", [centred, writer',
    ],
  ]),
  ...mutantsInRoom("lib/program/operations/reduce.ts", [
    ["sums over the last dimension are a bias's", " && !axes.includes(rank - 1)", ""],
    [
      "half a sum of squares is whole",
      "tf.mul(tf.sum(tf.square(x!)), 0.5)",
      "tf.sum(tf.square(x!))",
    ],
  ]),
  ...mutantsInRoom("lib/program/operations/matrix.ts", [
    [
      "a product's gradient is turned",
      "{ transposeA: tb, transposeB: true, exact }",
      "{ transposeA: !tb, transposeB: true, exact }",
    ],
    ["exact products are rounded", "exact\n        ? writer", "!exact\n        ? writer"],
  ]),
  ...mutantsInRoom("lib/program/operations/gather.ts", [
    [
      "padding learns",
      "if (paddingIndex !== undefined) {\n      const keep",
      "if (paddingIndex === -1) {\n      const keep",
    ],
    ["padding learns in a graph", "writer.ints(-1), ids!]", "ids!, ids!]"],
  ]),
  ...mutantsInRoom("lib/program/operations/cross_entropy.ts", [
    ["a label outside has a loss", "return [tf.div(loss, valid),", "return [loss,"],
  ]),
  ...mutantsInRoom("lib/program/operations/gelu.ts", [
    [
      "the density is a little wider",
      "tf.mul(tf.square(x!), -0.5)",
      "tf.mul(tf.square(x!), -0.45)",
    ],
  ]),
  ...mutantsInRoom("lib/program/operations/activations.ts", [
    [
      "a cube's slope is its own",
      "tf.mul(tf.square(x), 3 * GAIN * CUBE)",
      "tf.mul(tf.square(x), GAIN * CUBE)",
    ],
    ["a constant's last digit is lost", "CUBE = 0.044715", "CUBE = 0.0447"],
  ]),
  ...mutantsInRoom("lib/program/operations/arrange.ts", [
    [
      "a turned gradient is turned again",
      "attributes.map((_, axis) => attributes.indexOf(axis))",
      "attributes",
    ],
    [
      "rows are padded in front",
      "i === 0 ? [0, extra] : [0, 0]))",
      "i === 0 ? [extra, 0] : [0, 0]))",
    ],
  ]),
  ...mutantsInRoom("lib/program/operations/dropout.ts", [
    ["negative seeds are large ones", "seed < 0 ? 0xffffffff : 0", "0"],
  ]),
  ...mutantsInRoom("lib/program/protobuf.ts", [
    ["what is finished is gone", "this.#writer.raw(message);\n", ""],
  ]),
  ...mutantsInRoom("lib/program/graph_writer.ts", [
    [
      "a number and a list of one are the same constant",
      "`i${tensor.shape.length}:${value}`",
      "`i${value}`",
    ],
    ["what is read is not waited for", "[this.after(this.read(variable))]", "[]"],
  ]),
  ...mutantsInRoom("lib/program/feeds.ts", [
    ["a feed may be too short", "sizeOf(shape) === data.length", "sizeOf(shape) >= data.length"],
  ]),
  ...mutantsInRoom("lib/program/graph_executor.ts", [
    ["what was never set is not 0", "this.#clear([...this.#unset]);", ""],
  ]),
  ...mutantsInRoom("lib/program/interpreter.ts", [
    ["what was fed is kept", "for (const tensor of fed.values()) tensor.dispose();", ""],
    ["a variable's old value is kept", "this.#variables.get(name)?.dispose();\n", ""],
  ]),
];
