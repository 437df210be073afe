/** From a file or folder to chunks, as a subject: `data.ts PATH TOKENIZER LENGTH`. */
import { loadChunks, loadTokenizer } from "../../lib/mod.ts";
import { serve } from "../serve.ts";

const [path, tokenizerFolder, length] = Deno.args as [string, string, string];
const tokenizer = await loadTokenizer(tokenizerFolder);

await serve({
  async chunks() {
    const chunks = await loadChunks(path, tokenizer, {
      construction: "passages",
      length: Number(length),
    });
    return { count: chunks.length };
  },
});
