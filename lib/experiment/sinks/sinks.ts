/** The sinks there are, and those of one run together. */
import { choose, Registry } from "../../definition/mod.ts";
import type { LogRecord } from "../../training/mod.ts";
import { type Sink, SINK_FORM, type SinkContext, type SinkDefinition } from "./define_sink.ts";
import { JSONL } from "./jsonl.ts";
import { TENSORBOARD } from "./tensorboard.ts";

/** Sinks by name. A further one is a file beside these and a line here. */
export const SINKS: Registry<SinkDefinition> = new Registry(
  "sink",
  [JSONL, TENSORBOARD],
  SINK_FORM,
);

/** The sinks of a run, `jsonl` first. */
export class RunSinks implements AsyncDisposable {
  readonly #sinks: Sink[] = [];

  /**
   * @param choices Those that are opened after `jsonl`.
   * @throws {InputError} If there is none of a name, or one cannot be opened.
   */
  static async open(
    choices: readonly string[],
    registry: Registry<SinkDefinition>,
    context: Omit<SinkContext, "parameters">,
  ): Promise<RunSinks> {
    const sinks = new RunSinks();
    try {
      for (const choice of [JSONL.name, ...choices.filter((name) => name !== JSONL.name)]) {
        const { definition, parameters } = choose(registry, choice);
        sinks.#sinks.push(await definition.open({ ...context, parameters }));
      }
    } catch (error) {
      // What failed first is what is told.
      await sinks.close().catch(() => {});
      throw error;
    }
    return sinks;
  }

  /** Gives a record to all of them, one after the other. */
  async write(record: LogRecord): Promise<void> {
    for (const sink of this.#sinks) await sink.write(record);
  }

  /** Lets all of them outlive this process. */
  async flush(): Promise<void> {
    for (const sink of this.#sinks) await sink.flush?.();
  }

  /** Ends all of them, also where one fails; once is enough. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const sink of this.#sinks.splice(0)) {
      try {
        await sink.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
