/** `deno task fill-mask`: what a model puts in a text's blanks. */
import {
  checkVocabulary,
  type DeviceName,
  EMBEDDED,
  fillMask,
  folderOfModel,
  loadPretrained,
  loadTokenizer,
  MaskedLm,
  selectBackend,
} from "../lib/mod.ts";
import { BACKENDS } from "../lib/backend/mod.ts";
import { CASE_OPTIONS, casedOf, DEVICE_OPTION, OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { print, printLines } from "./_print.ts";

const command = {
  name: "fill-mask",
  description: "Fills each [MASK] of a text with the words that a model finds likeliest.",
  options: {
    text: {
      description: "a text with one or more [MASK]",
      placeholder: "TEXT",
      required: true,
    },
    model: {
      description:
        "a Hugging Face folder with config.json, model.safetensors and the vocabulary, " +
        "or a model's name on the hub, or embedded",
      placeholder: "MODEL",
      default: EMBEDDED,
    },
    top: { description: "words for each blank", type: "integer", least: 1, default: 5 },
    json: { description: "print Hugging Face's fill-mask fields as JSON", type: "boolean" },
    backend: {
      description: "what computes",
      choices: ["auto", ...BACKENDS],
      default: "auto",
    },
    device: DEVICE_OPTION,
    ...CASE_OPTIONS,
    offline: OFFLINE_OPTION,
  },
  examples: ['deno task fill-mask --text "The [MASK] of the people." --top 3'],
} as const;

await runCommand(command, async ({ options }) => {
  const folder = await folderOfModel(options.model);
  const { config, tensors } = await loadPretrained(folder);
  const cased = casedOf(options);
  const tokenizer = await loadTokenizer(folder, cased === undefined ? {} : { cased });
  checkVocabulary(tokenizer.vocabSize, config, folder);
  const backend = await selectBackend({
    backend: options.backend,
    device: options.device as DeviceName,
  });
  const model = new MaskedLm({ config, tensors, backend });
  const blanks = await fillMask(model, tokenizer, options.text, { top: options.top });
  model.dispose();
  if (options.json) {
    // As Hugging Face's pipeline: one blank gives a list, several a list of lists.
    printLines(JSON.stringify(blanks.length === 1 ? blanks[0] : blanks, null, 2));
    return;
  }
  const { maskTokenId, specialTokenIds } = tokenizer, ids = tokenizer.encode(options.text);
  const places = [...ids.keys()].filter((place) => ids[place] === maskTokenId);
  blanks.forEach((results, i) => {
    if (blanks.length > 1) print(`${tokenizer.vocabulary[maskTokenId]} ${i + 1}`);
    for (const { score, token, token_str, sequence } of results) {
      // The pipeline's text of several blanks has the tokens around it, too: people typed none.
      const shown = blanks.length === 1 ? sequence : tokenizer.decode(
        ids.with(places[i]!, token).filter((id) =>
          id === maskTokenId || !specialTokenIds.includes(id)
        ),
      );
      print(`${score.toFixed(4)}  ${token_str.padEnd(16)}  ${shown}`);
    }
  });
});
