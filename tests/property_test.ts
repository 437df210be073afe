/** What holds for anything, tried with many random cases by fast-check. */
import assert from "node:assert/strict";
import { parse, stringify } from "@std/csv";
import fc from "fast-check";
import { chunkTokens } from "../lib/data/chunks.ts";
import { parseCloth, toCloth } from "../lib/data/cloth.ts";
import { maskChunks } from "../lib/data/masking.ts";
import { makeBlanks } from "../lib/data/blanks.ts";
import { shown } from "../lib/io/errors.ts";
import { parseRecords } from "../lib/experiment/metrics.ts";
import { decodeSafetensors, encodeSafetensors } from "../lib/model/safetensors.ts";
import { Random } from "../lib/random/random.ts";
import { createSchedule, SCHEDULES } from "../lib/schedule/mod.ts";
import { chooseGamma, gammaOfCosines } from "../lib/semantics/mod.ts";
import type { StepRecord } from "../lib/training/records.ts";

const names = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant("__proto__"))
  .filter((name) => name !== "__metadata__" && name.isWellFormed());

const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((product, side) => product * side, 1);
  return fc.float32Array({ minLength: size, maxLength: size }).map((data) => ({ shape, data }));
});

Deno.test("tensors of any names, shapes and values come back from safetensors as they were", () => {
  fc.assert(fc.property(fc.array(fc.tuple(names, tensor), { maxLength: 6 }), (entries) => {
    const tensors = new Map(entries);
    const { tensors: read } = decodeSafetensors(encodeSafetensors(tensors), "memory");
    assert.equal(read.size, tensors.size);
    for (const [name, { shape, data }] of tensors) {
      assert.deepEqual(read.get(name)!.shape, shape);
      assert.ok(data.every((value, i) => Object.is(value, read.get(name)!.data[i])), name);
    }
  }));
});

Deno.test("fields of any text come back from CSV as they were", () => {
  // A carriage return alone is no line's end in a quoted field, and no row is wholly empty.
  const row = fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 5 });
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
    fc.pre(!rows[0]![0]!.startsWith("\uFEFF"));
    assert.deepEqual(parse(stringify(rows)), rows);
  }));
});

Deno.test("a passage comes back from CLOTH's form as it was", () => {
  const word = fc.stringMatching(/^[a-z]{4,9}$/);
  const sentence = fc.array(word, { minLength: 4, maxLength: 12 })
    .map((words) => `The ${words.join(" ")} end.`);
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 6 }), fc.nat(), (texts, seed) => {
      const passage = makeBlanks({ source: "x", text: texts.join(" "), blanks: [] }, seed);
      assert.deepEqual(parseCloth(toCloth(passage), "x.json"), passage);
    }),
  );
});

Deno.test("chunks hold every token in order but for the remainder", () => {
  const texts = fc.array(fc.array(fc.nat(30_000), { maxLength: 40 }), { maxLength: 20 });
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 33 }), (ids, length) => {
    const all = ids.flat();
    const chunks = chunkTokens(ids, length);
    assert.equal(chunks.length, Math.floor(all.length / length));
    assert.ok(chunks.every((chunk) => chunk.length === length));
    assert.deepEqual(chunks.flatMap((chunk) => [...chunk]), all.slice(0, chunks.length * length));
  }));
});

Deno.test("masking changes masked places only, never special tokens, and remembers each word", () => {
  const chunks = fc.integer({ min: 1, max: 20 }).chain((length) =>
    fc.array(fc.int32Array({ min: 0, max: 49, minLength: length, maxLength: length }), {
      minLength: 1,
      maxLength: 5,
    })
  );
  const probability = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(fc.property(chunks, probability, fc.nat(), (chunks, probability, seed) => {
    const special = [0, 1, 2, 3, 4];
    const batch = maskChunks(chunks, {
      maskTokenId: 4,
      specialTokenIds: special,
      vocabSize: 50,
      probability,
      random: (i) => new Random(seed, "mask", i),
    });
    const before = chunks.flatMap((chunk) => [...chunk]);
    const masked = new Map([...batch.positions].map((place, i) => [place, i]));
    assert.deepEqual([...batch.positions], [...masked.keys()].sort((a, b) => a - b));
    before.forEach((id, place) => {
      const at = masked.get(place);
      if (at === undefined) return assert.equal(batch.inputIds[place], id, "left as it is");
      assert.ok(!special.includes(id), "special tokens stay");
      assert.equal(batch.labels[at], id, "the word to guess");
      const now = batch.inputIds[place]!;
      if (batch.replaced[at] === 0) assert.equal(now, 4);
      else if (batch.replaced[at] === 2) assert.equal(now, id);
      else assert.ok(now >= 0 && now < 50);
    });
  }));
});

Deno.test("every schedule stays between 0 and its peak, which it reaches", () => {
  const steps = fc.integer({ min: 1, max: 300 }).chain((trainingSteps) =>
    fc.record({ trainingSteps: fc.constant(trainingSteps), warmupSteps: fc.nat(trainingSteps - 1) })
  );
  const rate = fc.double({ min: 1e-9, max: 10, noNaN: true });
  // By itself polynomial ends at 1e-7, which must be below the rate.
  const names = SCHEDULES.names.map((name) => name === "polynomial" ? `${name}:lrEnd=0` : name);
  fc.assert(fc.property(fc.constantFrom(...names), rate, steps, (name, rate, options) => {
    const schedule = createSchedule(name, rate, options);
    const rates = Array.from({ length: options.trainingSteps + 1 }, (_, step) => schedule(step));
    assert.ok(rates.every((value) => value >= 0 && value <= rate * (1 + 1e-12)), `${rates}`);
    assert.ok(Math.abs(Math.max(...rates) - rate) <= 1e-12 * rate);
    if (options.warmupSteps > 0) assert.equal(rates[0], 0);
  }));
});

Deno.test("Γ of paper is least, and not below 0, where answer and prediction are placed alike", () => {
  const cosines = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  })
    .map((values) => Float32Array.from(values));
  const { parts } = chooseGamma("paper");
  fc.assert(fc.property(cosines, cosines, (answer, prediction) => {
    const own = gammaOfCosines(parts, answer, answer)!;
    const other = gammaOfCosines(parts, answer, prediction)!;
    // Gibbs' inequality: the cross-entropy is at least the entropy, which is at most ln 6.
    assert.ok(own >= 0 && own <= Math.log(6) + 1e-6, `Γ of a right word is ${own}`);
    assert.ok(other >= own - 1e-6, `${other} below ${own}`);
  }));
});

Deno.test("log records come back from their lines as they were, infinite numbers as NaN", () => {
  const number = fc.double();
  const record = fc.record({
    type: fc.constant("step" as const),
    step: fc.constant(1),
    loss: number,
    grad_norm: number,
    scheduled_learning_rate: number,
    learning_rate: number,
    gamma: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    gamma_root: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    gamma_pairs: fc.nat(),
    seconds: number,
    epoch: number,
  });
  fc.assert(fc.property(record, (written: StepRecord) => {
    const [read] = parseRecords([JSON.stringify(written)], "metrics.jsonl", "Mend it");
    for (const [name, value] of Object.entries(written)) {
      // JSON knows neither -0 nor what is not finite.
      const expected = typeof value !== "number" ? value : Number.isFinite(value) ? value + 0 : NaN;
      assert.deepEqual((read as unknown as Record<string, unknown>)[name], expected, name);
    }
  }));
});

Deno.test("any value is shown in one short line", () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    let text: string;
    try {
      text = shown(value);
    } catch (error) {
      // BigInts and cycles are no JSON: no file holds them.
      return assert.ok(error instanceof TypeError);
    }
    assert.ok(text.length <= 80 && !text.includes("\n"));
  }));
});
