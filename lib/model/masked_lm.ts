/** A model that predicts, without anything that training needs. */
import { InputError } from "../io/mod.ts";
import {
  type Executor,
  type ExecutorBackend,
  gather,
  openExecutor,
  type Program,
  ProgramBuilder,
} from "../program/mod.ts";
import type { ArchitectureDefinition, MaskedLmConfig } from "./architecture.ts";
import { architectureOf } from "./architectures.ts";
import { Layers } from "./layers.ts";
import type { NamedTensors } from "./named_tensors.ts";
import { tensorsToVariables, weightsOf } from "./weights.ts";

/** Programs are built for lengths that are multiples of this, so that few are needed. */
const LENGTH_STEP = 32;

function buildPredictionProgram(
  architecture: ArchitectureDefinition,
  config: MaskedLmConfig,
  sequenceLength: number,
): Program {
  const builder = new ProgramBuilder();
  const inputIds = builder.placeholder("input_ids", [-1, sequenceLength], "int32");
  const attentionMask = builder.placeholder("attention_mask", [-1, sequenceLength]);
  const positions = builder.placeholder("positions", [-1], "int32");
  const layers = new Layers(builder);
  const hidden = architecture.encoder(layers, config, { inputIds, attentionMask });
  builder.output("logits", architecture.head(layers, config, gather(hidden, positions)));
  return builder.build();
}

/** Where in which sequence a prediction is wanted. */
export interface Place {
  /** Which of the sequences, from 0. */
  sequence: number;
  /** Which of its tokens, from 0. */
  token: number;
}

/**
 * A masked language model for prediction.
 *
 * @example
 * ```ts ignore
 * const { config, tensors } = await loadPretrained("data/embedded-model");
 * const model = new MaskedLm({ config, tensors, backend: await selectBackend() });
 * const [logits] = await model.logits([ids], [{ sequence: 0, token: 3 }]);
 * model.dispose();
 * ```
 */
export class MaskedLm {
  /** The model's configuration. */
  readonly config: MaskedLmConfig;
  readonly #architecture: ArchitectureDefinition;
  readonly #tensors: NamedTensors;
  readonly #backend: ExecutorBackend;
  #opened: { length: number; executor: Executor } | undefined;

  /**
   * A model of these weights. Nothing is computed or loaded yet.
   *
   * @param model.architecture Where it is not built in: what the model is computed by.
   */
  constructor(
    { config, tensors, backend, architecture = architectureOf(config) }: {
      config: MaskedLmConfig;
      tensors: NamedTensors;
      backend: ExecutorBackend;
      architecture?: ArchitectureDefinition;
    },
  ) {
    this.config = config;
    this.#architecture = architecture;
    this.#tensors = tensors;
    this.#backend = backend;
  }

  /**
   * Scores of each word of the vocabulary at some places.
   *
   * @param sequences Token ids with [CLS] and [SEP]; shorter ones are padded here.
   * @returns For each place `[vocabulary]` logits.
   * @throws {InputError} If a sequence has more tokens than the model has positions.
   */
  async logits(
    sequences: readonly (readonly number[])[],
    places: readonly Place[],
  ): Promise<Float32Array[]> {
    const { length, executor } = await this.#open(Math.max(...sequences.map((ids) => ids.length)));
    const shape = [sequences.length, length];
    const inputIds = new Int32Array(sequences.length * length).fill(this.config.padTokenId);
    const attention = new Float32Array(inputIds.length);
    sequences.forEach((ids, i) => {
      inputIds.set(ids, i * length);
      attention.fill(1, i * length, i * length + ids.length);
    });
    const positions = Int32Array.from(places, ({ sequence, token }) => sequence * length + token);
    const [logits] = await executor.run({
      input_ids: { shape, data: inputIds },
      attention_mask: { shape, data: attention },
      positions: { shape: [positions.length], data: positions },
    }, ["logits"]);
    const { vocabSize } = this.config;
    const data = logits!.data as Float32Array;
    return places.map((_, i) => data.subarray(i * vocabSize, (i + 1) * vocabSize));
  }

  /** The executor for sequences of at least this length; a longer one replaces a shorter one. */
  async #open(tokens: number): Promise<{ length: number; executor: Executor }> {
    const { maxPositionEmbeddings } = this.config;
    if (tokens > maxPositionEmbeddings) {
      throw new InputError(
        `a text has ${tokens} tokens, but the model has only ${maxPositionEmbeddings} positions`,
        { mend: "Give a shorter text" },
      );
    }
    if (this.#opened !== undefined && this.#opened.length >= tokens) return this.#opened;
    this.dispose();
    const length = Math.min(
      maxPositionEmbeddings,
      Math.ceil(tokens / LENGTH_STEP) * LENGTH_STEP,
    );
    const program = buildPredictionProgram(this.#architecture, this.config, length);
    const executor = await openExecutor(program, this.#backend);
    try {
      const weights = weightsOf(this.#architecture, this.config);
      await executor.setVariables(tensorsToVariables(weights, this.#tensors));
    } catch (error) {
      executor.dispose();
      throw error;
    }
    return this.#opened = { length, executor };
  }

  /** Frees what the backend holds. The model can still be used: it then opens anew. */
  dispose(): void {
    this.#opened?.executor.dispose();
    this.#opened = undefined;
  }
}
