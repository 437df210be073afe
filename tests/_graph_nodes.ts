/** The nodes of a written graph, for tests of what reads what. */

/** A node of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  /** Names of the nodes whose results it reads. */
  readonly reads: readonly string[];
  /** Names of the nodes that it only waits for. */
  readonly waits: readonly string[];
  /** Whether it is marked for XLA. */
  readonly compiled: boolean;
  /** The scope outside of which XLA compiles nothing together with it; empty where it has none. */
  readonly scope: string;
}

/** A message's fields: numbers, and the bytes of what has a length. */
function* fields(bytes: Uint8Array): Generator<[field: number, value: Uint8Array]> {
  let at = 0;
  const varint = () => {
    let value = 0, factor = 1, byte: number;
    do {
      byte = bytes[at++]!;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value;
  };
  while (at < bytes.length) {
    const key = varint(), kind = key & 7;
    if (kind === 0) varint();
    else if (kind === 5) at += 4;
    else {
      const length = varint();
      yield [key >> 3, bytes.subarray(at, at += length)];
    }
  }
}

function all(bytes: Uint8Array, field: number): Uint8Array[] {
  return [...fields(bytes)].flatMap(([number, value]) => number === field ? [value] : []);
}

/** The nodes of a SavedModel, in their order. */
export function graphNodes(savedModel: Uint8Array): GraphNode[] {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  // SavedModel.meta_graphs = 2, MetaGraphDef.graph_def = 2, GraphDef.node = 1.
  const [graph] = all(all(savedModel, 2)[0]!, 2);
  return all(graph!, 1).map((node) => {
    const inputs = all(node, 3).map(text), isWait = (input: string) => input.startsWith("^");
    return {
      name: text(all(node, 1)[0]!),
      operation: text(all(node, 2)[0]!),
      reads: inputs.filter((input) => !isWait(input)).map((input) => input.split(":")[0]!),
      waits: inputs.filter(isWait).map((input) => input.slice(1)),
      // An attribute is its key, 1, and its value, 2, of which a string is in 2.
      scope: all(node, 5).filter((entry) => text(all(entry, 1)[0]!) === "_XlaScope")
        .map((entry) => text(all(all(entry, 2)[0]!, 2)[0]!)).join(),
      compiled: all(node, 5).some((entry) => text(all(entry, 1)[0]!) === "_XlaCompile"),
    };
  });
}
