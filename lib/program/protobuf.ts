/** Messages of protocol buffers, field by field: SavedModels, ONNX models, event files. */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes the fields of one message. */
export class MessageWriter {
  readonly #writer = new BinaryWriter();

  /** An int32, int64, bool or enum field; negative numbers take ten bytes. */
  integer(field: number, value: number | bigint): this {
    this.#writer.tag(field, WireType.Varint).int64(value);
    return this;
  }

  /** A float field. */
  float(field: number, value: number): this {
    this.#writer.tag(field, WireType.Bit32).float(value);
    return this;
  }

  /** A double field. */
  double(field: number, value: number): this {
    this.#writer.tag(field, WireType.Bit64).double(value);
    return this;
  }

  /** A bytes, string or message field. */
  bytes(field: number, value: Uint8Array | string | MessageWriter): this {
    const writer = this.#writer.tag(field, WireType.LengthDelimited);
    if (typeof value === "string") writer.string(value);
    else writer.bytes(value instanceof MessageWriter ? value.finish() : value);
    return this;
  }

  /** The start of a bytes, string or message field, whose so many bytes are written elsewhere. */
  start(field: number, length: number): this {
    this.#writer.tag(field, WireType.LengthDelimited).uint64(length);
    return this;
  }

  /** The message so far. */
  finish(): Uint8Array {
    const message = this.#writer.finish();
    // That emptied it.
    this.#writer.raw(message);
    return message;
  }
}
