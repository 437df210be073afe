/**
 * TensorBoard's event files, written here as no backend but TensorFlow's could: TFRecords (a length
 * and a message, each with its masked CRC-32C) of `Event` messages (tensorflow/core/util/event.proto).
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { cannotWrite } from "../../io/mod.ts";
import { MessageWriter } from "../../program/mod.ts";

/** CRC-32C (Castagnoli) of each byte, its bits reflected: the polynomial is 0x1EDC6F41. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C of some bytes, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A CRC as TFRecords have it, modulo 2³², so that the CRC of data with a CRC in them is no poor one. */
function masked(crc: number): number {
  return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
}

/** A message as a TFRecord. */
export function tfRecord(message: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + message.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, masked(crc32c(record.subarray(0, 8))), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, masked(crc32c(message)), true);
  return record;
}

/** The status of a session log that says: what came after this step before counts for nothing. */
const SESSION_START = 1;

/** Appends events to a new file. */
export class EventFile {
  readonly #path: string;
  readonly #file: number;

  /**
   * @param path Its name contains `tfevents`.
   * @throws {InputError} If it is there already, or cannot be written.
   */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, "wx");
    } catch (error) {
      throw cannotWrite(error, path);
    }
    this.#write(0, (event) => event.bytes(3, "brain.Event:2"));
  }

  /** Some numbers at a step, by their tags. */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const summary = new MessageWriter();
    for (const [tag, value] of Object.entries(values)) {
      summary.bytes(1, new MessageWriter().bytes(1, tag).float(2, value));
    }
    this.#write(step, (event) => event.bytes(5, summary));
  }

  /** Says that what earlier files have from a step on was interrupted, and comes again. */
  restartAt(step: number): void {
    this.#write(step, (event) => event.bytes(7, new MessageWriter().integer(1, SESSION_START)));
  }

  #write(step: number, what: (event: MessageWriter) => MessageWriter): void {
    const event = new MessageWriter().double(1, Date.now() / 1000).integer(2, step);
    try {
      writeSync(this.#file, tfRecord(what(event).finish()));
    } catch (error) {
      throw cannotWrite(error, this.#path);
    }
  }

  /** Flushes the events to the disk. */
  flush(): void {
    try {
      fsyncSync(this.#file);
    } catch (error) {
      throw cannotWrite(error, this.#path);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
