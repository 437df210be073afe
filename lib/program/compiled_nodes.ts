/** What of a program XLA compiles. */
import type { Program } from "./builder.ts";
import { inBucketOperation, outOfBucketOperation } from "./operations/buckets.ts";
import { compiledApartOperation } from "./operations/compiled_apart.ts";
import { placeholderOperation } from "./operations/sources.ts";
import type { Node, Operation, Value } from "./types.ts";

/**
 * The nodes that XLA compiles. It compiles for the lengths that it meets, for half a minute on a
 * model of base size, so that all is left to TensorFlow's own kernels whose lengths vary from run to
 * run: a step's masked positions and, but for buckets, the head on them. So are sources, checks and
 * what changes variables, but for AdamW, which would be five small kernels for each weight.
 */
export function compiledNodes({ nodes }: Program, { buckets }: { buckets: boolean }): Set<Node> {
  const varying = new Set<Value>(), compiled = new Set<Node>();
  for (const node of nodes) {
    const { operation, inputs, values } = node;
    if (varies(node, varying) && !(buckets && operation === inBucketOperation)) {
      for (const value of values) if (value.shape.includes(-1)) varying.add(value);
    }
    const left = operation.acts || operation.uncompiled ||
      [...inputs, ...values].some((value) => varying.has(value));
    if (!left) compiled.add(node);
  }
  return compiled;
}

/** Whether a length that varies decides those of a node's results. */
function varies({ operation, inputs, attributes }: Node, varying: ReadonlySet<Value>): boolean {
  if (operation === placeholderOperation) return attributes.varies;
  return sizesOf(operation, inputs).some((value) => varying.has(value));
}

/** The inputs whose lengths decide those of an operation's results. */
function sizesOf({ sizedBy }: Operation, inputs: readonly Value[]): readonly Value[] {
  return sizedBy === undefined ? inputs : [inputs[sizedBy]!];
}

/** The nodes that are computed in buckets, or of what is: see `inBucket`. */
export function bucketedNodes({ nodes }: Program): Set<Node> {
  const bucketed = new Set<Value>(), found = new Set<Node>();
  for (const node of nodes) {
    const { operation, inputs, values } = node;
    const isSized = operation === inBucketOperation ||
      operation !== outOfBucketOperation &&
        sizesOf(operation, inputs).some((value) => bucketed.has(value));
    if (isSized) { for (const value of values) if (value.shape.includes(-1)) bucketed.add(value); }
    if ([...inputs, ...values].some((value) => bucketed.has(value))) found.add(node);
  }
  return found;
}

/** The nodes that are compiled apart from others: see `compiledApart`. */
export function nodesApart({ nodes }: Program): Set<Node> {
  const apart = new Set<Node>();
  for (const node of nodes) {
    const isApart = node.operation === compiledApartOperation ||
      node.inputs.some((input) => apart.has(input.node));
    if (isApart) apart.add(node);
  }
  return apart;
}
