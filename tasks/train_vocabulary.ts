/** Trains a cased WordPiece vocabulary from text and writes a tokenizer's files. */

import { requirePlainText } from "../lib/data/mod.ts";
import { createTokenizer, saveTokenizer, trainVocabulary } from "../lib/tokens/mod.ts";
import { runCommand } from "./_cli.ts";
import { print } from "./_print.ts";

const command = {
  name: "train-vocabulary",
  description: "Trains a cased WordPiece vocabulary from text files and writes the tokenizer's " +
    "files, which any Hugging Face library opens.",
  options: {
    size: {
      type: "integer",
      least: 6,
      most: 30_000,
      default: 8000,
      description: "How many tokens",
    },
    maxLength: {
      type: "integer",
      least: 3,
      default: 128,
      description: "Tokens that the model takes at most, noted in tokenizer_config.json",
    },
    out: { placeholder: "FOLDER", required: true, description: "Where the files go" },
  },
  positionals: { name: "FILE", description: "text to learn from", min: 1, max: Infinity },
  examples: [
    "deno task train-vocabulary mine.txt --size 2000 --out my-vocabulary",
    "deno task train --model-type bert --tokenizer my-vocabulary --data mine.txt --out my-model",
  ],
} as const;

if (import.meta.main) {
  await runCommand(command, async ({ options, positionals }) => {
    const { size, maxLength, out } = options;
    for (const file of positionals) await requirePlainText(file);
    const vocabulary = await trainVocabulary(positionals, { size });
    const config = { do_lower_case: false, model_max_length: maxLength };
    await saveTokenizer(createTokenizer({ vocabulary, config }), out);
    print(`${out}: ${vocabulary.length} tokens`);
  });
}
