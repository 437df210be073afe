/** What a model is made of, as rows for a table. */
import { type BertConfig, bertConfigToJson, bertParameters } from "../model/mod.ts";
import { pairRows } from "./table_html.ts";

/** The configuration by Hugging Face's names, a row a field. */
export function configRows(config: BertConfig): { name: string; value: string }[] {
  return pairRows(bertConfigToJson(config));
}

/**
 * How many parameters each part of a BERT for masked LM has, and all together. The decoder's matrix
 * is the word embeddings, and counted there.
 */
export function parameterRows(config: BertConfig): { part: string; parameters: number }[] {
  const parts = Map.groupBy(bertParameters(config), ({ name }) => partOf(name));
  const rows = [...parts].map(([part, specs]) => ({
    part,
    parameters: specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
  }));
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  return [...rows, { part: "all", parameters: total }];
}

function partOf(name: string): string {
  if (name.startsWith("bert.embeddings.")) return "embeddings";
  const layer = name.match(/^bert\.encoder\.layer\.(\d+)\./);
  return layer === null ? "masked LM head" : `encoder layer ${Number(layer[1]) + 1}`;
}
