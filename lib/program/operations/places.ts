/**
 * Tables that follow from tokens' places alone: constants of a program, whose numbers an exported
 * model computes by itself, as its texts are of any length.
 */
import { sizeOf, type TensorData } from "../tensor.ts";
import type { Builder, Operation, Value } from "../types.ts";

/** What gives a table of float32 without reading anything. */
function tableOperation<A>(
  form: Required<Pick<Operation<A>, "name" | "onnx">> & {
    shape(attributes: A): number[];
    number(attributes: A, index: number): number;
  },
): Operation<A> {
  const table = (attributes: A): TensorData => {
    const shape = form.shape(attributes);
    const data = Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => form.number(attributes, i),
    );
    return { shape, data };
  };
  return {
    name: form.name,
    uncompiled: true,
    types: (_, attributes) => [{ shape: form.shape(attributes), dtype: "float32" }],
    graph: (writer, _, { attributes }) => [writer.constant(table(attributes))],
    onnx: form.onnx,
    run({ tf }, _, attributes) {
      const { shape, data } = table(attributes);
      return [tf.tensor(data, [...shape], "float32")];
    },
  };
}

/** Of what angles are: see {@linkcode wave}. */
interface Wave {
  of: "cos" | "sin";
  places: number;
  width: number;
  theta: number;
}

/** Radians that a pair of dimensions turns from one place to the next. */
function frequency(pair: number, { theta, width }: Wave): number {
  return theta ** (-2 * pair / width);
}

const waveOperation: Operation<Wave> = tableOperation<Wave>({
  name: "wave",
  shape: ({ places, width }) => [1, 1, places, width / 2],
  number(wave, i) {
    const half = wave.width / 2;
    return Math[wave.of](Math.floor(i / half) * frequency(i % half, wave));
  },
  onnx(writer, _, { attributes: wave }) {
    const data = Float32Array.from({ length: wave.width / 2 }, (_, i) => frequency(i, wave));
    const frequencies = writer.constant({ shape: [1, 1, 1, data.length], data });
    const range = [writer.scalar(0), writer.scalar(wave.places), writer.scalar(1)];
    const place = writer.emit("Unsqueeze", [writer.emit("Range", range), writer.lengths([1])]);
    const angles = writer.emit("Mul", [place, frequencies]);
    return [writer.emit(wave.of === "cos" ? "Cos" : "Sin", [angles])];
  },
});

/**
 * The cosines or sines of rotary positions (Su et al., arXiv 2104.09864).
 *
 * @param width A head's width, an even number.
 * @param theta The base of the wavelengths.
 * @returns `[1, 1, places, width ÷ 2]`.
 */
export function wave(
  builder: Builder,
  of: "cos" | "sin",
  places: number,
  width: number,
  theta: number,
): Value {
  return builder.apply(waveOperation, [], { of, places, width, theta })[0]!;
}

/** Of what a window is: see {@linkcode window}. */
interface Window {
  places: number;
  most: number;
  beyond: number;
}

const windowOperation: Operation<Window> = tableOperation<Window>({
  name: "window",
  shape: ({ places }) => [1, 1, places, places],
  number: ({ places, most, beyond }, i) =>
    Math.abs(Math.floor(i / places) - i % places) <= most ? 0 : beyond,
  onnx(writer, _, { attributes: { places, most, beyond } }) {
    const range = [writer.scalar(0), writer.scalar(places), writer.scalar(1)];
    const to = writer.emit("Range", range);
    const from = writer.emit("Unsqueeze", [to, writer.lengths([0, 1, 3])]);
    const distance = writer.emit("Abs", [writer.emit("Sub", [from, to])]);
    const isBeyond = writer.emit("Greater", [distance, writer.scalar(most)]);
    return [writer.emit("Where", [isBeyond, writer.scalar(beyond), writer.scalar(0)])];
  },
});

/**
 * 0 between places that are at most so far apart, and another number between all others.
 *
 * @returns `[1, 1, places, places]`.
 */
export function window(builder: Builder, places: number, most: number, beyond: number): Value {
  return builder.apply(windowOperation, [], { places, most, beyond })[0]!;
}
