/** Makes the embedded data: the same passages in the three formats that have a built-in reader. */

import { stringify } from "@std/csv";
import { bounds } from "../lib/data/divide.ts";
import {
  makeBlanks,
  type Passage,
  sentenceSpans,
  type Split,
  SPLITS,
  toCloth,
} from "../lib/data/mod.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import type { SourceDocument } from "./_sources.ts";
import { EMBEDDED } from "./_splits.ts";

const LEVELS = ["middle", "high"] as const;

/** Passages in each split: 8 to 1 to 1, so that files without a split are divided alike. */
const PASSAGES = { train: 160, valid: 20, test: 20 } as const;

/** A passage of embedded data and the file of CLOTH that it stands in. */
export interface EmbeddedPassage {
  split: Split;
  level: typeof LEVELS[number];
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

function withBlanks(source: string, text: string): Passage {
  return makeBlanks({ source, text, blanks: [] }, 0);
}

/** The addresses and chapters of one split, those of `middle` before those of `high`. */
function splitPassages(
  split: Split,
  documents: ReadonlyMap<string, SourceDocument>,
): EmbeddedPassage[] {
  const works = LEVELS.flatMap((level) =>
    EMBEDDED[`${split}/${level}`].map((id) => {
      const document = documents.get(id);
      if (document === undefined) throw new Error(`there is no document ${id}`);
      return { id, level, text: document.paragraphs.join(" ") };
    })
  );
  const counts = share(PASSAGES[split], works.map(({ text }) => text.length));
  return works.flatMap(({ id, level, text }, i) =>
    cut(text, counts[i]!).map((piece, part) => ({
      split,
      level,
      passage: withBlanks(`${id}, part ${part + 1}`, piece),
    }))
  );
}

/** The passages out of addresses and a novel that `_splits.ts` names. */
export function addressPassages(documents: readonly SourceDocument[]): EmbeddedPassage[] {
  const byId = new Map(documents.map((document) => [document.id, document]));
  return SPLITS.flatMap((split) => splitPassages(split, byId));
}

/**
 * A passage for each entry of the Jargon File, wholly in one split, which a hash of its name decides.
 * `middle` are entries of one paragraph, `high` those of several.
 */
export function jargonPassages(entries: readonly SourceDocument[]): EmbeddedPassage[] {
  const keyed = entries.map((entry) => ({ ...entry, key: hashOf([entry.id]) }));
  const drawn = keyed.sort((a, b) => a.key < b.key ? -1 : 1);
  return SPLITS.flatMap((split) => {
    const passages = drawn.slice(...bounds(drawn.length, split)).map(({ id, paragraphs }) => ({
      split,
      level: LEVELS[paragraphs.length === 1 ? 0 : 1],
      passage: withBlanks(id, paragraphs.join(" ")),
    }));
    return LEVELS.flatMap((wanted) => passages.filter(({ level }) => level === wanted));
  });
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

/** Writes `cloth/`, `passages.csv` and `passages.txt` into a folder, in place of what was there. */
export async function writeEmbedded(
  folder: string,
  passages: readonly EmbeddedPassage[],
): Promise<void> {
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
}
