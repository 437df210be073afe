/** The block of metadata at the beginning of a model's card. */

const METADATA = /^---\r?\n((?:[^\n]*\n)*?)---[ \t\r]*(?:\n|$)/;

/** A card's metadata as lines, undefined where it has none, and what stands below it. */
export function cardParts(card: string): { metadata: string[] | undefined; text: string } {
  const metadata = METADATA.exec(card)?.[1]?.trimEnd().split(/\r?\n/);
  return { metadata, text: card.replace(METADATA, "").trim() };
}

/** The lines of a field: its own, and those of its list. */
export function fieldLines(metadata: readonly string[], field: string): string[] {
  const first = metadata.findIndex((line) => line.startsWith(`${field}:`));
  if (first < 0) return [];
  const below = metadata.slice(first + 1);
  const end = below.findIndex((line) => !/^[\s-]/.test(line));
  return [metadata[first]!, ...(end < 0 ? below : below.slice(0, end))];
}
