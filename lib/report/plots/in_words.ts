/** What stands in a plot's place where there is nothing to draw. */
import { NEUTRAL, PLOT_CONFIG, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/**
 * A plot that says in words why it shows nothing.
 *
 * @param title The title that the plot would have.
 * @param reason A sentence.
 */
export function inWords(title: string, reason: string): PlotSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: title },
    data: { values: [{}] },
    width: 480,
    height: 40,
    mark: { type: "text", align: "left", fontSize: 13, color: NEUTRAL.muted },
    encoding: { x: { value: 0 }, text: { value: reason } },
    config: PLOT_CONFIG,
  };
}
