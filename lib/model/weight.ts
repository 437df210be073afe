/** What a layer says of a weight where it is written. */
import type { Random } from "../random/mod.ts";
import type { NamedTensor } from "./named_tensors.ts";

/**
 * What a tensor starts as: all 0, all 1, draws from the normal distribution whose deviation is the
 * configuration's `initializerRange`, or what a function fills in. The function's tensor holds
 * zeros, and its random numbers are decided by the seed and the tensor's name. One that takes long is a
 * generator: whenever it yields, saying how many numbers it has filled in since, others have their turn.
 */
export type Initialisation =
  | "zeros"
  | "ones"
  | "normal"
  | ((tensor: NamedTensor, random: Random) => void | Generator<number>);

/** Where in the model a weight is: in the embeddings, the layer of this number from 0, the head. */
export type WeightPlace = "embeddings" | number | "head";

/** One of the Hugging Face tensors that make up a variable. */
export interface WeightPart {
  /** Hugging Face's name. */
  readonly name: string;
  /** Its dimensions in Hugging Face's files. */
  readonly shape: readonly number[];
  /** Whether the variable holds its transpose; it is a matrix then. */
  readonly transposed: boolean;
}

/** What there is to say of a variable besides its name and shape. */
export interface WeightOptions {
  /** What it begins as. */
  init: Initialisation;
  /** Whether weight decay applies: not to biases and normalisations, as Hugging Face's Trainer has it. */
  decays: boolean;
  /**
   * The Hugging Face tensors that make it up, stacked along its first dimension, of equal sizes.
   * `transposed` says that the variable holds the transpose of the tensor.
   * @default one tensor of the variable's own name
   */
  parts?: readonly (string | { name: string; transposed: boolean })[];
  /**
   * Further names by which a checkpoint may hold the same tensor: of a decoder that is tied to it.
   * @default none
   */
  copies?: readonly string[];
  /** A row that starts as zeros: the padding token's in a table of embeddings. @default none */
  zeroRow?: number;
}

/** A variable of a model, as its layer declared it. */
export interface WeightDeclaration {
  /** The variable's name in programs. */
  readonly name: string;
  /** Its dimensions in programs. */
  readonly shape: readonly number[];
  /** What it begins as. */
  readonly init: Initialisation;
  /** Whether weight decay applies. */
  readonly decays: boolean;
  /** The tensors that it is made of, in their order. */
  readonly parts: readonly WeightPart[];
  /** Names under which files may hold it again. */
  readonly copies: readonly string[];
  /** The row that begins as 0, from 0; none where it is left out. */
  readonly zeroRow?: number;
  /** Whether it is of the encoder or the head. */
  readonly place: WeightPlace;
}
