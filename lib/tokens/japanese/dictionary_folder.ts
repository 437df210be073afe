/** Where MeCab's dictionaries lie. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, cacheFolders, InputError, settingName } from "../../io/mod.ts";

/** The dictionaries that Transformers knows by name, which are Python packages. */
export const DICTIONARIES = ["ipadic", "unidic_lite", "unidic"] as const;

/** A dictionary's name in a `tokenizer_config.json`. */
export type DictionaryName = typeof DICTIONARIES[number];

/** Where the set-up puts a dictionary: in the cache, in `mecab`. */
export function dictionaryCache(name: DictionaryName): string {
  return join(cacheFolder(), "mecab", name);
}

/**
 * The folder of a dictionary: below `$SDTRAINER_MECAB` by its name, `$SDTRAINER_MECAB` itself, or in
 * the cache.
 *
 * @throws {InputError} If it is in none of them.
 */
export async function findDictionary(name: DictionaryName, file: string): Promise<string> {
  const named = Deno.env.get("SDTRAINER_MECAB");
  const folders = named ? [join(named, name), join(named, name, "dicdir"), named] : [];
  const cached = cacheFolders().map((cache) => join(cache, "mecab", name));
  for (const folder of [...folders, ...cached]) {
    if (await stat(join(folder, "sys.dic")).then(() => true, () => false)) return folder;
  }
  throw new InputError(
    `a BertJapaneseTokenizer finds words with MeCab, whose dictionary ${name} is not here`,
    {
      file,
      place: "mecab_dic",
      mend: `Set it up (deno task setup, ${settingName("mecab")} ${name}), ` +
        "or set SDTRAINER_MECAB to its folder",
    },
  );
}
