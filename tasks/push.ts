/** `deno task push`: a model's files to a repository of the Hugging Face hub. */
import { filesToPush, pushModel } from "../lib/mod.ts";
import { runCommand } from "./_cli.ts";
import { print, tell } from "./_print.ts";

const command = {
  name: "push",
  description:
    "Sends a model to the Hugging Face hub, as one commit: weights, tokenizer, card and, where they " +
    "are there, ONNX files, but nothing else of its folder. The repository is made if need be. The " +
    "environment variable HF_TOKEN has to hold a token that may write.",
  options: {
    model: { description: "The model's folder", placeholder: "FOLDER", required: true },
    to: {
      description: "The repository: its owner and its name",
      placeholder: "USER/NAME",
      required: true,
    },
    private: {
      description: "Let nobody else see the repository: one that is there and public is refused",
      type: "boolean",
    },
    endpoint: {
      description: "Another hub than huggingface.co, to which the token is sent. HF_ENDPOINT, " +
        "which may be a mirror to download from, does not do",
      placeholder: "URL",
    },
  },
  stopsAfter: "piece" as const,
  examples: ["deno task push --model my-model --to me/my-model --private"],
} as const;

await runCommand(command, async ({ options, signal }) => {
  const { model, to, endpoint, private: isPrivate } = options;
  for (const { path, size } of await filesToPush(model)) {
    tell(`${path}: ${(size / 1e6).toFixed(1)} MB`);
  }
  print(await pushModel(model, to, { endpoint, isPrivate, signal }));
});
