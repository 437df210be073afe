/** Damaged files: a sample of what `deno task test:mutations` does, and known attacks one by one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { InputError, shown } from "../lib/io/errors.ts";
import { decodeSafetensors } from "../lib/model/safetensors.ts";
import { reportTable } from "./_mutations/main.ts";
import { buildSafetensors } from "./_mutations/safetensors.ts";
import { runTarget, type TargetReport } from "./_mutations/suite.ts";
import { TARGETS } from "./_mutations/targets.ts";

Deno.test("every damaged file gives the right result or one clear sentence", async () => {
  const reports: TargetReport[] = [];
  for (const { name } of TARGETS) reports.push(await runTarget(name, { mutants: 120, seed: 7 }));
  console.log(reportTable(reports));
  assert.deepEqual(reports.flatMap(({ flaws }) => flaws), []);
  for (const { target, counts, memory } of reports) {
    assert.ok((counts["right result"] ?? 0) > 0, `${target}: something is still read`);
    // A damaged cache is made anew, a damaged checkpoint gives way to the one before.
    if (!/cache|checkpoint/.test(target)) {
      assert.ok((counts.refused ?? 0) > 20, `${target}: damage is noticed`);
    }
    assert.ok(memory < 2 ** 30, `${target}: ${memory} bytes`);
  }
});

Deno.test("the suite notices a reader that is wrong, throws something else or is unclear", async () => {
  const { judge } = await import("./_mutations/outcome.ts");
  const target = TARGETS.find(({ name }) => name === "text")!;
  const mutant = { how: "nothing", bytes: new TextEncoder().encode("One.") };
  const outcome = async (read: () => Promise<unknown>, harmless = false) => {
    const verdict = await judge({ ...target, read }, "/folder", { ...mutant, harmless }, undefined);
    return verdict.outcome;
  };
  const passage = (text: string) => [{ source: "x", text, blanks: [] }];
  const refuse = (file?: string) =>
    Promise.reject(new InputError("it is bad", { ...(file && { file }), mend: "Mend it" }));
  assert.equal(await outcome(() => Promise.resolve(passage("One."))), "right result");
  assert.equal(await outcome(() => Promise.resolve(passage("Two."))), "wrong result");
  assert.equal(await outcome(() => refuse("/folder/a")), "refused");
  assert.equal(await outcome(() => refuse("/folder/a"), true), "wrong result");
  assert.equal(await outcome(() => refuse()), "unclear refusal");
  assert.equal(await outcome(() => Promise.reject(new TypeError("x"))), "other exception");
});

/**
 * What the tests of Hugging Face's reference implementation (safetensors/src/tensor.rs) refuse,
 * written anew: [what, header, bytes of data, claimed length of the header].
 */
const MALFORMED: [string, string, number, bigint?][] = [
  ["a length beyond 100 MB", "{}", 0, 1n << 63n],
  ["a length beyond the file", "{}", 0, 60n],
  ["a header that is not UTF-8", "\ufffd", 0],
  ["a header that is not JSON", "{ab", 0],
  ["a header that begins with white space", " {}", 0],
  ["no header", "", 0],
  ["data without a tensor", "{}", 4],
  ["data missing", '{"a":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}', 8],
  ["data left over", '{"a":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}', 20],
  [
    "offsets that do not fit the shape",
    '{"a":{"dtype":"I32","shape":[2,2],"data_offsets":[0,4]}}',
    4,
  ],
  ["offsets in the wrong order", '{"a":{"dtype":"I32","shape":[1],"data_offsets":[4,0]}}', 4],
  [
    "a shape that overflows",
    '{"a":{"dtype":"F32","shape":[18446744073709551615,18446744073709551615,2],"data_offsets":[0,16]}}',
    16,
  ],
  [
    "many tensors over the same bytes",
    `{${
      Array.from(
        { length: 10 },
        (_, i) => `"t${i}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`,
      ).join(",")
    }}`,
    8,
  ],
  [
    "a gap between tensors",
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
    '"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}',
    12,
  ],
  ["a number below zero", '{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4],
  ["metadata that are not text", '{"__metadata__":{"a":1}}', 0],
];

for (const [what, header, size, claimed] of MALFORMED) {
  Deno.test(`a safetensors file is refused for ${what}`, () => {
    const json = header === "\ufffd" ? Uint8Array.of(0x7b, 0xff) : header;
    const bytes = buildSafetensors(json, new Uint8Array(size), claimed);
    assert.throws(() => decodeSafetensors(bytes, "a.safetensors"), InputError);
  });
}

Deno.test("a name of a tensor or a key that means something in JavaScript is only a name", () => {
  const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
    '"constructor":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}';
  const { tensors } = decodeSafetensors(buildSafetensors(header, new Uint8Array(4)), "a");
  assert.deepEqual([...tensors.keys()], ["__proto__", "constructor"]);
  assert.equal(({} as Record<string, unknown>)["dtype"], undefined);
});

Deno.test("an index cannot name a file out of its folder", async () => {
  const target = TARGETS.find(({ name }) => name === "safetensors index")!;
  for (
    const shard of [
      "../model.safetensors",
      "/etc/x.safetensors",
      "a/../../b.safetensors",
      "..\\b.safetensors",
      "C:b.safetensors",
    ]
  ) {
    const folder = await Deno.makeTempDir();
    try {
      await target.make(folder);
      const file = join(folder, target.file);
      const index = JSON.parse(await Deno.readTextFile(file));
      index.weight_map["cls.predictions.bias"] = shard;
      await Deno.writeTextFile(file, JSON.stringify(index));
      await assert.rejects(target.read(folder), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.ok(
          error.message.includes(`${shown(shard)} is not the name of a file`),
          error.message,
        );
        return true;
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
