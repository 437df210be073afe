import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { defineArchitecture } from "./architecture.ts";
import { bert } from "./bert/bert.ts";
import { localTensors } from "./bert/local_initialisation.ts";
import type { BertConfig } from "./bert/config.ts";
import { chooseFresh, FRESH_PARAMETERS, freshConfig, freshModel } from "./fresh.ts";
import { completedFresh, freshParts, freshTokenizer, isFresh } from "./fresh_name.ts";
import { parseConfig } from "./architectures.ts";

const VOCABULARY = { vocabSize: 50, padTokenId: 3 };
const named = (family: string, ...sizes: string[]) => [family, "tokenizer=t", ...sizes].join(":");
const SMALL = ["layers=2", "hiddenSize=48", "heads=4", "maxPositionEmbeddings=20"];

function deviation(values: Iterable<number>): { mean: number; deviation: number; most: number } {
  const all = [...values];
  const mean = all.reduce((a, b) => a + b) / all.length;
  const squares = all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length;
  return { mean, deviation: Math.sqrt(squares), most: Math.max(...all.map(Math.abs)) };
}

/** The share of a normal distribution's deviation that is left behind a cut at 2 of them. */
const CUT = 0.8796;

for (const family of ARCHITECTURES.names) {
  Deno.test(`a new ${family} begins as Transformers draws it, head and all`, async () => {
    const { config, tensors, unused } = await freshModel(named(family, ...SMALL), VOCABULARY);
    assert.deepEqual(unused, []);
    assert.deepEqual([config.numHiddenLayers, config.hiddenSize, config.vocabSize], [2, 48, 50]);
    const isModern = family === "modernbert";
    let matrices = 0;
    for (const [name, { shape: [rows = 0, width], data }] of tensors) {
      const isNorm = /norm/i.test(name);
      if (width === undefined) {
        const expected = isNorm && name.endsWith("weight") ? 1 : 0;
        assert.ok(data.every((value) => value === expected), name);
        continue;
      }
      matrices++;
      // RoBERTa's positions have a row of padding's, too.
      const isPadded = !isModern && (/word_embeddings/.test(name) ||
        family === "roberta" && /position_embeddings/.test(name));
      for (let row = 0; row < rows; row++) {
        const isZero = data.subarray(row * width, (row + 1) * width).every((value) => value === 0);
        assert.equal(isZero, isPadded && row === 3, `${name}, row ${row}`);
      }
      const drawn = [...data].filter((value) => value !== 0);
      const { mean, deviation: found, most } = deviation(drawn);
      // What leads back to the sum of all layers is drawn smaller the more there are.
      const whole = 0.02 / (isModern && /\.Wo\./.test(name) ? Math.sqrt(2 * 2) : 1);
      const isCut = isModern && name !== "head.dense.weight";
      if (isCut) assert.ok(most <= 2 * whole, `${name}: ${most}`);
      // Five deviations of a mean and of a deviation.
      const exact = whole * (isCut ? CUT : 1), some = 5 / Math.sqrt(drawn.length);
      assert.ok(Math.abs(mean) < exact * some, `${name}: mean ${mean}`);
      assert.ok(Math.abs(found / exact - 1) < some, `${name}: deviation ${found}`);
    }
    assert.ok(matrices > 5);
  });

  Deno.test(`a new ${family} is decided by its name`, async () => {
    const weights = async (...more: string[]) =>
      (await freshModel(named(family, ...SMALL, ...more), VOCABULARY)).tensors;
    assert.deepEqual(await weights(), await weights("seed=0"));
    const [one, other] = [await weights("seed=1"), await weights()];
    for (const [name, { shape, data }] of other) {
      if (shape.length > 1) assert.notDeepEqual(one.get(name)!.data, data, name);
    }
  });

  Deno.test(`a new ${family} has Transformers' sizes where none are said, and keeps their proportions`, () => {
    const base = { model_type: family, vocab_size: 50, pad_token_id: 3 };
    const { config: usual } = parseConfig(base, "config.json");
    const shape = (name: string) => {
      const config = freshConfig(name, VOCABULARY) as BertConfig;
      return [config.hiddenSize, config.numAttentionHeads, config.intermediateSize];
    };
    assert.deepEqual(freshConfig(named(family), VOCABULARY), usual);
    const ratio = family === "modernbert" ? 1.5 : 4;
    assert.deepEqual(shape(named(family, "hiddenSize=128")), [128, 2, 128 * ratio]);
    assert.deepEqual(shape(named(family, "hiddenSize=48", "heads=2", "intermediateSize=9")), [
      ...[48, 2, 9],
    ]);
    assert.throws(() => freshConfig(named(family, "hiddenSize=48"), VOCABULARY), {
      message:
        `a new ${family}, heads: among how many heads a width of 48 is divided is not said. ` +
        "Give heads, a number that divides hiddenSize.",
    });
    assert.throws(() => freshConfig(named(family, "hiddenSize=48", "heads=5"), VOCABULARY), {
      message:
        /^a new \w+, heads: hiddenSize 48 cannot be divided among 5 heads\. Make hiddenSize a m/,
    });
    const still = freshConfig(named(family, ...SMALL, "dropout=0.3"), VOCABULARY) as BertConfig;
    assert.equal(still.maxPositionEmbeddings, 20);
    const json = chooseFresh(named(family)).architecture.configToJson(still);
    const rates = Object.entries(json).filter(([name]) => /dropout/.test(name));
    assert.deepEqual(rates.map(([, rate]) => rate), rates.map(() => 0.3));
    assert.equal(rates.length, family === "modernbert" ? 3 : 2);
    // RoBERTa's table has rows that no token has.
    if (!("max_position_embeddings" in json)) return;
    assert.equal(json["max_position_embeddings"], family === "roberta" ? 20 + 3 + 1 : 20);
  });
}

Deno.test("what is said of a size is said of the setting that it was given by", () => {
  for (
    const [more, message] of [
      [["hiddenSize=100"], "--heads: among .* Give --heads, a number that divides --hiddenSize\\."],
      [
        ["hiddenSize=9", "heads=2"],
        "--heads: --hiddenSize 9 .* Make --hiddenSize a multiple of it",
      ],
      [["layers=1001"], "--layers: 1001 cannot be used"],
      [["dropout=1"], "used for --dropout of bert"],
      [
        ["embeddingSize=4"],
        'no parameter "--embeddingSize"\\. The parameters are --tokenizer, --layers',
      ],
    ] as const
  ) {
    assert.throws(() => freshConfig(named("bert", ...more), VOCABULARY), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.told((name) => `--${name}`), new RegExp(message));
      return true;
    });
  }
  assert.throws(() => chooseFresh("bert:layers=2"), (error) => {
    assert.match((error as InputError).told((name) => `--${name}`), / Write bert:tokenizer=/);
    return true;
  });
});

Deno.test("what a family does not have is refused by its name", async () => {
  const refused = (name: string, message: RegExp) => {
    assert.throws(() => freshConfig(name, VOCABULARY), { name: "InputError", message });
  };
  refused(named("brt"), /^there is no architecture "brt"\. Perhaps bert is meant\. The arch/);
  refused("bert:layers=2", /^the architecture bert needs its parameter tokenizer\. Write/);
  refused(
    named("bert", "embeddingSize=4"),
    /^the architecture bert has no parameter "embeddingSize"\. The parameters are tokenizer, layers/,
  );
  refused(
    named("bert", "layers=0"),
    /^the value 0 cannot be used for layers of bert\. It must be a/,
  );
  refused(named("bert", "dropout=1"), /dropout of bert\. It must be a number from 0 to below 1/);
  refused(named("bert", "layers=1001"), /^a new bert, layers: 1001 cannot be used/);
  const wide = named("bert", "hiddenSize=4000000000000", "heads=1", "layers=1");
  await assert.rejects(
    freshModel(wide, VOCABULARY),
    /^InputError: there is no memory for the .* num/,
  );
  for (const family of ["albert", "electra"]) {
    const config = freshConfig(named(family, ...SMALL, "embeddingSize=4"), VOCABULARY);
    assert.equal((config as unknown as { embeddingSize: number }).embeddingSize, 4);
  }
});

for (const family of ["bert", "modernbert"]) {
  Deno.test(`a new ${family} is drawn with turns for others, so that it can be stopped`, async () => {
    const stop = new AbortController(), { signal } = stop;
    const large = named(family, "layers=2", "hiddenSize=768", "heads=12");
    const drawing = freshModel(large, { ...VOCABULARY, vocabSize: 10_000 }, ARCHITECTURES, {
      signal,
    });
    setTimeout(() => stop.abort(new RangeError("stop")));
    await assert.rejects(drawing, { name: "RangeError", message: "stop" });
  });
}

Deno.test("attention to neighbours is where it is defined alone", async () => {
  const local = await freshModel(
    named("bert", ...SMALL, "initialization=local", "seed=7"),
    VOCABULARY,
  );
  assert.deepEqual(local.tensors, localTensors(local.config as BertConfig, 7));
  assert.throws(() => chooseFresh(named("roberta", "initialization=local")), {
    message: "a new roberta, initialization: there are no first weights with attention to " +
      "neighbours. Leave it out, or choose one that has them: bert.",
  });
});

Deno.test("an architecture that does not name its fields has its own sizes alone", () => {
  const { fields: _, ...rest } = bert;
  const own = defineArchitecture({
    ...rest,
    name: "own",
    parseConfig: (json) =>
      bert.parseConfig({ ...json, model_type: "bert", hidden_size: 24, num_attention_heads: 2 }),
  });
  const architectures = ARCHITECTURES.with([own as typeof bert]);
  const config = freshConfig(named("own", "maxPositionEmbeddings=9"), VOCABULARY, architectures);
  assert.deepEqual([config.hiddenSize, config.maxPositionEmbeddings], [24, 9]);
  assert.throws(
    () => freshConfig(named("own", "layers=1"), VOCABULARY, architectures),
    /the architecture own has no parameter "layers"\. The parameters are tokenizer, maxPosition/,
  );
});

Deno.test("a name is a new model's where a parameter follows an architecture", () => {
  for (
    const model of ["bert", "owner/bert", "embedded", "./bert:tokenizer=x", "C:\\bert", "C:/a=b"]
  ) {
    assert.ok(!isFresh(model), model);
    assert.equal(freshTokenizer(model), undefined);
  }
  const name = "bert:tokenizer=a=b:layers=2";
  assert.ok(isFresh(name));
  assert.equal(freshTokenizer(name), "a=b");
  assert.deepEqual(freshParts(name), { modelType: "bert", tokenizer: "a=b", layers: "2" });
  assert.equal(completedFresh(name, { layers: 3, seed: 5 }), `${name}:seed=5`);
});

Deno.test("each parameter says what it is", () => {
  for (const [name, { description }] of Object.entries(FRESH_PARAMETERS)) {
    assert.match(description, /^[A-Z].*[^.]$/, name);
  }
});
