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
  if (Array.isArray(types) && types.length === layers && types.every(isAttentionType)) return types;
  const mend = `List ${ATTENTION_TYPES.join(" or ")} for each of the ${layers} layers`;
  throw wrongField(file, "layer_types", types, mend);
}

/** How many layers from one that looks at all to the next, where that is all that a file need say. */
export function everyOf(types: readonly AttentionType[]): number | undefined {
  const next = types.indexOf("full_attention", 1), every = next === -1 ? types.length : next;
  const isPlain = types.every((type, i) => type === ATTENTION_TYPES[i % every ? 1 : 0]);
  return isPlain ? every : undefined;
}

function isAttentionType(type: unknown): type is AttentionType {
  return ATTENTION_TYPES.includes(type as AttentionType);
}

function objectOf(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const mend = `Make it an object with ${ATTENTION_TYPES.join(" and ")}`;
  throw wrongField(file, "rope_parameters", value, mend);
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
  const given = objectOf(fields["rope_parameters"] ?? {}, file);
  const strange = Object.keys(given).find((name) => !isAttentionType(name));
  if (strange !== undefined) {
    const mend = `Give it ${ATTENTION_TYPES.join(" and ")}, each with its rope_theta`;
    throw wrongField(file, "rope_parameters", strange, mend);
  }
  const thetaOf = (type: AttentionType): number => {
    const [older, otherwise] = THETAS[type];
    const own = objectOf(given[type] ?? {}, file);
    const { rope_theta, ...rest }: Record<string, unknown> = { rope_type: "default", ...own };
    if (!isDeepStrictEqual(rest, { rope_type: "default" })) {
      throw new InputError(`the positions of ${type} are not the plain ones`, {
        file,
        place: "rope_parameters",
        mend: 'Give a ModernBERT model whose rope_type is "default": no other is supported',
      });
    }
    // A window's was null in the first files where it is that of all of the text.
    const olderTheta = fields[older] === null && type === "sliding_attention"
      ? thetaOf("full_attention")
      : fields[older] ?? otherwise;
    const theta = Object.hasOwn(own, "rope_theta") ? rope_theta : olderTheta;
    if (typeof theta === "number" && Number.isFinite(theta) && theta > 0) return theta;
    const place = Object.hasOwn(own, "rope_theta") ? "rope_parameters" : older;
    throw wrongField(file, place, theta, ABOVE_0);
  };
  return {
    full_attention: thetaOf("full_attention"),
    sliding_attention: thetaOf("sliding_attention"),
  };
}

const ABOVE_0 = "Make it a number above 0";
