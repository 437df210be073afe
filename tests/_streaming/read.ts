/** Goes through data, or an experiment's runs, in a process whose memory or files are limited. */
import { experimentChunks } from "../../lib/experiment/chunks.ts";
import { readRuns } from "../../lib/experiment/results.ts";
import { resolveSettings } from "../../lib/experiment/settings/presets.ts";
import { openData } from "../../lib/data/mod.ts";
import { loadTokenizer } from "../../lib/tokens/mod.ts";

const [what, path] = Deno.args as ["passages" | "chunks" | "runs", string];
let count = 0;
if (what === "passages") {
  const data = await openData(path);
  for await (const rows of await data.passages({ split: "train" })) {
    for (const row of rows) count += (await row.passage()).text === "" ? 0 : 1;
  }
} else if (what === "chunks") {
  const tokenizer = await loadTokenizer("data/embedded-model");
  const settings = resolveSettings({ overrides: { data: path, dataConstruction: "passages" } });
  count = (await experimentChunks(settings, tokenizer)).train.length;
} else {
  count = (await readRuns(path)).length;
}
console.log(count);
