/** `--only sd`: what Γ and the adjusted rate add to a step. */
import { findEncoder } from "../lib/semantics/open_classifier.ts";
import { caseFiles, MINI } from "./cases.ts";
import { EMBEDDED_TOKENIZER } from "./embedded.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject, processorChoices, pythonSettings, pythonSubject } from "./specs.ts";
import { HUGGING_FACE } from "./step.ts";

/** This trainer without Γ. */
export const NONE = "SDTrainer, none";
/** With the paper's Γ. */
export const SD2 = "SDTrainer, SD2";
/** With the notebook's. */
export const SD = "SDTrainer, SD";
/** How the original gets that. */
export const ORIGINAL = "the original's way, PyTorch";

/** Measures steps with `paper` Γ against none, and with `notebook` Γ against the original's way. */
export async function* benchSd(options: BenchOptions): AsyncGenerator<Row> {
  const { threads, python } = options;
  // Γ is of words, so even a trial needs the model that has the embedded vocabulary.
  const { model, batches } = await caseFiles(MINI);
  const files = [model, batches, String(threads)];
  const rounds = options.rounds ?? MINI.rounds;
  const common = { bench: "sd", what: "step", warmup: MINI.warmup, rounds };
  yield* (await measure(
    [
      denoSubject(NONE, "trainer_sd.ts", [...files, "none", "paper"]),
      denoSubject(SD2, "trainer_sd.ts", [...files, "SD2", "paper"]),
    ],
    { ...common, case: "paper Γ, mini", reference: NONE },
    options,
  )).rows;
  const encoder = findEncoder() === undefined ? "the embedded table as β" : "the encoder as β";
  const peers = python === undefined ? [] : [
    pythonSubject(ORIGINAL, python, "notebook_step.py", [
      ...files,
      pythonSettings(),
      EMBEDDED_TOKENIZER,
    ], {
      note: "β has random weights of the same shape",
      tries: processorChoices(HUGGING_FACE, threads),
    }),
  ];
  yield* (await measure(
    [
      denoSubject(SD, "trainer_sd.ts", [...files, "SD", "notebook"], {
        note: `${encoder}, each word asked once`,
      }),
      ...peers,
    ],
    { ...common, case: "notebook Γ, mini", reference: ORIGINAL },
    options,
  )).rows;
}
