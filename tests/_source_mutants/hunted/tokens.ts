import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/tokens. */
export const TOKENS = [
  ...mutantsInRoom("lib/tokens/word_piece.ts", [
    ["a word of the greatest length is unknown", "count > longest", "count >= longest"],
    [
      "the usual greatest length is 99",
      "max_input_chars_per_word: longest = 100",
      "max_input_chars_per_word: longest = 99",
    ],
  ]),
  ...mutantsInRoom("lib/tokens/text_pieces.ts", [
    ["the shortest added token is found", "b.length - a.length", "a.length - b.length"],
    [
      "one side is a word's end",
      "ENDS_WITH_WORD.test(before) ||",
      "ENDS_WITH_WORD.test(before) &&",
    ],
    [
      "the spaces behind a token stay",
      "if (token.rstrip) stop +=",
      "if (token.rstrip) stop -= 0 *",
    ],
  ]),
  ...mutantsInRoom("lib/tokens/normalizers.ts", [
    [
      "accents stay where nothing is said",
      'step["strip_accents"] ?? lowercase',
      'step["strip_accents"] ?? false',
    ],
    ["control characters stay by default", "clean_text = true", "clean_text = false"],
  ]),
  ...mutantsInRoom("lib/tokens/vocabulary.ts", [
    ["an entry of spaces is empty", 'line.trim() === "" ? line : line.trimEnd()', "line.trimEnd()"],
    ["the last token of an id has it", 'if (vocabulary[id] === "") vocabulary', "vocabulary"],
  ]),
  ...mutantsInRoom("lib/tokens/added_tokens.ts", [
    ["special tokens are normalized", "normalized: !special", "normalized: special"],
    ["a new token has the last one's id", "next = id + 1", "next = id"],
  ]),
  ...mutantsInRoom("lib/tokens/tokenizer_json.ts", [
    [
      "every tokenizer has BERT's ends",
      "isBert && !isFramed(",
      "!isFramed(",
    ],
    ["a generic tokenizer is told what BERT's is", "isGeneric(config) ? [] : named", "named"],
    [
      "accents are stripped where nothing is said",
      'config["strip_accents"] ?? null',
      'config["strip_accents"] ?? true',
    ],
  ]),
  ...mutantsInRoom("lib/tokens/pre_tokenizers.ts", [
    ["two separators join the word before", "separates && !before ||", "separates ||"],
    ["what is inverted is not", "matched !== invert", "matched"],
  ]),
  ...mutantsInRoom("lib/tokens/text_ends.ts", [
    [
      "the outer ends are within",
      "[...outer.before, ...inner.before]",
      "[...inner.before, ...outer.before]",
    ],
    [
      "all ends are before the text",
      "(seen === 0 ? ends.before : ends.behind)",
      "(seen >= 0 ? ends.before : ends.behind)",
    ],
  ]),
  ...mutantsInRoom("lib/tokens/pieces.ts", [
    [
      "the prefix alone continues a word",
      "token.length > prefix.length",
      "token.length >= prefix.length",
    ],
  ]),
  ...mutantsInRoom("lib/tokens/piece_tokenizer.ts", [
    ["added special tokens are words", "...marked.map(({ id }) => id)", ""],
  ]),
  ...mutantsInRoom("lib/tokens/train_vocabulary.ts", [
    ["what is learned has the library's order", "...learned.sort()", "...learned"],
  ]),
  ...mutantsInRoom("lib/tokens/case.ts", [
    ["the twentieth small word is one too few", "small < ENOUGH", "small <= ENOUGH"],
    ["a tokenizer.json says nothing", " !== undefined || hasJson;", " !== undefined;"],
  ]),
  ...mutantsInRoom("lib/tokens/special_tokens.ts", [
    ["the ends of a text are no special tokens", ', "bos", "eos"]', "]"],
  ]),
];
