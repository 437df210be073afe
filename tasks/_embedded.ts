/** Makes the embedded data: the same passages in the three formats that the readers know. */

import { stringify } from "@std/csv";
import { makeBlanks, type Passage, sentenceSpans, SPLITS, toCloth } from "../lib/data/mod.ts";
import type { SourceDocument } from "./_sources.ts";
import { EMBEDDED } from "./_splits.ts";

/** Passages in each split: 8 to 1 to 1, so that files without a split are divided alike. */
const PASSAGES = { train: 160, valid: 20, test: 20 } as const;

/** A passage of the embedded data and the file of CLOTH that it stands in. */
interface EmbeddedPassage {
  split: string;
  level: string;
  passage: Passage;
}

/** Cuts a text at its sentences into `count` pieces of about the same length. */
function cut(text: string, count: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const { end } of sentenceSpans(text)) {
    if (end < text.length * (pieces.length + 1) / count && end < text.length) continue;
    pieces.push(text.slice(start, end).trim());
    start = end;
  }
  return pieces;
}

/** Shares `total` among sizes in proportion to them, each at least 1 (largest remainders). */
function share(total: number, sizes: readonly number[]): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const exact = sizes.map((size) => size / sum * total);
  const counts = exact.map((value) => Math.max(1, Math.floor(value)));
  const byRemainder = exact.map((value, i) => ({ i, remainder: value - counts[i]! }))
    .sort((a, b) => b.remainder - a.remainder);
  const missing = total - counts.reduce((a, b) => a + b, 0);
  for (const { i } of byRemainder.slice(0, missing)) counts[i]!++;
  return counts;
}

/** The passages of one split, those of `middle` before those of `high`. */
function splitPassages(
  split: keyof typeof PASSAGES,
  documents: ReadonlyMap<string, SourceDocument>,
): EmbeddedPassage[] {
  const works = (["middle", "high"] as const).flatMap((level) =>
    EMBEDDED[`${split}/${level}`].map((id) => {
      const document = documents.get(id);
      if (document === undefined) throw new Error(`there is no document ${id}`);
      return { id, level, text: document.paragraphs.join(" ") };
    })
  );
  const counts = share(PASSAGES[split], works.map(({ text }) => text.length));
  return works.flatMap(({ id, level, text }, i) =>
    cut(text, counts[i]!).map((piece, part): EmbeddedPassage => {
      const passage = { source: `${id}, part ${part + 1}`, text: piece, blanks: [] };
      return { split, level, passage: makeBlanks(passage, 0) };
    })
  );
}

/** The passage as a row of the CSV file. */
function toRow({ split, passage }: EmbeddedPassage): Record<string, string> {
  const { article, options, answers, source } = toCloth(passage);
  return {
    split,
    source,
    text: article,
    options: options.map((words) => words.join("|")).join("; "),
    answers: answers.join(""),
  };
}

/**
 * Writes `cloth/`, `passages.csv` and `passages.txt` into a folder, in place of what was there.
 *
 * @returns How many passages there are.
 */
export async function writeEmbedded(
  folder: string,
  documents: readonly SourceDocument[],
): Promise<number> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const passages = SPLITS.flatMap((split) => splitPassages(split, byId));
  await Deno.remove(`${folder}/cloth`, { recursive: true }).catch(() => {});
  const numbers = new Map<string, number>();
  for (const { split, level, passage } of passages) {
    const path = `${folder}/cloth/${split}/${level}`;
    const number = (numbers.get(path) ?? 0) + 1;
    numbers.set(path, number);
    await Deno.mkdir(path, { recursive: true });
    const json = JSON.stringify(toCloth(passage), null, 1) + "\n";
    await Deno.writeTextFile(`${path}/${level}${number}.json`, json);
  }
  const columns = ["split", "source", "text", "options", "answers"];
  const csv = stringify(passages.map(toRow), { columns }).replaceAll("\r\n", "\n");
  await Deno.writeTextFile(`${folder}/passages.csv`, csv);
  const texts = passages.map(({ passage }) => passage.text);
  await Deno.writeTextFile(`${folder}/passages.txt`, texts.join("\n\n") + "\n");
  return passages.length;
}
