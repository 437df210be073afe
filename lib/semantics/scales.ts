/**
 * Scales: what words are measured along. An axis is a direction in the space of a sentence encoder's
 * embeddings, made of a word or of pairs of opposites, as in SemAxis (An, Kwak and Ahn, arXiv
 * 1806.05521); a scale is a list of axes.
 */
import { createHash } from "node:crypto";
import { FACTORS, POLES } from "./poles.ts";

/** What an axis is made of: a word, or the word at its plus end and its opposite. */
export type Term = readonly [plus: string] | readonly [plus: string, minus: string];

/** One direction of meaning. */
export interface Axis {
  /** What it is called. */
  readonly name: string;
  /** What it is made of, at least one. */
  readonly terms: readonly Term[];
}

/** Three factors, each the mean of twelve pairs of opposites. Written `plus–minus`. */
const OSGOOD: Readonly<Record<typeof FACTORS[number]["name"], string>> = {
  evaluation: "good–bad positive–negative nice–awful pleasant–unpleasant beautiful–ugly " +
    "kind–cruel happy–sad clean–dirty honest–dishonest fair–unfair wise–foolish sweet–bitter",
  potency: "strong–weak powerful–powerless big–little deep–shallow large–small heavy–light " +
    "hard–soft mighty–feeble great–tiny thick–thin dominant–submissive brave–timid",
  activity: "active–passive fast–slow lively–quiet noisy–still alive–dead young–old " +
    "excited–calm energetic–lazy loud–silent sharp–dull moving–motionless busy–idle",
};

/** As many axes of as many pairs, of words that chance drew: see {@linkcode SCALES}. */
const RANDOM = [
  "build–air changed–shewed bearing–either justice–remove compensation–how labor–majority " +
  "when–privately took–else generations–respects raising–fond looking–offered equal–elinor",
  "sin–giveth would–exchange expand–lord son–felt bonds–bennet latter–employees " +
  "corporations–much ancient–says countries–using base–altogether charles–holding way–clear",
  "exist–assyria arise–challenges recognize–itself utmost–sometimes hundreds–extend " +
  "house–matter vice–smote despite–neighbour samaria–scale session–spring banking–million " +
  "particularly–family",
];

function axisOf(name: string, pairs: string): Axis {
  return { name, terms: pairs.split(" ").map((pair) => pair.split("–") as [string, string]) };
}

/** The name of a scale. */
export type ScaleName = "poles" | "osgood" | "random";

/** The scales there are, by name: the axes of each. */
export const SCALES: Readonly<Record<ScaleName, readonly Axis[]>> = {
  /** The six pole words of the original: a word's values are its cosines with them. */
  poles: POLES.map((name): Axis => ({ name, terms: [[name]] })),
  /**
   * Osgood's evaluation, potency and activity. One pair is a poor ruler: what it says of a word hangs
   * on all else that its two words mean. Over twelve pairs much of that evens out.
   */
  osgood: FACTORS.map(({ name }) => axisOf(name, OSGOOD[name])),
  /**
   * What `osgood` is compared with: axes that mean nothing. Their words were drawn once, from those
   * of three or more letters among the first 3,000 of the embedded table that are on no other scale,
   * in the order of `new Random(0, "random scale").shuffle`.
   */
  random: RANDOM.map((pairs, i) => axisOf(`random axis ${i + 1}`, pairs)),
};

/** The names of the scales. */
export const SCALE_NAMES = Object.keys(SCALES) as readonly ScaleName[];

/** The scales that not every classifier knows: all but the poles. */
export const FURTHER_SCALES: readonly ScaleName[] = SCALE_NAMES.filter((name) => name !== "poles");

/** SHA-256 of what a scale's axes are made of: equal axes have equal values in the same model. */
export function scaleSha256(name: ScaleName): string {
  return createHash("sha256").update(JSON.stringify(SCALES[name])).digest("hex");
}

/** A word's embedding, of length 1. */
export type Embed = (word: string) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * The directions of a scale's axes: of each norm(mean over its terms of norm(e⁺ − e⁻)), e being an
 * embedding and norm a division by the length. A term of one word is its embedding; an axis of one
 * such term is that embedding as it is.
 */
export async function axisDirections(
  scale: ScaleName,
  embed: Embed,
): Promise<ArrayLike<number>[]> {
  return await Promise.all(SCALES[scale].map(async ({ terms }) => {
    const directions = await Promise.all(terms.map(async ([plus, minus]) => {
      const from = await embed(plus);
      return minus === undefined ? from : unit(difference(from, await embed(minus)));
    }));
    const [first] = directions;
    return directions.length === 1 ? first! : unit(summed(directions));
  }));
}

/** An embedding's values on some axes: its products with their directions. */
export function valuesOn(
  directions: readonly ArrayLike<number>[],
  embedding: ArrayLike<number>,
): Float32Array {
  return Float32Array.from(directions, (direction) => product(embedding, direction));
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, i) => value - b[i]!);
}

/** The sum has the direction of the mean. */
function summed(vectors: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) sum.forEach((_, i) => sum[i]! += vector[i]!);
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(product(vector, vector));
  return vector.map((value) => value / length);
}
