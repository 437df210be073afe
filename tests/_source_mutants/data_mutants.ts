/** Changes of lib/data and lib/random, and of what the bench sets beside them. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

/** All of them. */
export const DATA_MUTANTS: readonly Mutant[] = [
  ...mutantsBeside("lib/data/masking.ts", [
    ["another share is masked by default", "MASK_PROBABILITY = 0.15", "MASK_PROBABILITY = 0.14"],
    [
      "a token at the bound is masked",
      "random.next() < probability",
      "random.next() <= probability",
    ],
    ["too many masked tokens show [MASK]", "draw < 0.8", "draw < 0.81"],
    ["a draw of 0.9 is a random word", "draw < 0.9", "draw <= 0.9"],
    [
      "the vocabulary's last word is never drawn",
      "random.integer(vocabSize)",
      "random.integer(vocabSize - 1)",
    ],
    [
      "special tokens are masked",
      "if (special.has(id)) isWordMasked = undefined;\n      else if",
      "if",
    ],
    [
      "all chunks of a batch have the first one's masks",
      "options.random(index)",
      "options.random(0)",
    ],
    ["labels are what is seen", "labels.push(id)", "labels.push(inputIds[position]!)"],
  ]),
  ...mutantsBeside("lib/data/chunks.ts", [
    ["a chunk has one token more", "chunk.push(id) < length", "chunk.push(id) <= length"],
    [
      "exactly as many chunks as needed are too few",
      "total > count)",
      "total >= count)",
    ],
    [
      "the first chunks are drawn",
      "random.shuffledNumbers(count)",
      "new Uint32Array(count).map((_, i) => i)",
    ],
    ["sets of chunks share one", "start, start += count)", "start, (start += count - 1) + 1)"],
  ]),
  ...mutantsBeside("lib/data/load_chunks.ts", [
    ["a passage that ends with a chunk is in the next", "i * length < end", "i * length <= end"],
    ["a text of one chunk is too short", "chunks.length === 0", "chunks.length <= 1"],
  ]),
  ...mutantsBeside("lib/data/windows.ts", [
    ["windows are one sentence", "Math.max(current - 1, 0)", "Math.max(current, 0)"],
  ]),
  ...mutantsBeside("lib/data/blanks.ts", [
    ["a passage of four words gets no blank", "pool.length < OPTIONS", "pool.length <= OPTIONS"],
    [
      "the answer is always the first option",
      "random.shuffle([word, ...others])",
      "[word, ...others]",
    ],
    ["wrong options may be the answer", "other !== word", 'other !== ""'],
  ]),
  ...mutantsOf("lib/data/divide.ts", ["lib/data/text_test.ts", "lib/data/csv_test.ts"], [
    ["less is for training", "count * 8 / 10", "count * 7 / 10"],
  ]),
  ...mutantsBeside("lib/random/random.ts", [
    ["Philox has nine rounds", "round < 10", "round < 9"],
    ["the two indices are one", "this.#high = [first, second]", "this.#high = [first + second, 0]"],
    ["a block's last number is never given", "this.#used === 4", "this.#used === 3"],
    ["the first of a list never moves", "i > 0; i--", "i > 1; i--"],
    ["a normal number is half a one", "Math.sqrt(-2 * Math.log", "Math.sqrt(-1 * Math.log"],
  ]),
  ...mutantsOf("bench/python/cutting.py", ["tests/bench_peer_test.ts"], [
    ["the peer drops what a batch leaves", "self.rest = ids[whole:]", "self.rest = []"],
  ]),
];
