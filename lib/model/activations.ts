/** Activations by the names that a `config.json` has for them. */
import { gelu, geluTanh, relu, silu, tanh, type Value } from "../program/mod.ts";

/** What each is: Transformers' names (`ACT2FN`), several for the same function, up to last bits. */
export const ACTIVATIONS = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  relu,
  silu,
  swish: silu,
  tanh,
} as const satisfies Record<string, (x: Value) => Value>;

/** A name of an activation. */
export type ActivationName = keyof typeof ACTIVATIONS;

/** All names of activations. */
export const ACTIVATION_NAMES: readonly ActivationName[] = Object.keys(
  ACTIVATIONS,
) as ActivationName[];

/** Whether a value of a `config.json` names an activation that there is. */
export function isActivation(name: unknown): name is ActivationName {
  return typeof name === "string" && Object.hasOwn(ACTIVATIONS, name);
}

/** Adds an activation. */
export function activate(name: ActivationName, x: Value): Value {
  return ACTIVATIONS[name](x);
}
