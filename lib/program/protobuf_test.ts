import assert from "node:assert/strict";
import { MessageWriter } from "./protobuf.ts";

function hex(message: MessageWriter): string {
  return [...message.finish()].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

// A key is field · 8 + wire type: 0 for varints, 1 for eight bytes, 2 for bytes, 5 for four bytes.

Deno.test("integers are varints, seven bits a byte, the lowest first", () => {
  // 150 = 1·128 + 22: 0x96 = 22 with the mark that more follow, then 1. (The protobuf guide's own.)
  assert.equal(hex(new MessageWriter().integer(1, 150)), "08 96 01");
  assert.equal(hex(new MessageWriter().integer(2, 0)), "10 00");
  assert.equal(hex(new MessageWriter().integer(2, 127)), "10 7f");
  assert.equal(hex(new MessageWriter().integer(2, 128)), "10 80 01");
  // 1882 = 14·128 + 90.
  assert.equal(hex(new MessageWriter().integer(1, 1882)), "08 da 0e");
  // 2^35 has its bit at the start of the sixth group.
  assert.equal(hex(new MessageWriter().integer(1, 2 ** 35)), "08 80 80 80 80 80 01");
});

Deno.test("negative integers are 64-bit two's complements: ten bytes", () => {
  assert.equal(hex(new MessageWriter().integer(1, -1)), "08 ff ff ff ff ff ff ff ff ff 01");
  assert.equal(hex(new MessageWriter().integer(1, -128)), "08 80 ff ff ff ff ff ff ff ff 01");
  assert.equal(
    hex(new MessageWriter().integer(1, -(2n ** 63n))),
    "08 80 80 80 80 80 80 80 80 80 01",
  );
});

Deno.test("a field whose content is written elsewhere has its length alone", () => {
  // 9·8 + 2 = 74; 300 = 2·128 + 44.
  assert.equal(hex(new MessageWriter().start(9, 300)), "4a ac 02");
});

Deno.test("fields from 16 on have keys of two bytes", () => {
  // 16·8 = 128.
  assert.equal(hex(new MessageWriter().integer(16, 1)), "80 01 01");
});

Deno.test("floats are four bytes, the lowest first", () => {
  // 1 is 3f800000, −2.5 is c0200000; keys 4·8 + 5 and 1·8 + 5.
  assert.equal(
    hex(new MessageWriter().float(4, 1).float(1, -2.5)),
    "25 00 00 80 3f 0d 00 00 20 c0",
  );
});

Deno.test("doubles are eight bytes, the lowest first", () => {
  // 1 is 3ff0000000000000; its key is 1·8 + 1.
  assert.equal(hex(new MessageWriter().double(1, 1)), "09 00 00 00 00 00 00 f0 3f");
});

Deno.test("strings are UTF-8 after their length", () => {
  assert.equal(hex(new MessageWriter().bytes(2, "testing")), "12 07 74 65 73 74 69 6e 67");
  assert.equal(hex(new MessageWriter().bytes(1, "Γ")), "0a 02 ce 93");
  assert.equal(hex(new MessageWriter().bytes(1, "")), "0a 00");
  assert.equal(hex(new MessageWriter().bytes(1, Uint8Array.of(0, 255))), "0a 02 00 ff");
});

Deno.test("messages nest as bytes", () => {
  const inner = new MessageWriter().integer(1, 150);
  assert.equal(hex(new MessageWriter().bytes(3, inner)), "1a 03 08 96 01");
});

Deno.test("long messages grow, and their length may take two bytes", () => {
  const long = new Uint8Array(300).map((_, i) => i % 256);
  const message = new MessageWriter().integer(1, 1).bytes(2, long).integer(3, 5).finish();
  // 300 = 2·128 + 44.
  assert.deepEqual([...message.slice(0, 5)], [8, 1, 18, 0xac, 2]);
  assert.deepEqual([...message.slice(5, 305)], [...long]);
  assert.deepEqual([...message.slice(305)], [24, 5]);
});

Deno.test("what is finished is a copy", () => {
  const message = new MessageWriter().integer(1, 1);
  const before = message.finish();
  message.integer(2, 2);
  assert.deepEqual([...before], [8, 1]);
  assert.deepEqual([...message.finish()], [8, 1, 16, 2]);
});
