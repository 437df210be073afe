/** What is checked beside a graph's other nodes, which do not wait for it. */

/** A number, or several, that a run is to end at if one is not finite. */
export interface LaterCheck {
  /** The name of what is checked. */
  readonly value: string;
  /** The name of a bool, whether it is finite, where there is one already: of several numbers. */
  readonly finite?: string;
  /** What ends the run. */
  readonly check: string;
}
