/** The Jargon File's entries, cleaned. */
import assert from "node:assert/strict";
import { jargonEntries } from "../tasks/_jargon.ts";
import { jargonPassages } from "../tasks/_embedded.ts";

const PROSE =
  `    This sentence is here so that the entry has the thirty words that it needs, since one
    with fewer says hardly more than where to look for what was meant by it.`;

/** The prose of one entry of this text; undefined where the entry is left out. */
function prose(text: string): string[] | undefined {
  const [entry] = jargonEntries(`00-database-short\n     A dictionary\n${text}\n`);
  return entry?.paragraphs;
}

const SAME = PROSE.replaceAll(/\s+/g, " ").trim();

Deno.test("jargonEntries() keeps the sentences of an entry and names it", () => {
  const text = `foo bar\n /foo'bar/, n.\n\n${PROSE}\n\nbaz\n n.\n\n    Too short.\n`;
  assert.deepEqual(jargonEntries(text), [{ id: "jargon/foo bar", paragraphs: [SAME] }]);
});

Deno.test("jargonEntries() cleans links, labels, soft hyphens and quotes", () => {
  const cleaned = prose(
    `x\n\n${PROSE}\n\n    2. vt. [MIT; common] Said of {bit\n    bucket}s and ({\n` +
      "    spam}) in a “cross\u00adhatch” (the {PDP\n    }), it seems.\n",
  );
  assert.deepEqual(cleaned, [
    SAME,
    'Said of bit buckets and (spam) in a "crosshatch" (the PDP), it seems.',
  ]);
});

Deno.test("jargonEntries() leaves out code, addresses, sounds, references and quotations", () => {
  const cleaned = prose(
    `x\n\n${PROSE} Write to a@b.org now. It is said /foo/ there. See also {y}. Kept/saved.\n` +
      "    Digits: 123456. if (x) { y(); }\n\n            A quotation.\n\n    | A table. |\n",
  );
  assert.deepEqual(cleaned, [`${SAME} Kept/saved.`]);
});

Deno.test("jargonEntries() leaves out an entry with a vulgar word, and no other", () => {
  assert.equal(prose(`x\n\n${PROSE}\n\n    This Sucks.\n`), undefined);
  assert.equal(prose(`bullshit bingo\n\n${PROSE}\n`), undefined);
  assert.equal(prose(`assembler\n\n${PROSE} Titles, sucklings, arsenic, cockpits.\n`)?.length, 1);
});

Deno.test("jargonPassages() divides entries 8 to 1 to 1, whatever their order", () => {
  const entries = Array.from({ length: 30 }, (_, i) => ({
    id: `jargon/${i}`,
    paragraphs: Array.from({ length: 1 + i % 2 }, () => SAME),
  }));
  const passages = jargonPassages(entries);
  assert.deepEqual(passages, jargonPassages(entries.toReversed()));
  const splits = passages.map(({ split, level }) => `${split} ${level}`);
  assert.equal(splits.filter((split) => split.startsWith("train")).length, 24);
  assert.deepEqual([...new Set(splits)].slice(0, 2), ["train middle", "train high"]);
  assert.equal(splits.lastIndexOf("train middle") + 1, splits.indexOf("train high"));
});
