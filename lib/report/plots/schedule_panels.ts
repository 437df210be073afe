/** The frame that the plots of runs share: a panel for each schedule, side by side. */
import type { TopLevelSpec } from "vega-lite";
import {
  NEUTRAL,
  orderSchedules,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  scheduleTitle,
  VEGA_LITE_SCHEMA,
} from "./theme.ts";

/** What is drawn in the panels. */
export interface SchedulePanels {
  title: { text: string; subtitle: string };
  /** The plot's rows. Their `schedule` is a {@linkcode scheduleTitle}. */
  values: object[];
  /** Names of the schedules, in any order and as often as they come. */
  schedules: Iterable<string>;
  /** @default 220 */
  height?: number;
  /** What the layers share. */
  encoding: Extract<TopLevelSpec, { layer: unknown }>["encoding"];
  layer: PlotLayer[];
}

const WIDTH = 248, HEIGHT = 220;

function columns(schedules: readonly string[]) {
  return {
    field: "schedule",
    type: "nominal" as const,
    sort: schedules.map(scheduleTitle),
    title: null,
    spacing: 20,
    header: {
      labelAnchor: "start" as const,
      labelFontSize: 13,
      labelFontWeight: 600 as const,
      labelColor: NEUTRAL.ink,
      labelPadding: 6,
    },
  };
}

/** A plot with a panel for each schedule, in the order of {@linkcode orderSchedules}. */
export function schedulePanels(
  { title, values, schedules, height = HEIGHT, encoding, layer }: SchedulePanels,
): PlotSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    title,
    data: { values },
    facet: { column: columns(orderSchedules(schedules)) },
    spec: { width: WIDTH, height, encoding, layer },
    config: PLOT_CONFIG,
  };
}
