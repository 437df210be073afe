/** What can go wrong with a model of the hub. */
import { InputError, type InputErrorOptions } from "./errors.ts";

/**
 * Why a file did not come or go: the hub has none such, it cannot be reached, this process may not
 * connect to it, what came is not what the hub has, or the hub does not take what is sent.
 */
export type HubFailure = "absent" | "unreachable" | "forbidden" | "wrong" | "refused";

/** A file of a model that could not be had from the hub, or sent to it. */
export class HubError extends InputError {
  /**
   * An error of the hub.
   *
   * @param failure Why, for who would put it in other words.
   * @param problem As for every `InputError`.
   * @param options As for every `InputError`.
   */
  constructor(readonly failure: HubFailure, problem: string, options: InputErrorOptions) {
    super(problem, options);
  }
}
