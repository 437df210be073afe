/** Shows words in the semantic differential: pole scores, factors, scales, and Γ of a pair. */

import {
  chooseGamma,
  FACTORS,
  factorValues,
  type GammaChoice,
  GammaError,
  gammaRoot,
  GAMMAS,
  measureWords,
  openClassifier,
  POLES,
  rootName,
  type ScaleName,
  SCALES,
  type SemanticClassifier,
  standardFactorValues,
  standardise,
  type WordPair,
} from "../lib/semantics/mod.ts";
import { UsageError } from "../lib/io/mod.ts";
import { OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { inProject } from "./_place.ts";
import { printLines, tell } from "./_print.ts";
import { validate } from "./_validate.ts";

const command = {
  name: "semantics",
  description: "Shows where words lie in the semantic differential: the cosine of each with the " +
    "six poles, its three factors (plus pole less minus pole), its values on the axes of the other " +
    "scales (in brackets standard deviations from the average of all words that β has, where training takes " +
    "the model's) and, of two words, each Γ that " +
    "compares words and its root. Or, with --validate, what the axes say of words beside what people " +
    "said of them.",
  options: {
    beta: {
      placeholder: "MODEL",
      default: "auto",
      description: "Scores from: table, a sentence encoder's folder, its name on the hub, or auto",
    },
    json: { type: "boolean", description: "Print JSON" },
    validate: {
      type: "boolean",
      description: "Compare the axes with published valences of words, and write a plot",
    },
    inquirer: {
      placeholder: "FILE",
      description:
        "With --validate: the General Inquirer's spreadsheet as CSV, to compare with, too",
    },
    gammas: {
      type: "boolean",
      description: "With --validate: measure what each Γ tells on the embedded model (minutes)",
    },
    out: {
      placeholder: "FOLDER",
      defaultText: inProject("results/validity"),
      description: "With --validate: the folder to write to",
    },
    offline: OFFLINE_OPTION,
  },
  positionals: {
    name: "WORD",
    description: "One word, or the right word and the predicted one",
    min: 0,
    max: 2,
  },
  examples: [
    "deno task semantics good bad",
    "deno task semantics --json ship",
    "deno task semantics --validate",
  ],
} as const;

type Gammas = Record<string, { gamma: number | null; gamma_root: number | null }>;

interface Profile {
  word: string;
  scores: Record<string, number>;
  factors: Record<string, number>;
  standard_factors?: Record<string, number>;
  scales?: Record<string, ScaleValues>;
}

/** A word on one scale, by the names of its axes. */
interface ScaleValues {
  values: Record<string, number>;
  standard_values?: Record<string, number>;
}

async function onScale(
  classifier: SemanticClassifier,
  word: string,
  scale: ScaleName,
): Promise<ScaleValues> {
  const values = await classifier.scores([word], scale), spread = classifier.spreads?.get(scale);
  const byAxis = (numbers: ArrayLike<number>) =>
    Object.fromEntries(SCALES[scale].map(({ name }, i) => [name, numbers[i]!]));
  return {
    values: byAxis(values),
    ...(spread && { standard_values: byAxis(standardise(values, spread)) }),
  };
}

async function profile(classifier: SemanticClassifier, word: string): Promise<Profile> {
  const scores = await classifier.scores([word]);
  const factors = factorValues(scores);
  const { reference, scales = [] } = classifier;
  const placed = await Promise.all(
    scales.map(async (scale) => [scale, await onScale(classifier, word, scale)] as const),
  );
  return {
    word,
    scores: Object.fromEntries(POLES.map((pole, i) => [pole, scores[i]!])),
    factors,
    ...(reference && { standard_factors: standardFactorValues(factors, reference) }),
    ...(placed.length === 0 ? {} : { scales: Object.fromEntries(placed) }),
  };
}

/** Whether a Γ compares words, and on a scale that the classifier knows. */
function canCompare(
  { parts: { prediction, profile: { scale = "poles" } } }: GammaChoice,
  { scales = [] }: SemanticClassifier,
): boolean {
  return prediction === "argmax" && (scale === "poles" || scales.some((known) => known === scale));
}

/** Γ in each definition; null, with a word on the error output, where it does not exist. */
async function gammas(classifier: SemanticClassifier, pair: WordPair): Promise<Gammas> {
  const result: Gammas = {};
  const choices = GAMMAS.names.map((name) => chooseGamma(name));
  for (const choice of choices.filter((each) => canCompare(each, classifier))) {
    const { name } = choice;
    try {
      const { gamma } = await measureWords(classifier, [pair], choice.parts);
      result[name] = { gamma: gamma!, gamma_root: gamma === 0 ? 0 : gammaRoot(gamma!, choice) };
    } catch (error) {
      if (!(error instanceof GammaError)) throw error;
      tell(`${name}: ${error.message}`);
      result[name] = { gamma: null, gamma_root: null };
    }
  }
  return result;
}

function show(profiles: readonly Profile[], gamma: Gammas): string {
  const width = Math.max(16, ...profiles.map(({ word }) => word.length + 2));
  const row = (label: string, cells: readonly string[]) =>
    label.padEnd(18) + cells.map((cell) => cell.padStart(width)).join("");
  const signed = (value: number, digits: number) => (value < 0 ? "" : "+") + value.toFixed(digits);
  const factor = ({ factors, standard_factors }: Profile, name: string) =>
    signed(factors[name]!, 3) +
    (standard_factors ? ` (${signed(standard_factors[name]!, 1)})` : "");
  return [
    row("", profiles.map(({ word }) => word)),
    ...POLES.map((pole) => row(pole, profiles.map(({ scores }) => scores[pole]!.toFixed(3)))),
    "",
    ...FACTORS.map(({ name }) => row(name, profiles.map((each) => factor(each, name)))),
    "",
    ...Object.keys(profiles[0]!.scales ?? {}).flatMap((scale) => [
      `scale ${scale}`,
      ...SCALES[scale as ScaleName].map(({ name }) =>
        row(
          `  ${name}`,
          profiles.map(({ scales }) => {
            const { values, standard_values } = scales![scale]!;
            return signed(values[name]!, 3) +
              (standard_values ? ` (${signed(standard_values[name]!, 1)})` : "");
          }),
        )
      ),
      "",
    ]),
    ...Object.entries(gamma).map(([name, { gamma, gamma_root }]) => {
      const { root } = chooseGamma(name).parts;
      const values = gamma === null || gamma_root === null
        ? "does not exist"
        : `${gamma.toFixed(4)}, its ${rootName(root)}: ${gamma_root.toFixed(4)}`;
      return `Γ (${name}): ${values}`;
    }),
  ].join("\n").trimEnd();
}

if (import.meta.main) {
  await runCommand(command, async ({ options, positionals }) => {
    if (options.validate === (positionals.length > 0)) {
      throw new UsageError("Give one or two words, or --validate, and not both.");
    }
    const { inquirer, gammas: measure, out = inProject("results/validity") } = options;
    if (options.validate && options.json) {
      throw new UsageError("--json is for words: --validate prints a table and writes files.");
    }
    const only = { inquirer, gammas: measure || undefined, out: options.out };
    const [needless] = Object.entries(only).filter(([, value]) => value !== undefined);
    if (!options.validate && needless !== undefined) {
      throw new UsageError(`--${needless[0]} is for --validate only.`);
    }
    const { classifier, message } = await openClassifier({ beta: options.beta });
    tell(message);
    if (options.validate) {
      try {
        await validate(classifier, { inquirer, gammas: measure, out });
      } finally {
        await classifier.dispose?.();
      }
      return;
    }
    const profiles = await Promise.all(positionals.map((word) => profile(classifier, word)));
    const [answer, prediction] = positionals;
    const gamma = prediction === undefined
      ? {}
      : await gammas(classifier, { answer: answer!, prediction });
    if (!options.json) printLines(show(profiles, gamma));
    else {
      const { name, modelSha256 } = classifier;
      const beta = { name, model_sha256: modelSha256, description: message };
      printLines(JSON.stringify({ beta, words: profiles, gamma }, null, 2));
    }
  });
}
