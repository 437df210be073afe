/**
 * Attributes of the nodes of a TensorFlow graph, and how a SavedModel holds them. Field numbers are
 * those of TensorFlow's attr_value.proto, tensor.proto and tensor_shape.proto.
 */
import { MessageWriter } from "./protobuf.ts";
import type { Shape, TensorData } from "./tensor.ts";

/** TensorFlow's DataType numbers. */
export const DATA_TYPES = {
  float32: 1,
  int32: 3,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  resource: 20,
  uint64: 23,
} as const;

/** A TensorFlow data type by name. */
export type GraphType = keyof typeof DATA_TYPES;

/** The value of one attribute of a graph node. */
export type Attribute =
  | { type: GraphType }
  | { shape: Shape }
  | { tensor: TensorData }
  | { int: number }
  | { float: number }
  | { bool: boolean }
  | { string: string }
  | { ints: readonly number[] }
  | { types: readonly GraphType[] };

function encodeShape(shape: Shape): MessageWriter {
  const message = new MessageWriter();
  for (const size of shape) message.bytes(2, new MessageWriter().integer(1, size));
  return message;
}

/** An attribute as the message AttrValue. */
export function encodeAttribute(attribute: Attribute): MessageWriter {
  const message = new MessageWriter();
  if ("type" in attribute) return message.integer(6, DATA_TYPES[attribute.type]);
  if ("shape" in attribute) return message.bytes(7, encodeShape(attribute.shape));
  if ("int" in attribute) return message.integer(3, attribute.int);
  if ("float" in attribute) return message.float(4, attribute.float);
  if ("bool" in attribute) return message.integer(5, attribute.bool ? 1 : 0);
  if ("string" in attribute) return message.bytes(2, attribute.string);
  const list = new MessageWriter();
  if ("ints" in attribute) {
    for (const int of attribute.ints) list.integer(3, int);
    return message.bytes(1, list);
  }
  if ("types" in attribute) {
    for (const type of attribute.types) list.integer(6, DATA_TYPES[type]);
    return message.bytes(1, list);
  }
  const { shape, data } = attribute.tensor;
  const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message.bytes(
    8,
    new MessageWriter()
      .integer(1, data instanceof Float32Array ? DATA_TYPES.float32 : DATA_TYPES.int32)
      .bytes(2, encodeShape(shape))
      .bytes(4, content),
  );
}
