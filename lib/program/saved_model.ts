/** Writes a program as a TensorFlow SavedModel, with its variables and the names to run it by. */
import type { Program } from "./builder.ts";
import { bucketedNodes, compiledNodes, nodesApart } from "./compiled_nodes.ts";
import type { Attribute } from "./graph_attribute.ts";
import type { GraphFeeds } from "./graph_feeds.ts";
import type { GraphOptions } from "./graph_options.ts";
import { GraphWriter } from "./graph_writer.ts";
import type { LaterCheck } from "./later_check.ts";
import { variableOperation } from "./operations/sources.ts";
import type { FeedType, Shape } from "./tensor.ts";

/** Names in the graph for feeding and fetching. */
export interface GraphNames {
  /** What the graph is fed for what a run is given. */
  readonly feeds: GraphFeeds;
  /** By output. */
  readonly fetches: ReadonlyMap<string, string>;
  /** By variable. */
  readonly variables: ReadonlyMap<string, VariableNames>;
  /** The placeholder of the scalar that variables are cleared with. */
  readonly zero: string;
}

/** A variable's names in the graph. */
export interface VariableNames {
  /** The placeholder of its new value. */
  readonly feed: string;
  /** Fetched to set it to that. */
  readonly set: string;
  /** Fetched to fill it with the scalar. */
  readonly clear: string;
  /** Fetched to read it. */
  readonly read: string;
}

/** The bytes of `saved_model.pb` and the names in it. */
export function writeSavedModel(
  program: Program,
  options: GraphOptions = {},
): { bytes: Uint8Array; names: GraphNames } {
  const writer = new GraphWriter(options, readVariables(program));
  // Fed, not a constant: TensorFlow would keep each variable's zeros as a constant of the graph.
  const zero = writer.feeds.alone("float32", []);
  const variables = new Map<string, VariableNames>();
  for (const { name, shape } of program.variables.values()) {
    variables.set(name, writeVariable(writer, name, shape, zero.value));
  }
  const results: (readonly string[])[] = [];
  /** The checks before each node and in it, which stand beside what is compiled. */
  const checks: (readonly LaterCheck[])[] = [];
  const compiled = writer.xla ? compiledNodes(program, writer) : new Set();
  const apart = nodesApart(program);
  const bucketed = writer.buckets ? bucketedNodes(program) : new Set();
  for (const node of program.nodes) {
    writer.compiled = compiled.has(node);
    writer.part = apart.has(node) ? "apart" : node.isBack ? "back" : "there";
    writer.bucketed = bucketed.has(node);
    writer.checks = [...new Set(node.inputs.flatMap((value) => checks[value.node.id]!))];
    const inputs = node.inputs.map((value) =>
      writer.repeats.here(results[value.node.id]![value.output]!)
    );
    results.push(node.operation.graph(writer, inputs, node));
    checks.push(writer.checks);
  }
  writer.compiled = false;
  const nameOf = (value: { node: { id: number }; output: number }) =>
    results[value.node.id]![value.output]!;
  const fetches = new Map([...program.outputs].map(([name, value]) => {
    const isFed = writer.feeds.isPlaceholder(nameOf(value));
    const waits = checks[value.node.id]!.map(({ check }) => writer.after(check));
    return [
      name,
      isFed || waits.length > 0
        ? writer.identity(nameOf(value), value.dtype as FeedType, waits)
        : nameOf(value),
    ];
  }));
  return {
    bytes: writer.finish("2.21.0"),
    names: { feeds: writer.feeds, fetches, variables, zero: zero.feed },
  };
}

/** Names of the variables that are an output or an operation's input. */
function readVariables({ nodes, outputs, variables }: Program): Set<string> {
  const used = [...nodes.flatMap(({ inputs }) => inputs), ...outputs.values()];
  const names = used.flatMap(({ node: { operation, attributes } }) =>
    operation === variableOperation ? [attributes.name as string] : []
  );
  return new Set(names.filter((name) => variables.has(name)));
}

function writeVariable(
  writer: GraphWriter,
  name: string,
  shape: Shape,
  zero: string,
): VariableNames {
  const dtype: Attribute = { type: "float32" };
  const attributes = { dtype, shape: { shape } };
  const handle = writer.emit(
    "VarHandleOp",
    [],
    { ...attributes, shared_name: { string: name }, container: { string: "" } },
    writer.handle(name),
  );
  const { value, feed } = writer.feeds.alone("float32", shape, `feed/${name}`);
  // The addon feeds the memory of JavaScript's array itself, and a variable keeps what it is given:
  // without a copy the variable would change with the array, and JavaScript's memory would be freed
  // by TensorFlow's threads.
  const copy = writer.emit("DeepCopy", [value], { T: dtype }, `copy/${name}`);
  // It waits for the handle only to differ from the zeros of others: TensorFlow would make one of
  // equal ones, and variables that share memory get their own in the midst of the first step.
  const fill = [writer.ints(shape), zero, writer.after(handle)];
  const zeros = writer.float("Fill", fill, { index_type: { type: "int32" } });
  const read = writer.emit("ReadVariableOp", [handle], { dtype }, writer.read(name));
  return {
    feed,
    set: writer.done(writer.assign(name, copy, []), `set/${name}`),
    clear: writer.done(writer.assign(name, zeros, []), `clear/${name}`),
    read,
  };
}
