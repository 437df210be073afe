import { InputError } from "../io/mod.ts";

/**
 * TensorFlow cannot be had on this machine as it is: no compiler, no pip, no network, no wheel. The
 * backend `auto` then takes another; where TensorFlow was asked for, this is the error shown.
 */
export class NativeUnavailable extends InputError {}
