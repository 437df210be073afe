/** What a model is made of, as rows for a table. */
import {
  type ArchitectureDefinition,
  architectureOf,
  type MaskedLmConfig,
  parameterCount,
  type WeightPlace,
  weightsOf,
} from "../../model/mod.ts";
import { pairRows } from "../page/table_html.ts";

/** The configuration by Hugging Face's names, a row a field. */
export function configRows(
  config: MaskedLmConfig,
  architecture: ArchitectureDefinition = architectureOf(config),
): { name: string; value: string }[] {
  return pairRows(architecture.configToJson(config));
}

/**
 * How many parameters each part of a masked language model has, and all together. A tied decoder's
 * matrix is the word embeddings, and counted there.
 */
export function parameterRows(
  config: MaskedLmConfig,
  architecture: ArchitectureDefinition = architectureOf(config),
): { part: string; parameters: number }[] {
  const weights = weightsOf(architecture, config);
  const rows = [...Map.groupBy(weights, ({ place }) => partOf(place))]
    .map(([part, some]) => ({ part, parameters: parameterCount(some) }));
  return [...rows, { part: "all", parameters: parameterCount(weights) }];
}

function partOf(place: WeightPlace): string {
  if (place === "embeddings") return "embeddings";
  return place === "head" ? "masked LM head" : `encoder layer ${place + 1}`;
}
