/** What the page is told of its models and of Γ: JSON, and numbers beside it. */

/** Where things lie on the site, from its root. */
export const PLACES = { data: "play.json", models: "models", words: "words", vendor: "vendor" };

/** How many models are compared at most. */
export const MOST_MODELS = 3;

/** A model on the page. */
export interface PageModel {
  /** What it is called. */
  name: string;
  /** The number of its vocabulary. */
  vocabulary: number;
  /** Bytes of its ONNX file. */
  bytes: number;
  /** Tokens that a text may have, `[CLS]` and `[SEP]` among them. */
  positions: number;
}

/** An axis of the profiles that are drawn. */
export interface PageAxis {
  /** One of the three factors. */
  name: "evaluation" | "potency" | "activity";
  /** What its ends stand for. */
  left: string;
  right: string;
}

/** The content of `play.json`. */
export interface PlayData {
  models: PageModel[];
  /** Of each vocabulary its tokens as text, by id; empty where there is none. */
  vocabularies: string[][];
  /** Γ as far as one pair of words goes. */
  gamma: {
    name: string;
    /** What it is. */
    sentence: string;
    distance: string;
    prediction: "argmax" | "expectation" | "probability";
    reduction: "mean" | "sum";
    root: number;
    /** What each number of a profile is. */
    axes: readonly string[];
    /** By what Γ is divided before its root is taken; 1 for nothing. */
    reference: number;
  };
  /** The axes that are drawn, in standard deviations from the average word. */
  drawn: PageAxis[];
  /** Methods that take a power of Γ's root. */
  methods: { name: string; power: number }[];
  /** A′ before the reader changes it. */
  scheduledRate: number;
}

/** A vocabulary's numbers. */
export interface WordNumbers {
  /** `[words]`: 1 for words that Γ compares. */
  known: Float32Array;
  /** `[words, axes of Γ]`. */
  profile: Float32Array;
  /** `[words]`: 1 for words that are drawn. */
  placed: Float32Array;
  /** `[words, axes drawn]`. */
  drawn: Float32Array;
}

/** The lengths of a vocabulary's numbers, in the order in which their file has them. */
export function numbersOf(words: number, data: Pick<PlayData, "gamma" | "drawn">) {
  return {
    known: words,
    profile: words * data.gamma.axes.length,
    placed: words,
    drawn: words * data.drawn.length,
  } satisfies Record<keyof WordNumbers, number>;
}
