/** Byte-pair encoding: a word's characters, joined pair by pair in the order of the merges. */
import type { JsonObject } from "./json.ts";
import type { WordModel } from "./word_piece.ts";

/** How characters are joined. */
export interface BytePairOptions {
  /** The rank of each pair and the token that it becomes, by the two tokens' ids. */
  merges: ReadonlyMap<string, Merge>;
  /** The id of a character that the vocabulary lacks. @default such characters are left out */
  unk?: number;
  /** Whether several such in a row are one. @default false */
  fuseUnk?: boolean;
  /** Whether a word that is in the vocabulary is not taken apart. @default false */
  ignoreMerges?: boolean;
}

/** A pair that is joined. */
interface Merge {
  /** Lower ones come first. */
  rank: number;
  /** What the two become. */
  id: number;
}

/** A place in a word: linked to its neighbours, so that joining moves nothing. */
interface Symbol {
  id: number;
  before: number;
  behind: number;
}

/** A pair that may be joined, until one of the two is another. */
interface Candidate {
  rank: number;
  at: number;
  left: number;
  right: number;
  id: number;
}

/** Candidates, of which the lowest rank comes first, and of equal ones the first in the word. */
class Queue {
  readonly #heap: Candidate[] = [];

  push(candidate: Candidate): void {
    const heap = this.#heap;
    let i = heap.push(candidate) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(candidate, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = candidate;
  }

  pop(): Candidate | undefined {
    const heap = this.#heap, first = heap[0], last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.rank < b.rank || a.rank === b.rank && a.at < b.at;
}

/** Byte-pair encoding with a vocabulary: ids by token. */
export function bytePair(ids: ReadonlyMap<string, number>, options: BytePairOptions): WordModel {
  const { merges, unk, fuseUnk = false, ignoreMerges = false } = options;
  return (word) => {
    const whole = ignoreMerges ? ids.get(word) : undefined;
    if (whole !== undefined) return [whole];
    const symbols: Symbol[] = [];
    let wasUnknown = false;
    for (const character of word) {
      const known = ids.get(character);
      const isJoined = known === undefined && fuseUnk && wasUnknown;
      wasUnknown = known === undefined;
      const id = known ?? unk;
      if (id === undefined || isJoined) continue;
      symbols.push({ id, before: symbols.length - 1, behind: symbols.length + 1 });
    }
    join(symbols, merges);
    const found: number[] = [];
    for (let i = 0; i < symbols.length; i = symbols[i]!.behind) found.push(symbols[i]!.id);
    return found;
  };
}

/** Joins what can be joined; what is left begins at place 0. */
function join(symbols: Symbol[], merges: ReadonlyMap<string, Merge>): void {
  const queue = new Queue();
  const offer = (at: number) => {
    const left = symbols[at], right = symbols[left?.behind ?? -1];
    if (left === undefined || right === undefined) return;
    const merge = merges.get(pairKey(left.id, right.id));
    if (merge !== undefined) queue.push({ ...merge, at, left: left.id, right: right.id });
  };
  symbols.forEach((_, at) => offer(at));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { at, left, right, id } = next;
    const first = symbols[at]!, second = symbols[first.behind];
    // Either may have become a part of another pair since.
    if (first.id !== left || second?.id !== right) continue;
    first.id = id;
    second.id = GONE;
    first.behind = second.behind;
    const behind = symbols[first.behind];
    if (behind !== undefined) behind.before = at;
    offer(first.before);
    offer(at);
  }
}

/** No token has this id: the place is a part of the one before it. */
const GONE = -1;

function pairKey(left: number, right: number): string {
  return `${left} ${right}`;
}

/**
 * The options in the `model` of a `tokenizer.json`.
 *
 * @throws {TypeError} If one is none, or asks for what is not written here.
 */
export function bytePairOptions(
  model: JsonObject,
  ids: ReadonlyMap<string, number>,
): BytePairOptions {
  for (const field of ["continuing_subword_prefix", "end_of_word_suffix"]) {
    if ((model[field] ?? "") !== "") throw new TypeError(`its model has ${field}`);
  }
  if (model["byte_fallback"] === true) throw new TypeError("its model has byte_fallback");
  const { merges: pairs, unk_token: token } = model;
  if (!Array.isArray(pairs)) throw new TypeError("its model has no merges");
  const idOf = (part: string): number => {
    const id = ids.get(part);
    if (id === undefined) throw new TypeError(`the vocabulary lacks ${part}, which merges name`);
    return id;
  };
  const merges = new Map<string, Merge>();
  pairs.forEach((pair: unknown, rank) => {
    const parts = typeof pair === "string" ? pair.split(" ") : pair;
    const [left, right, ...rest] = Array.isArray(parts) ? parts : [];
    if (typeof left !== "string" || typeof right !== "string" || rest.length > 0) {
      throw new TypeError(`its merge number ${rank} is no pair`);
    }
    // Of two equal pairs the later counts, as in a table.
    merges.set(pairKey(idOf(left), idOf(right)), { rank, id: idOf(left + right) });
  });
  const unk = typeof token === "string" ? idOf(token) : undefined;
  return {
    merges,
    ...(unk === undefined ? {} : { unk }),
    fuseUnk: model["fuse_unk"] === true,
    ignoreMerges: model["ignore_merges"] === true,
  };
}
