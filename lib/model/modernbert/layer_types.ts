/** What ModernBERT's layers look at, and how far apart their positions are, as files say it. */
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../../io/mod.ts";
import { wrongField } from "../encoder_config.ts";

/** The words of Transformers 5 for all of a text, and a window around each token. */
export const ATTENTION_TYPES = ["full_attention", "sliding_attention"] as const;

/** What a layer looks at. */
export type AttentionType = typeof ATTENTION_TYPES[number];

/** Of so many layers one looks at all of the text, where a file does not say it. */
const EVERY = 3;

/** The bases of wavelengths where a file does not say them, and the fields of the first files. */
const THETAS = {
  full_attention: ["global_rope_theta", 160_000],
  sliding_attention: ["local_rope_theta", 10_000],
} as const satisfies Record<AttentionType, readonly [string, number]>;

/**
 * What each layer looks at: `layer_types`, or one of `global_attn_every_n_layers` at all.
 *
 * @throws {InputError} If they are none, or not as many as there are layers.
 */
export function layerTypesOf(
  fields: Readonly<Record<string, unknown>>,
  layers: number,
  file: string,
): AttentionType[] {
  const { layer_types: types, global_attn_every_n_layers: every = EVERY } = fields;
  if (types === undefined || types === null) {
    if (!Number.isSafeInteger(every) || (every as number) < 1) {
      const mend = "Make it a whole number above 0";
      throw wrongField(file, "global_attn_every_n_layers", every, mend);
    }
    return Array.from({ length: layers }, (_, i) => ATTENTION_TYPES[i % (every as number) ? 1 : 0]);
  }
  const isType = (type: unknown): type is AttentionType =>
    ATTENTION_TYPES.includes(type as AttentionType);
  if (Array.isArray(types) && types.length === layers && types.every(isType)) return types;
  const mend = `List ${ATTENTION_TYPES.join(" or ")} for each of the ${layers} layers`;
  throw wrongField(file, "layer_types", types, mend);
}

/**
 * The base of the positions' wavelengths, by what a layer looks at.
 *
 * @throws {InputError} If one is no number above 0, or positions are stretched.
 */
export function thetasOf(
  fields: Readonly<Record<string, unknown>>,
  file: string,
): Record<AttentionType, number> {
  const given = (fields["rope_parameters"] ?? {}) as Record<string, unknown>;
  const thetaOf = (type: AttentionType): number => {
    const [older, otherwise] = THETAS[type];
    const { rope_theta, ...rest } = { rope_type: "default", ...given[type] ?? {} } as Record<
      string,
      unknown
    >;
    if (!isDeepStrictEqual(rest, { rope_type: "default" })) {
      throw new InputError(`the positions of ${type} are not the plain ones`, {
        file,
        place: "rope_parameters",
        mend: 'Give a ModernBERT model whose rope_type is "default": no other is supported',
      });
    }
    const theta = rope_theta ?? fields[older] ?? otherwise;
    if (typeof theta === "number" && Number.isFinite(theta) && theta > 0) return theta;
    throw wrongField(file, rope_theta === undefined ? older : "rope_parameters", theta, ABOVE_0);
  };
  return {
    full_attention: thetaOf("full_attention"),
    sliding_attention: thetaOf("sliding_attention"),
  };
}

const ABOVE_0 = "Make it a number above 0";
