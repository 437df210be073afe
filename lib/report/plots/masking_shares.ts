/** Whether masks fall as often as they should. */
import { MASK_PROBABILITY, type MaskedBatch, REPLACEMENT } from "../../data/mod.ts";
import { NEUTRAL, PLOT_CONFIG, type PlotLayer, type PlotSpec, VEGA_LITE_SCHEMA } from "./theme.ts";

/** A share as the rule has it and as it was drawn. */
export interface MaskingShare {
  /** What the share is of, in words. */
  what: string;
  /** As the rule has it. */
  expected: number;
  /** As it was drawn. */
  observed: number;
  /** How many draws the observed share is of. */
  of: number;
}

/** What the rule asks for. */
export interface MaskingRule {
  /** Ids that are never masked. */
  specialTokenIds: readonly number[];
  /** The chance of every other token to be masked. @default MASK_PROBABILITY */
  probability?: number;
}

/** The shares of masked tokens and of what became of them, over some batches. */
export function maskingShares(
  batches: readonly MaskedBatch[],
  { specialTokenIds, probability = MASK_PROBABILITY }: MaskingRule,
): MaskingShare[] {
  const special = new Set(specialTokenIds);
  let words = 0;
  const became = [0, 0, 0];
  for (const { inputIds, positions, replaced } of batches) {
    const masked = new Set(positions);
    inputIds.forEach((id, position) => {
      if (masked.has(position) || !special.has(id)) words++;
    });
    for (const kind of replaced) became[kind]!++;
  }
  const total = became.reduce((sum, count) => sum + count);
  const share = (what: string, expected: number, count: number, of: number) => ({
    what,
    expected,
    observed: count / of,
    of,
  });
  return [
    share("masked, of all tokens", probability, total, words),
    share("[MASK], of the masked", 0.8, became[REPLACEMENT.mask]!, total),
    share("random, of the masked", 0.1, became[REPLACEMENT.randomWord]!, total),
    share("kept, of the masked", 0.1, became[REPLACEMENT.kept]!, total),
  ];
}

/** Bars of what was drawn, each with a mark where the rule has it. */
export function maskingPlot(shares: readonly MaskingShare[]): PlotSpec {
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Masks drawn and masks expected",
      subtitle: "Bars are what was drawn, the black marks what the rule has",
    },
    data: { values: [...shares] },
    width: 420,
    height: { step: 30 },
    encoding: { y: { field: "what", type: "nominal", sort: null, title: null } },
    layer: [
      {
        mark: { type: "bar", color: "#56b4e9", height: 16 },
        encoding: { x: shareAxis("observed") },
      },
      {
        mark: { type: "tick", thickness: 2, size: 24, color: NEUTRAL.ink },
        encoding: { x: shareAxis("expected") },
      },
      figure(),
    ],
    config: PLOT_CONFIG,
  };
}

function shareAxis(field: string) {
  return {
    field,
    type: "quantitative" as const,
    title: "Share",
    scale: { domain: [0, 1] },
    axis: { format: ".0%", grid: true, tickCount: 5 },
  };
}

function figure(): PlotLayer {
  return {
    mark: { type: "text", align: "left", dx: 8, fontSize: 11, color: NEUTRAL.ink },
    encoding: {
      x: shareAxis("observed"),
      text: { field: "observed", type: "quantitative", format: ".1%" },
    },
  };
}
