/** Passages with their blanks, and chunks with their masks, as HTML for notebooks. */
import { type MaskedBatch, type Passage, REPLACEMENT } from "../../data/mod.ts";
import { escapeHtml } from "../page/escape.ts";

/**
 * A passage as HTML: its blanks bold and numbered, and below it the words to choose from, the right
 * ones bold. Elements alone carry the meaning, so it also reads well where styles are removed.
 */
export function passageHtml(passage: Passage): string {
  let at = 0;
  const parts = passage.blanks.map(({ start, end, answer }, index) => {
    const before = escapeHtml(passage.text.slice(at, start));
    at = end;
    return `${before}<b><u>${escapeHtml(answer)}</u></b><sup>${index + 1}</sup>`;
  });
  const rest = escapeHtml(passage.text.slice(at));
  return `<p><small>${escapeHtml(passage.source)}</small></p><p>${parts.join("")}${rest}</p>` +
    optionsHtml(passage);
}

function optionsHtml({ blanks }: Passage): string {
  if (blanks.every((blank) => blank.options.length === 0)) return "";
  const items = blanks.map(({ options, answer }) =>
    `<li>${
      options.map((option) =>
        option === answer ? `<b>${escapeHtml(option)}</b>` : escapeHtml(option)
      ).join(" · ")
    }</li>`
  );
  return `<ol>${items.join("")}</ol>`;
}

/** Characters of a text that stand for it in a table. */
const BEGINNING = 60;

/**
 * Sets of passages as rows for a table: how many there are, how many blanks they have, and how the
 * first one begins.
 *
 * @param sets Each set by a name for it.
 */
export function passageRows(
  sets: Readonly<Record<string, readonly Passage[]>>,
): { set: string; passages: number; blanks: number; "first passage": string }[] {
  return Object.entries(sets).map(([set, passages]) => ({
    set,
    passages: passages.length,
    blanks: passages.reduce((sum, { blanks }) => sum + blanks.length, 0),
    "first passage": `${passages[0]?.text.slice(0, BEGINNING) ?? ""}…`,
  }));
}

/**
 * One chunk of a masked batch as HTML: where `[MASK]` stands, the original token follows it small;
 * where a random word stands, the original is struck out before it; kept tokens are underlined.
 *
 * @param vocabulary The tokens by their ids.
 * @param chunk Which chunk of the batch.
 */
export function maskedHtml(
  batch: MaskedBatch,
  vocabulary: readonly string[],
  chunk = 0,
): string {
  const { sequenceLength, inputIds, positions, labels, replaced } = batch;
  if (!(Number.isInteger(chunk) && chunk >= 0 && chunk < batch.batchSize)) {
    throw new RangeError(`chunk must be from 0 to ${batch.batchSize - 1}: got ${chunk}.`);
  }
  const masked = new Map([...positions].map((position, i) => [position, i]));
  const token = (id: number) => escapeHtml(vocabulary[id] ?? `#${id}`);
  const words = Array.from({ length: sequenceLength }, (_, i) => {
    const position = chunk * sequenceLength + i;
    const seen = token(inputIds[position]!);
    const mask = masked.get(position);
    if (mask === undefined) return seen;
    const original = token(labels[mask]!);
    if (replaced[mask] === REPLACEMENT.mask) return `<mark>${seen}</mark><sub>${original}</sub>`;
    if (replaced[mask] === REPLACEMENT.kept) return `<u>${seen}</u>`;
    return `<del>${original}</del> <b>${seen}</b>`;
  });
  return `<p>${words.join(" ")}</p>`;
}
