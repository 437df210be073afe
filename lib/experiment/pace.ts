/** How long an experiment takes: the time that has passed, and what is left at the pace so far. */
import type { ExperimentEvent } from "./events.ts";

/** A run as far as it is. */
interface Made {
  /** Steps of all of it. */
  total: number;
  /** Those that are made. */
  steps: number;
}

/** Takes an experiment's events, of whichever process makes the runs, and says how long it takes. */
export class Pace {
  readonly #clock: () => number;
  #runs = new Map<string, Made>();
  /** Steps that were made before an interruption: they took none of this time. */
  #before = 0;
  #begun: number | undefined;
  #ended: number | undefined;

  /** Steps that come after this experiment's. */
  readonly #ahead: number;

  /**
   * Begins to take notes.
   *
   * @param clock Milliseconds. @default performance.now
   * @param ahead Steps of further experiments, which belong to what is left. @default 0
   */
  constructor(clock: () => number = () => performance.now(), ahead = 0) {
    this.#clock = clock;
    this.#ahead = ahead;
  }

  /** Takes note of an event. */
  take(event: ExperimentEvent): void {
    switch (event.type) {
      case "ready":
        this.#begun = this.#clock();
        this.#runs = new Map(
          event.runs.map(({ name }, i) => [name, { total: event.steps[i]!, steps: 0 }]),
        );
        break;
      case "run-start":
        this.#of(event.run.name).steps = event.stepsDone;
        this.#before += event.stepsDone;
        break;
      case "record":
        this.#of(event.run.name).steps = event.record.step;
        break;
      case "run-end": {
        // One that ended early makes no more.
        const run = this.#of(event.run.name);
        run.total = run.steps;
        break;
      }
      case "interrupted":
      case "done":
        this.#ended = this.#clock();
    }
  }

  #of(name: string): Made {
    return this.#runs.get(name) ?? { total: 0, steps: 0 };
  }

  /** Seconds since the first run could begin, or until the end; undefined before. */
  get elapsed(): number | undefined {
    if (this.#begun === undefined) return undefined;
    return ((this.#ended ?? this.#clock()) - this.#begun) / 1000;
  }

  /** Seconds that the rest takes at the same pace; undefined where nothing tells. */
  get left(): number | undefined {
    const { elapsed } = this;
    if (elapsed === undefined || this.#ended !== undefined) return undefined;
    const runs = [...this.#runs.values()];
    const made = runs.reduce((sum, { steps }) => sum + steps, 0) - this.#before;
    const left = runs.reduce((sum, { total, steps }) => sum + total - steps, this.#ahead);
    return made > 0 ? elapsed * left / made : undefined;
  }
}
