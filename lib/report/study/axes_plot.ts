/** What the study's Γ measures words along. */
import { readEmbeddedTable, SCALES } from "../../semantics/mod.ts";
import type { NamedPlot } from "../plots/experiment_plots.ts";
import { atWidths, isNarrow } from "./at_widths.ts";
import { axisProfile, snakePlot } from "../plots/snake_plot.ts";

/** Words that everybody has a feeling for. */
const WORDS = ["triumph", "failure", "army", "child", "sleep"];

/**
 * Some words on Osgood's three axes, as the embedded table places them.
 *
 * @throws {InputError} If the table is damaged.
 */
export async function axesPlot(): Promise<NamedPlot> {
  const table = await readEmbeddedTable();
  const values = await table.scores(WORDS, "osgood");
  const points = axisProfile(WORDS, values, table.spreads.get("osgood")!, SCALES.osgood);
  return {
    name: "axes",
    spec: atWidths((total) =>
      snakePlot(points, {
        title: "Words on Osgood’s three axes",
        axisTitle: "Standard deviations from the average",
        ...(isNarrow(total) ? { width: total - 150, legend: "top" } : { width: total - 270 }),
      })
    ),
    caption:
      "Each axis is the mean of twelve pairs of opposites, of which the first stands at its ends. " +
      "Γ of the definition osgood is how far the right and the predicted word are apart in this space.",
  };
}
