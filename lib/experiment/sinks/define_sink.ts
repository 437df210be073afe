/** What a sink is: where the records of a run go, in whichever process makes it. */
import {
  anything,
  calls,
  checkDefinitionName,
  type Contract,
  type Definition,
  formOf,
  hasMembers,
  optional,
  type Parameter,
  type ParametersOf,
  type ParameterValues,
  spreadable,
} from "../../definition/mod.ts";
import type { LogRecord } from "../../training/mod.ts";
import type { PlannedRun } from "../planned_run.ts";

/** The run that a sink is opened for. */
export interface SinkContext<P = ParameterValues> {
  /** The experiment's folder. */
  out: string;
  /** The run that the records are of. */
  run: PlannedRun;
  /** The run's folder, which is there. */
  folder: string;
  /**
   * What was logged before: none for a new run, and for one that goes on what it had logged by then.
   * Something that was logged after that by an interrupted process counts for nothing.
   */
  records: readonly LogRecord[];
  /** The values of the definition's parameters, defaults included. */
  parameters: P;
}

/** An open sink. */
export interface Sink {
  /** Takes the next record. */
  write(record: LogRecord): void | Promise<void>;
  /** Sees to it that what was written outlives this process. @default {nothing is done} */
  flush?(): void | Promise<void>;
  /** Ends it: the run is finished, or goes on in another process. */
  close(): void | Promise<void>;
}

/** A sink that can be chosen by its name. */
export interface SinkDefinition extends Definition {
  /** That it is a sink. */
  readonly kind: "sink";
  /** Opens it for one run, which may go on with records that are there. */
  open(context: SinkContext): Sink | Promise<Sink>;
}

const WAITED = calls(anything, { waits: true });

/** What a sink must be. */
export const SINK_FORM: Contract = formOf("sink", {
  open: calls(hasMembers({ write: WAITED, flush: optional(WAITED), close: WAITED }), {
    waits: true,
  }),
});

/** A sink as it is defined. */
export interface SinkForm<P extends Readonly<Record<string, Parameter>>> {
  /** Its name in settings: letters, digits, `.` and `_`. */
  name: string;
  /** Where records go: a phrase for the help. */
  description: string;
  /** Its parameters, each with a rule and a default. */
  parameters?: P;
  /** Opens it for one run, which may go on with records that are there. */
  open(context: SinkContext<ParametersOf<P>>): Sink | Promise<Sink>;
}

/**
 * A sink from its definition.
 *
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example
 * ```ts
 * import { defineSink } from "./define_sink.ts";
 * const counted = defineSink({
 *   name: "counted",
 *   description: "the number of records, on the console",
 *   open({ run, records }) {
 *     let count = records.length;
 *     return { write: () => void count++, close: () => console.log(run.name, count) };
 *   },
 * });
 * if (counted.kind !== "sink") throw new Error("it can stand in a registry");
 * ```
 */
export function defineSink<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(definition: SinkForm<P>): SinkDefinition {
  checkDefinitionName("sink", definition.name);
  // A registry holds sinks of any parameters; `choose` has checked their values by the rules.
  return { ...spreadable(definition), kind: "sink" } as unknown as SinkDefinition;
}

/**
 * A sink that calls a function with each record: for a notebook's own display, say. Put it into
 * `plugins`, and its name into `reportTo`.
 *
 * @example
 * ```ts ignore
 * const live = callbackSink((record, run) => cell.show(run.name, record));
 * const settings = resolveSettings({ overrides: { reportTo: ["callback"] } });
 * for await (const _ of runExperiment(settings, { plugins: [pluginOf({ live })] }));
 * ```
 */
export function callbackSink(
  callback: (record: LogRecord, run: PlannedRun) => void | Promise<void>,
  name = "callback",
): SinkDefinition {
  return defineSink({
    name,
    description: "a function that is called with each record",
    open: ({ run }) => ({ write: (record) => callback(record, run), close() {} }),
  });
}
