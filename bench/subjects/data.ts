/**
 * From a file or folder to chunks in memory, or in a store on disk, as a subject:
 * `data.ts PATH TOKENIZER LENGTH`, and `chunks` or `store` is asked for.
 */
import { openedData } from "../../lib/experiment/chunk_source.ts";
import { count } from "../../lib/experiment/draw.ts";
import { Stores } from "../../lib/experiment/token_stores.ts";
import { Meanwhile } from "../../lib/data/mod.ts";
import { loadChunks, loadTokenizer, READERS, resolveSettings } from "../../lib/mod.ts";
import { serve } from "../serve.ts";

const [path, tokenizerFolder, length] = Deno.args as [string, string, string];
const tokenizer = await loadTokenizer(tokenizerFolder);

await serve({
  /** As `train` has a long text's: a new store each time. */
  async store() {
    const folder = await Deno.makeTempDir();
    try {
      const note = () => {};
      using stores = new Stores({ folder, inMemory: 0 }, note, undefined);
      const settings = resolveSettings({
        overrides: { data: path, dataConstruction: "passages", chunkLength: Number(length) },
      });
      const telling = { readers: READERS, note, meanwhile: new Meanwhile() };
      const opened = await openedData(path, settings, telling);
      const source = { ...opened, tokenizer, note, noted: [], stores };
      return { count: await count(source, { data: path, kind: "training" }) };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  async chunks() {
    const chunks = await loadChunks(path, tokenizer, {
      construction: "passages",
      length: Number(length),
    });
    return { count: chunks.length };
  },
});
