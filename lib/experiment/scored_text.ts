/** How much of a text β has scores for: without them there is no Γ. */
import type { Chunks } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { chooseGamma, scaleValues } from "../semantics/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import { settingsKey } from "./decided_by.ts";
import type { Definitions } from "./definitions.ts";
import type { Say } from "./events.ts";
import type { Inputs } from "./inputs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { type GammaReader, gammaReaders, HARDLY_ANY, OTHER_BETA } from "./reads_gamma.ts";

/** So many chunks tell what a text is made of. */
const MOST_CHUNKS = 256;

/** Which tokens a text is made of, and which of them have scores. Special tokens do not count. */
export interface ScoredText {
  /** Different tokens. */
  different: number;
  /** Those of them that have scores. */
  known: number;
  /** The share of the text that these are. */
  share: number;
  /** Whether that is of all the text. */
  whole: boolean;
}

/** Counts a text's tokens with scores, of a long one in chunks from all over it. */
export function scoredText(
  chunks: Pick<Chunks, "length" | "at">,
  known: ArrayLike<number>,
  { specialTokenIds }: Pick<Tokenizer, "specialTokenIds">,
): ScoredText {
  const special = new Set(specialTokenIds), seen = new Set<number>();
  const count = Math.min(chunks.length, MOST_CHUNKS);
  let tokens = 0, scored = 0;
  for (let i = 0; i < count; i++) {
    for (const id of chunks.at(Math.floor(i * chunks.length / count))!) {
      if (special.has(id)) continue;
      seen.add(id);
      tokens++;
      if (known[id] === 1) scored++;
    }
  }
  return {
    different: seen.size,
    known: [...seen].filter((id) => known[id] === 1).length,
    share: tokens === 0 ? 0 : scored / tokens,
    whole: count === chunks.length,
  };
}

/** What is asked of a text. */
export interface AskedText {
  /** Where it is from. */
  data: string;
  /** The methods and objectives that read Γ. */
  readers: readonly GammaReader[];
  /** Whether that is a table, which knows some words only. */
  isTable: boolean;
  /** Whether a token without scores may be a part of a word that has some. */
  byWords: boolean;
  /** Whether any entry of the vocabulary has scores. */
  any: boolean;
}

/**
 * What people should know of the share of a text that β has scores for.
 *
 * @returns A sentence or two, with settings as `settingName` marks them; undefined where all have scores.
 * @throws {InputError} If there cannot be a Γ: the runs would be those without it, under another name.
 */
export function aboutScores(
  { different, known, share, whole }: ScoredText,
  { data, readers, isTable, byWords, any }: AskedText,
): string | undefined {
  if (different === 0 || known === different && !isTable) return undefined;
  const all = different.toLocaleString("en");
  const some = known === 0 ? "none" : known.toLocaleString("en");
  const several = (texts: string[]) => [...new Set(texts)].join(" and ");
  const names = several(readers.map(({ name }) => name));
  const instead = several(readers.map(({ instead }) => instead));
  const mend = `${OTHER_BETA}, or choose ${instead}`;
  if (known === 0 && !byWords && (whole || !any)) {
    throw new InputError(
      `β has scores for none of the ${all} different tokens of this text, so that no step would ` +
        `have a Γ for ${names} to go by`,
      { file: data, mend },
    );
  }
  if (share < HARDLY_ANY) {
    return `${data}: β has scores for ${some} of the ${all} different tokens of this text (${
      percent(share)
    } of it): there is next to no Γ for ${names} to go by. ${mend}.`;
  }
  const alike = isTable ? ", by the English words that are spelled alike" : "";
  return `β has scores for ${percent(share)} of the text's tokens${alike}.`;
}

function percent(share: number): string {
  const rounded = share > 0.99 && share < 1 ? 99 : Math.round(100 * share);
  return `${share > 0 && rounded === 0 ? "less than 1" : rounded} %`;
}

/**
 * Looks at each text that is trained on by Γ.
 *
 * @throws {InputError} If β has no scores for any of it.
 */
export async function tellScores(
  runs: readonly PlannedRun[],
  inputs: Inputs,
  definitions: Definitions,
  say: Say,
): Promise<void> {
  const texts = new Map<string, { run: PlannedRun; readers: GammaReader[] }>();
  for (const run of runs) {
    const readers = gammaReaders(run, definitions);
    if (readers.length === 0) continue;
    const { gamma } = run.settings;
    const key = [settingsKey("chunks_sha256", run), settingsKey("scores_sha256", run), gamma]
      .join();
    const text = texts.get(key) ?? { run, readers: [] };
    text.readers.push(...readers);
    texts.set(key, text);
  }
  const told = new Set<string>();
  for (const { run, readers } of texts.values()) {
    const { tokenizer } = await inputs.knownModel(run);
    const { train } = await inputs.chunks(run);
    const { classifier, scores } = await inputs.semantics(run);
    const { parts } = chooseGamma(run.settings.gamma, definitions.gammas);
    const { known } = scaleValues(parts.profile, scores);
    const line = aboutScores(scoredText(train, known, tokenizer), {
      data: run.settings.data,
      readers,
      isTable: classifier.has !== undefined && parts.profile.scale !== "none",
      byWords: parts.pairing === "words",
      any: known.includes(1),
    });
    // Two Γ may go by the same scores.
    if (line !== undefined && !told.has(line)) say(line);
    if (line !== undefined) told.add(line);
  }
}
