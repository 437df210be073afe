/** Draws all chunks of a text from a store of tokens, in a process that can be killed. */
import { countChunks, experimentChunks } from "../../lib/experiment/chunks.ts";
import { hashOf } from "../../lib/experiment/hash.ts";
import { resolveSettings } from "../../lib/experiment/settings/presets.ts";
import { loadTokenizer } from "../../lib/tokens/mod.ts";

const [data, folder, how = "{}"] = Deno.args as [string, string, string?];
const tokenizer = await loadTokenizer("data/embedded-model");
const settings = resolveSettings({
  overrides: { data, dataConstruction: "passages", evalSplit: "valid", chunkLength: 32 },
});
const storing = { folder, inMemory: 0, ...JSON.parse(how) };
const say = (message: string) => console.error(message);
const counts = await countChunks(settings, tokenizer, undefined, say, undefined, storing);
const all = { ...settings, ...counts };
using chunks = await experimentChunks(all, tokenizer, undefined, say, undefined, storing);
console.log(hashOf([...chunks.train, "evaluation", ...chunks.evaluation]));
