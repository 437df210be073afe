/** What is told of last bits: what a folder was begun with, what there is now, what a run had. */
import assert from "node:assert/strict";
import { LastBits, roundingIn } from "./last_bits.ts";

const BITS = {
  ...{ threads: "1", onednn: "on", processor: "x", tensorflow: "2.21.0", variables: "none" },
};
const OTHER = { ...BITS, threads: "2", onednn: "off" };

Deno.test("of an environment the five texts that decide last bits are taken", () => {
  assert.deepEqual(roundingIn({ ...BITS, deno: "2", backend: "cpu" }), BITS);
  assert.deepEqual(roundingIn({ threads: 1, onednn: "on" }), { onednn: "on" });
});

Deno.test("others are refused with all that differs, unless they are allowed", () => {
  const refuse = (now: object, allowed = false) => () =>
    new LastBits(BITS, now, allowed).refuse(BITS, "config.json");
  refuse(BITS)();
  refuse(OTHER, true)();
  // What one of the two does not say, nobody knows.
  refuse({ threads: "1" })();
  assert.throws(refuse(OTHER), {
    name: "InputError",
    message: "config.json: what is made here now would have other last bits than what was begun " +
      '(threads was "1", is "2"; onednn was "on", is "off"). Go on as it was begun, with the ' +
      "threads 1, or accept other bits with allowOtherBits.",
  });
  assert.throws(refuse({ ...BITS, onednn: "off" }), /Go on as it was begun, or accept other bits/);
});

Deno.test("what is made now is told of where it is other, or where the folder does not say", () => {
  const about = (first: object | undefined, now: object) => new LastBits(first, now, true).about;
  assert.equal(about(undefined, BITS), undefined, "a new folder");
  assert.equal(about(BITS, BITS), undefined);
  assert.match(about({ deno: "2" }, BITS)!, /^The folder does not say with how many threads/);
  // On a GPU, which has no threads, nothing is taken to be anything.
  assert.equal(about({ deno: "2" }, { tensorflow: "2" }), undefined);
  assert.equal(
    about(BITS, OTHER),
    "What is made now has other last bits: threads 2 instead of 1; onednn off instead of on.",
  );
});

Deno.test("a run has what it was made with, one after the other, each once", () => {
  const bits = new LastBits(BITS, OTHER, true);
  assert.deepEqual(bits.after([]), [OTHER]);
  assert.deepEqual(bits.after([BITS]), [BITS, OTHER]);
  assert.deepEqual(bits.after([BITS, OTHER]), [BITS, OTHER]);
  assert.deepEqual(new LastBits(undefined, {}, false).after([]), [], "where nothing is known");
  assert.equal(
    bits.others([BITS, OTHER, BITS]),
    "threads 1, then 2, then 1, then 2 instead of 1; " +
      "onednn on, then off, then on, then off instead of on",
  );
  assert.equal(
    bits.others([BITS, { ...BITS, onednn: "off" }]),
    "threads 1, then 2 instead of 1; onednn on, then off instead of on",
    "what stays the same is told once",
  );
  assert.equal(bits.others([OTHER]), "threads 2 instead of 1; onednn off instead of on");
  const fresh = new LastBits(undefined, BITS, true), silent = new LastBits({}, BITS, true);
  for (const bits of [fresh, silent]) {
    // Where the folder says nothing, what is made now is what others are compared with.
    assert.equal(
      bits.others([OTHER]),
      "threads 2, then 1 instead of 1; onednn off, then on instead of on",
    );
  }
  const same = new LastBits(BITS, BITS, true);
  assert.equal(same.others([]), undefined);
  assert.equal(same.others([{ ...BITS, threads: "4" }]), "threads 4, then 1 instead of 1");
});
