/** All definitions that can be named: those built in, and those of plugins beside them. */
import type { Definition, Kind, Registry } from "../definition/mod.ts";
import { type ReaderDefinition, READERS } from "../data/mod.ts";
import { type ArchitectureDefinition, ARCHITECTURES } from "../model/mod.ts";
import type { Plugin } from "./plugins.ts";
import { type GammaDefinition, GAMMAS } from "../semantics/mod.ts";
import type { SinkDefinition } from "./sinks/define_sink.ts";
import { SINKS } from "./sinks/sinks.ts";
import {
  type MethodDefinition,
  METHODS,
  type ScheduleDefinition,
  SCHEDULES,
} from "../schedule/mod.ts";
import {
  type MetricDefinition,
  METRICS,
  type ObjectiveDefinition,
  OBJECTIVES,
} from "../training/mod.ts";

/** The registries in which a setting's names are looked up. */
export interface Definitions {
  /** A′. */
  readonly schedules: Registry<ScheduleDefinition>;
  /** A″. */
  readonly methods: Registry<MethodDefinition>;
  /** Definitions of Γ. */
  readonly gammas: Registry<GammaDefinition>;
  /** What evaluations measure. */
  readonly metrics: Registry<MetricDefinition>;
  /** What a step makes smaller. */
  readonly objectives: Registry<ObjectiveDefinition>;
  /** Where records go. */
  readonly sinks: Registry<SinkDefinition>;
  /** What models are computed by. */
  readonly architectures: Registry<ArchitectureDefinition>;
  /** What reads data. */
  readonly readers: Registry<ReaderDefinition>;
}

/** The definitions that come with the library. */
export const BUILT_IN: Definitions = Object.freeze({
  schedules: SCHEDULES,
  methods: METHODS,
  gammas: GAMMAS,
  metrics: METRICS,
  objectives: OBJECTIVES,
  sinks: SINKS,
  architectures: ARCHITECTURES,
  readers: READERS,
});

const PLACES = {
  schedule: "schedules",
  method: "methods",
  gamma: "gammas",
  metric: "metrics",
  objective: "objectives",
  sink: "sinks",
  architecture: "architectures",
  reader: "readers",
} as const satisfies Record<Kind, keyof Definitions>;

/** The registry of a kind. */
export function registryOf(definitions: Definitions, kind: Kind): Registry<Definition> {
  return definitions[PLACES[kind]];
}

/**
 * The definitions built in and those of plugins.
 *
 * @throws {InputError} If a name is there twice, or a definition is not sound; it says in which plugin.
 */
export function withPlugins(plugins: readonly Plugin[], base = BUILT_IN): Definitions {
  return plugins.reduce((definitions, plugin) => extended(definitions, plugin), base);
}

function extended(definitions: Definitions, plugin: Plugin): Definitions {
  const grown = Object.entries(PLACES).map(([kind, place]) => {
    const further = plugin.definitions.filter((definition) => definition.kind === kind);
    return [place, registryOf(definitions, kind as Kind).with(further, plugin.file)];
  });
  return Object.fromEntries(grown) as Definitions;
}
