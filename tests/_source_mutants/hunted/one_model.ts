import { type Mutant, mutantsBeside, mutantsOf } from "../mutant.ts";

/** Changes of what training, measuring and telling of one model are made of. */
export const ONE_MODEL: readonly Mutant[] = [
  ...mutantsOf("lib/experiment/read_places.ts", ["tests/read_places_test.ts"], [
    ["results may be what is read", "place === written", "false"],
    ["results may lie in what is read", ": isWithin(written, place)", ": false"],
    ["results may lie around what is read", ": isWithin(place, written)", ": false"],
    ["a folder's name may begin another's", "outer : outer + sep", "outer : outer"],
    ["links are not followed", "return realpathSync(path);", "return path;"],
    ["what the evaluation reads is no place", "evalData === null ? [] :", "true ? [] :"],
  ]),
  ...mutantsOf("lib/experiment/fine_tune.ts", ["tests/read_places_test.ts"], [
    ["a model may go around data", "  refuseReadPlaces(out, await readPlaces(reading));\n", ""],
  ]),
  ...mutantsBeside("lib/experiment/ending.ts", [
    ["a run of all its steps is stopped early", "last.step < stepsOf(run)", "last.step > 0"],
    ["a failure is an early stop", "diverged === null &&\n", "true &&\n"],
    ["the last weights are the best ones", "bestStep ?? records", "records"],
  ]),
  ...mutantsBeside("lib/experiment/first_look.ts", [
    ["a hundred masked tokens are few", "tokens >= FEW_TOKENS", "tokens > FEW_TOKENS"],
  ]),
  ...mutantsOf("lib/experiment/evaluate_folder.ts", ["tests/evaluate_model_test.ts"], [
    ["what was trained on is not told", "!isUnseen && training &&", "false && training &&"],
  ]),
  ...mutantsOf("lib/experiment/measured_texts.ts", ["tests/evaluate_model_test.ts"], [
    ["what is held out is trained on", "held: true }", "held: false }"],
  ]),
  ...mutantsBeside("lib/data/line_chunk.ts", [
    ["what stands behind is one token", "tokensBehind !== undefined", "tokensBehind === 1"],
    [
      "what stands behind none is not looked at",
      "while (count < ends.length &&",
      "while (false &&",
    ],
  ]),
  ...mutantsBeside("lib/training/batches.ts", [
    ["a share stays small", "Math.sqrt(probability)", "probability"],
    [
      "a share grows a draw early",
      "let i = MASK_ATTEMPTS; i <=",
      "let i = MASK_ATTEMPTS - 1; i <=",
    ],
  ]),
];
