/**
 * The conditions of the experiment `main` besides none, SD, SD2 and none's rates: one list, from which
 * its settings, the contrasts of the plan and what the report says of each follow.
 */
import type { Levels } from "./levels.ts";

/** The methods in question; each has the same controls. */
export const METHODS_IN_QUESTION = ["SD", "SD2"] as const;

/** One of {@linkcode METHODS_IN_QUESTION}. */
export type MethodInQuestion = (typeof METHODS_IN_QUESTION)[number];

/**
 * What a condition is compared for: `primary` are the controls of the primary analysis, `control` those
 * beside it, `variant` another method or Γ.
 */
export type ControlRole = "primary" | "control" | "variant";

/** A condition of either method: `same_mean` is `same_mean_SD` and `same_mean_SD2`. */
export interface MethodCondition {
  /** What it is for. */
  readonly role: ControlRole;
  /** What it is, in the report: a sentence without a full stop. */
  readonly sentence: string;
  /** Whether its Γ is kept, step by step, where the method is SD. */
  readonly keepsGamma?: boolean;
  /** What differs from the method itself. */
  settings(method: MethodInQuestion, levels: Levels): Readonly<Record<string, unknown>>;
}

/** The conditions of either method, by what they are. */
export const METHOD_CONDITIONS = {
  same_mean: {
    role: "primary",
    sentence: "at each step the geometric mean of the other’s factors A″ ÷ A′",
    settings: (method) => ({ method: `mean:of=${method}` }),
  },
  shuffled: {
    role: "primary",
    sentence: "the same factors, each at a step that chance drew",
    settings: (method) => ({ method: `replay:of=${method}:order=shuffled` }),
  },
  replayed: {
    role: "control",
    sentence: "the factors of the next seed’s run, the first seed being next to the last, in order",
    settings: (method) => ({ method: `replay:of=${method}:from=next` }),
  },
  random: {
    role: "primary",
    sentence:
      "other axes of the same encoder, of word pairs that chance drew, in place of Osgood’s",
    keepsGamma: true,
    settings: (_, { random }) => ({ gamma: "random", gammaReference: random }),
  },
  chance: {
    role: "control",
    sentence: "a place that chance drew for each word: the control without meaning",
    keepsGamma: true,
    settings: (_, { chance }) => ({ gamma: "chance", gammaReference: chance }),
  },
  loss: {
    role: "control",
    sentence: "the masked words’ loss in Γ’s place",
    keepsGamma: true,
    settings: (_, { loss }) => ({ gamma: "loss", gammaReference: loss }),
  },
  paper: {
    role: "variant",
    sentence: "the Γ of the original’s text",
    keepsGamma: true,
    settings: () => ({ gamma: "paper" }),
  },
  notebook: {
    role: "variant",
    sentence: "the Γ of the original’s notebook",
    keepsGamma: true,
    settings: () => ({ gamma: "notebook" }),
  },
  kappa1: {
    role: "variant",
    sentence: "Γ itself instead of its root",
    settings: () => ({ gamma: "osgood:root=1" }),
  },
  normalised: {
    role: "variant",
    sentence: "Γ divided by what it was before training",
    settings: () => ({ gammaReference: "initial" }),
  },
} as const satisfies Readonly<Record<string, MethodCondition>>;

/** The name of one of {@linkcode METHOD_CONDITIONS}. */
export type MethodConditionName = keyof typeof METHOD_CONDITIONS;

const LIST: readonly [string, MethodCondition][] = Object.entries(METHOD_CONDITIONS);

/** The names of those with a role, or of all. */
export function methodConditions(role?: ControlRole): string[] {
  return LIST.filter(([, of]) => role === undefined || of.role === role).map(([name]) => name);
}

/** The control whose Γ knows right from wrong words, and nothing of what they mean. */
export const MEANINGLESS = "chance" satisfies MethodConditionName;

/** Controls whose Γ is another one: their mean rate is matched by a level that other seeds told. */
export const OTHER_GAMMAS = ["chance", "loss"] as const satisfies readonly MethodConditionName[];

/** A condition that is one of its own: the method is none unless it says another. */
export interface SingleCondition {
  /** What it is, in the report. */
  readonly sentence: string;
  /** The objective in question that it is, or is the control of. */
  readonly objective?: "sd_token" | "sd_loss";
  /** What differs from none. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The other conditions: a method of its own, and objectives with Γ's profile in them. */
export const SINGLE_CONDITIONS: Readonly<Record<string, SingleCondition>> = {
  greedy_lr: { sentence: "a rate that the loss drives (GreedyLR)", settings: { method: "greedy" } },
  sd_token: {
    objective: "sd_token",
    sentence: "each masked word’s loss weighted by its own distance in meaning",
    settings: { objective: "sd_token" },
  },
  sd_token_shuffled: {
    objective: "sd_token",
    sentence: "the same weights at other words of the batch",
    settings: { objective: "sd_token:order=shuffled" },
  },
  sd_token_random: {
    objective: "sd_token",
    sentence: "sd_token on other axes of the same encoder",
    settings: { objective: "sd_token", gamma: "random" },
  },
  sd_loss: {
    objective: "sd_loss",
    sentence: "the expected distance in meaning added to the loss",
    settings: { objective: "sd_loss:lambda=0.1" },
  },
  sd_loss_shuffled: {
    objective: "sd_loss",
    sentence: "sd_loss with the words’ profiles dealt to others, a deal of its own for each seed",
    settings: { objective: "sd_loss:lambda=0.1:order=shuffled" },
  },
  sd_loss_random: {
    objective: "sd_loss",
    sentence: "sd_loss on other axes of the same encoder",
    settings: { objective: "sd_loss:lambda=0.1", gamma: "random" },
  },
};

/** The objectives in question, by name with their controls. */
export const OBJECTIVES: Readonly<Record<string, readonly string[]>> = {
  sd_token: objectiveControls("sd_token"),
  sd_loss: objectiveControls("sd_loss"),
};

function objectiveControls(objective: string): string[] {
  return Object.entries(SINGLE_CONDITIONS)
    .filter(([name, of]) => of.objective === objective && name !== objective)
    .map(([name]) => name);
}

/** The conditions of which each step's Γ is kept. */
export const GAMMA_CONDITIONS: readonly string[] = [
  "SD",
  ...LIST.filter(([, { keepsGamma }]) => keepsGamma).map(([name]) => `${name}_SD`),
];

/** What every condition is in the report, by name; those of a method without it. */
export const CONDITION_SENTENCES: Readonly<Record<string, string>> = Object.fromEntries(
  [...LIST, ...Object.entries(SINGLE_CONDITIONS)].map(([name, { sentence }]) => [name, sentence]),
);

/** All settings that make conditions out of the method's, or out of none's. */
export function conditionSettings(
  levels: Levels,
): ({ name: string; method: string } & Readonly<Record<string, unknown>>)[] {
  return [
    ...METHODS_IN_QUESTION.flatMap((method) =>
      LIST.map(([name, { settings }]) => ({
        ...{ name: `${name}_${method}`, method },
        ...settings(method, levels),
      }))
    ),
    ...Object.entries(SINGLE_CONDITIONS).map(([name, { settings }]) => ({
      ...{ name, method: "none" },
      ...settings,
    })),
  ];
}
