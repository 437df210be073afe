/** `deno task setup`: sets TensorFlow up, which every task that needs it also does by itself. */
import {
  ensureDictionary,
  ensureNative,
  OBTAINABLE_DICTIONARIES,
  progressOnTerminal,
} from "../lib/backend/mod.ts";
import { OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { print, tell } from "./_print.ts";

const command = {
  name: "setup",
  description:
    "Sets TensorFlow up: downloads its library through pip (274 MB; with CUDA, for NVIDIA " +
    "GPUs, 3.4 GB) into a folder of its own for each build, .sdtrainer/tensorflow/VERSION-BUILD, " +
    "and compiles tfjs' addon against it. Does only what is missing. Tasks that need TensorFlow do " +
    "the same by themselves; with --device cpu they do without CUDA.",
  options: {
    kind: {
      description: "The build of TensorFlow",
      choices: ["cpu", "cuda"],
      placeholder: "BUILD",
      defaultText:
        "$SDTRAINER_TENSORFLOW, else cuda where an NVIDIA GPU is found whose driver fits",
    },
    mecab: {
      description: "Instead, MeCab's dictionary of this name, for Japanese models (47 or 13 MB)",
      choices: OBTAINABLE_DICTIONARIES,
      placeholder: "NAME",
    },
    gpu: { type: "boolean", description: "The same as --kind cuda" },
    offline: OFFLINE_OPTION,
  },
  insteadOfOffline: "Run deno task setup without --offline",
  examples: [
    "deno task setup",
    "SDTRAINER_WHEELS=/media/wheels deno task setup     (offline, from a folder of wheels)",
    "SDTRAINER_LIBTENSORFLOW=/usr/local deno task setup (with an installed C library)",
  ],
} as const;

await runCommand(command, async ({ options }) => {
  if (options.mecab !== undefined) {
    const { changed, folder } = await ensureDictionary(options.mecab, tell);
    print(`${changed ? "Set up" : "Ready"}: the dictionary ${options.mecab} in ${folder}.`);
    return;
  }
  const started = performance.now();
  const kind = options.gpu ? "cuda" as const : options.kind;
  const { changed, description } = await ensureNative({
    ...(kind === undefined ? {} : { kind }),
    onProgress: progressOnTerminal(),
    onMessage: tell,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(changed ? `Set up ${description} in ${seconds} s.` : `Ready: ${description}.`);
});
