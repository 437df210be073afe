/** Finding out what a run needs. */
import type { Program } from "./builder.ts";
import { checkFetch } from "./feeds.ts";
import { placeholderOperation } from "./operations/sources.ts";
import type { Node } from "./types.ts";

/** The nodes some outputs need. */
export interface Plan {
  /** In the program's order. */
  readonly nodes: readonly Node[];
  /** How often each node's results are read; a fetch counts as a read that never comes. */
  readonly reads: ReadonlyMap<Node, number>;
  /** Names of the placeholders that must be fed. */
  readonly placeholders: readonly string[];
}

/** Makes the plans of one program, each set of fetches once. */
export class Planner {
  readonly #program: Program;
  readonly #plans = new Map<string, Plan>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** @throws {RangeError} If there is no such output. */
  plan(fetches: readonly string[]): Plan {
    const key = fetches.join("\n");
    let plan = this.#plans.get(key);
    if (plan === undefined) this.#plans.set(key, plan = this.#make(fetches));
    return plan;
  }

  #make(fetches: readonly string[]): Plan {
    const reads = new Map<Node, number>();
    const count = (node: Node) => reads.set(node, (reads.get(node) ?? 0) + 1);
    for (const name of fetches) count(checkFetch(this.#program, name).node);
    // A node reads only earlier ones, so backwards each is met after all that read it.
    const nodes = this.#program.nodes.toReversed().filter((node) => {
      if (!reads.has(node)) return false;
      for (const input of node.inputs) count(input.node);
      return true;
    }).reverse();
    const placeholders = nodes.flatMap(({ operation, attributes }) =>
      operation === placeholderOperation ? [attributes.name as string] : []
    );
    return { nodes, reads, placeholders };
  }
}
