/** What a table holds besides the poles' scores: its words' values on further scales, as float32. */
import { Buffer } from "node:buffer";
import { type ScaleName, SCALES, scaleSha256 } from "./scales.ts";
import { fitColumns } from "./standard_scale.ts";

/** What a table says of a scale that it has. */
export interface TableScaleHeader {
  /** The scale's name. */
  name: string;
  /** What its axes were made of: see {@linkcode scaleSha256}. */
  axes_sha256: string;
  /** The model that the values are from. */
  model: string;
  /** SHA-256 of that model's weights. */
  model_sha256: string;
  /** The mean of each axis over many words. */
  means: number[];
  /** The standard deviation of each axis over those words. */
  deviations: number[];
}

/** A scale in a table. */
export interface TableScale {
  /** What the table says of it. */
  readonly header: TableScaleHeader;
  /** `[words, axes]`. */
  readonly values: Float32Array;
}

/** Where values on a scale are from. */
export type ScaleSource = Pick<TableScaleHeader, "model" | "model_sha256">;

/**
 * Words' values on a scale, for a table.
 *
 * @param values `[words, axes]`.
 * @param usual `[some words, axes]`: of which mean and deviation are taken.
 */
export function tableScale(
  name: ScaleName,
  { model, model_sha256 }: ScaleSource,
  values: Float32Array,
  usual: Float32Array = values,
): TableScale {
  const { length: width } = SCALES[name];
  const fitted = [...fitColumns(usual, width)];
  const [means, deviations] = [fitted.slice(0, width), fitted.slice(width)];
  const axes_sha256 = scaleSha256(name);
  return { header: { name, axes_sha256, model, model_sha256, means, deviations }, values };
}

/** Whether a scale of a file is one of today's. */
function isToday({ name, axes_sha256: made }: TableScaleHeader): boolean {
  return Object.hasOwn(SCALES, name) && made === scaleSha256(name as ScaleName);
}

/** The values as they stand in a file. */
export function scaleBytes(scales: Iterable<TableScale>): Uint8Array {
  return Buffer.concat([...scales].map(({ values }) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
    return bytes;
  }));
}

/** How many bytes these are. */
export function scaleLength(headers: readonly TableScaleHeader[], words: number): number {
  return headers.reduce((sum, { means }) => sum + means.length * words * 4, 0);
}

/** The scales of a file, without those whose axes are others today. */
export function readScales(
  headers: readonly TableScaleHeader[],
  bytes: Uint8Array,
  words: number,
): Map<ScaleName, TableScale> {
  const buffer = Buffer.from(bytes), scales = new Map<ScaleName, TableScale>();
  let at = 0;
  for (const header of headers) {
    const start = at, length = header.means.length * words;
    at += length * 4;
    if (!isToday(header)) continue;
    const values = Float32Array.from({ length }, (_, i) => buffer.readFloatLE(start + 4 * i));
    scales.set(header.name as ScaleName, { header, values });
  }
  return scales;
}

/** Whether this is what a table's file says of its scales; older ones say nothing. */
export function areScales(value: unknown): value is TableScaleHeader[] | undefined {
  return value === undefined || Array.isArray(value) && value.every((scale) => {
        if (typeof scale !== "object" || scale === null) return false;
        const { name, axes_sha256, model, model_sha256, means, deviations } = scale;
        const texts = [name, axes_sha256, model, model_sha256];
        return texts.every((text) => typeof text === "string") && areNumbers(means) &&
          areNumbers(deviations) && means.length === deviations.length;
      });
}

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isFinite);
}
