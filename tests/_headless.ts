/** A model whose masked-LM head is yet to be trained. */
import { join } from "node:path";
import { loadPretrained, writeSafetensors } from "../lib/mod.ts";

const TINY = join(import.meta.dirname!, "fixtures", "tiny-bert");

/** Writes the small BERT's encoder without its head, as sentence encoders are. */
export async function makeHeadless(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  for (const name of ["config.json", "vocab.txt"]) {
    await Deno.copyFile(join(TINY, name), join(folder, name));
  }
  const { tensors } = await loadPretrained(TINY, { onMessage: () => {} });
  const encoder = [...tensors].filter(([name]) => !name.startsWith("cls."));
  await writeSafetensors(join(folder, "model.safetensors"), new Map(encoder));
}
