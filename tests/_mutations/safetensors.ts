/** Damage to safetensors files that goes past the length and the JSON: offsets, shapes, formats. */
import type { Random } from "../../lib/random/random.ts";
import type { Mutant } from "./bytes.ts";
import { mutateJson } from "./json.ts";

interface Field {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}

/** A file of a header and tensors' bytes. `claimed` is the header's length as the file gives it. */
export function buildSafetensors(
  header: string | Uint8Array,
  body: Uint8Array,
  claimed?: bigint,
): Uint8Array {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

/** The header and the tensors' bytes of a sound file. */
export function splitSafetensors(bytes: Uint8Array): { header: string; body: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return {
    header: new TextDecoder().decode(bytes.subarray(8, 8 + length)),
    body: bytes.subarray(8 + length),
  };
}

const LENGTHS = [0n, 1n, 7n, 100_000_000n, 100_000_001n, 1n << 31n, 1n << 53n, 1n << 63n].concat(
  (1n << 64n) - 1n,
);

type HeaderMutation = (fields: Record<string, Field>, random: Random) => void;

function pick(fields: Record<string, Field>, random: Random): Field {
  const names = Object.keys(fields).filter((name) => name !== "__metadata__");
  return fields[names[random.integer(names.length)]!]!;
}

const HEADER_MUTATIONS: Readonly<Record<string, HeaderMutation>> = {
  "two tensors share their bytes"(fields, random) {
    pick(fields, random).data_offsets = [...pick(fields, random).data_offsets];
  },
  "an offset beyond the file"(fields, random) {
    const field = pick(fields, random);
    field.data_offsets[1]! += [1, 4, 1 << 20, 2 ** 40, 2 ** 53][random.integer(5)]!;
  },
  "offsets in the wrong order": (fields, random) => {
    pick(fields, random).data_offsets.reverse();
  },
  "a shape that overflows": (fields, random) => {
    pick(fields, random).shape = [2 ** 32, 2 ** 32, 2 ** 32];
  },
  "a shape of zero and huge sides": (fields, random) => {
    pick(fields, random).shape = [0, 2 ** 53 - 1, 2 ** 53 - 1];
  },
  "another shape of the same size"(fields, random) {
    const field = pick(fields, random);
    field.shape = [1, ...field.shape.toReversed()];
  },
  "another format"(fields, random) {
    const formats = ["F16", "BF16", "F64", "I32", "BOOL", "F8_E4M3", "", "__proto__", "f32"];
    pick(fields, random).dtype = formats[random.integer(formats.length)]!;
  },
};

const NAMES = Object.keys(HEADER_MUTATIONS);

/** A safetensors file with a damaged header in front of sound bytes. */
export function mutateSafetensors(bytes: Uint8Array, random: Random): Mutant {
  const { header, body } = splitSafetensors(bytes);
  switch (random.integer(4)) {
    case 0: {
      const claimed = LENGTHS[random.integer(LENGTHS.length)]!;
      return {
        how: `a header that claims ${claimed} bytes`,
        bytes: buildSafetensors(header, body, claimed),
      };
    }
    case 1: {
      const { how, text } = mutateJson(header, random);
      return { how: `in the header, ${how}`, bytes: buildSafetensors(text, body) };
    }
    default: {
      const fields = JSON.parse(header) as Record<string, Field>;
      const how = NAMES[random.integer(NAMES.length)]!;
      HEADER_MUTATIONS[how]!(fields, random);
      return { how, bytes: buildSafetensors(JSON.stringify(fields), body) };
    }
  }
}
