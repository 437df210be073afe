import assert from "node:assert/strict";
import type { SemanticClassifier } from "./classifier.ts";
import type { ScaleName } from "./scales.ts";
import { makeSemanticTable, vocabularyScores, type VocabularyWords } from "./vocabulary_scores.ts";

/** A classifier whose scores tell the word's length, and that remembers what it was asked. */
function lengthClassifier(): SemanticClassifier & { asked: string[] } {
  const asked: string[] = [];
  return {
    name: "length",
    modelSha256: "00",
    uncased: true,
    asked,
    scores(words) {
      asked.push(...words);
      return Promise.resolve(Float32Array.from(words.flatMap((word) => {
        const score = word.length / 64;
        return [score, score, score, score, score, -score];
      })));
    },
  };
}

/** A vocabulary of these words, which a tokenizer would have found in it. */
function vocabulary(...words: (string | undefined)[]): VocabularyWords {
  return { vocabSize: words.length, wordOf: (id) => words[id] };
}

Deno.test("each form is asked once and every entry gets its scores", async () => {
  const classifier = lengthClassifier();
  const words = vocabulary(undefined, "Good", "good", "ing", "ing", "a");
  const { scores, known } = await vocabularyScores(classifier, words);
  assert.deepEqual(classifier.asked, ["good", "ing", "a"]);
  assert.deepEqual(known, Uint8Array.of(0, 1, 1, 1, 1, 1));
  const lengths = [0, 4, 4, 3, 3, 1];
  lengths.forEach((length, id) => {
    assert.ok(Math.abs(scores[id * 6]! - length / 64) < 2e-5);
    assert.ok(Math.abs(scores[id * 6 + 5]! + length / 64) < 2e-5);
  });
});

Deno.test("entries that a table does not hold are not known", async () => {
  const table = await makeSemanticTable(lengthClassifier(), ["good", "bad"]);
  const { scores, known } = await vocabularyScores(
    table,
    vocabulary(undefined, "bad", "worse", "Good"),
  );
  assert.deepEqual(known, Uint8Array.of(0, 1, 0, 1));
  assert.deepEqual([...scores.subarray(12, 18)], [0, 0, 0, 0, 0, 0]);
  assert.ok(Math.abs(scores[18]! - 4 / 64) < 2e-5);
});

Deno.test("progress counts up to the number of words, and a signal stops the work", async () => {
  const words = Array.from({ length: 150 }, (_, i) => `w${i}`);
  const reports: [number, number][] = [];
  const onProgress = (done: number, total: number) => void reports.push([done, total]);
  await makeSemanticTable(lengthClassifier(), words, { onProgress });
  assert.deepEqual(reports, [[64, 150], [128, 150], [150, 150]]);
  const stop = new AbortController();
  const classifier = lengthClassifier();
  const making = makeSemanticTable(classifier, words, {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await assert.rejects(making, { name: "AbortError" });
  assert.equal(classifier.asked.length, 64);
});

/** The same on Osgood's axes, too: a word's length three times. */
function scaleClassifier() {
  const plain = lengthClassifier();
  return {
    ...plain,
    scales: ["osgood"] as const,
    scores(words: readonly string[], scale: ScaleName = "poles") {
      if (scale === "poles") return plain.scores(words);
      return Promise.resolve(
        Float32Array.from(words.flatMap(({ length }) => Array(3).fill(length))),
      );
    },
  };
}

Deno.test("further scales are asked of who knows them, and every known entry has its values", async () => {
  const words = vocabulary(undefined, "Good", "ing", "a");
  const plain = await vocabularyScores(lengthClassifier(), words);
  assert.equal(plain.further, undefined);
  const { scores, known, further } = await vocabularyScores(scaleClassifier(), words);
  assert.deepEqual({ scores, known }, plain);
  assert.deepEqual([...further!.keys()], ["osgood"]);
  assert.deepEqual([...further!.get("osgood")!], [0, 0, 0, 4, 4, 4, 3, 3, 3, 1, 1, 1]);
  const table = await makeSemanticTable(scaleClassifier(), ["good", "bad"]);
  const known_ = await vocabularyScores(table, vocabulary("bad", "worse", "good"));
  assert.deepEqual([...known_.further!.get("osgood")!], [3, 3, 3, 0, 0, 0, 4, 4, 4]);
});

Deno.test("a table that has the poles' scores gives them, and the classifier the rest", async () => {
  const known = await makeSemanticTable(lengthClassifier(), ["good", "bad"]);
  const classifier = scaleClassifier();
  const table = await makeSemanticTable(classifier, ["good", "bad"], {}, known);
  assert.deepEqual(classifier.asked, []);
  assert.deepEqual(table.lookUp(table.words), known.lookUp(known.words));
  assert.deepEqual(table.lookUp(["bad"], "osgood"), Float32Array.of(3, 3, 3));
});

Deno.test("a table that was made has the further scales and not the poles among them", async () => {
  const { scales, spreads, words, uncased } = await makeSemanticTable(scaleClassifier(), [
    ...["Good", "good", "bad"],
  ]);
  assert.deepEqual([scales, [...spreads.keys()], words, uncased], [
    ...[["osgood"], ["osgood"], ["good", "bad"], true],
  ]);
});
