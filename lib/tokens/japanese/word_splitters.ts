/** How the words of a Japanese text are found, by the names that Transformers has for it. */
import { InputError, shown } from "../../io/mod.ts";
import { isObject, type JsonObject } from "../json.ts";
import { ACCENT_OF_PYTHON, CONTROL_OF_PYTHON, PUNCTUATION_OF_PYTHON, SPACE } from "../unicode.ts";
import { readDictionary } from "./dictionary.ts";
import { DICTIONARIES, type DictionaryName, findDictionary } from "./dictionary_folder.ts";
import { Mecab } from "./mecab.ts";

/** The words of a text. */
export type SplitWords = (text: string) => string[];

/** What is said of a part that is not computed here. */
export function notKnown(place: string, value: unknown, file: string): InputError {
  return new InputError(`a BertJapaneseTokenizer with ${shown(value)} is not known here`, {
    file,
    place,
    mend: "Give a model whose words are found by MeCab, or one with another tokenizer",
  });
}

const NOTHING_TO_SEE = new RegExp(CONTROL_OF_PYTHON, "gv");
const MARKS = new RegExp(ACCENT_OF_PYTHON, "gv");
const PARTS = new RegExp(`${PUNCTUATION_OF_PYTHON}|[^${PUNCTUATION_OF_PYTHON}]+`, "gv");

/** White space to Python's `str.split`. */
const BLANK = new RegExp(`[${SPACE}\\u001C-\\u001F]+`, "v");

/** Words between white space. */
export const unspaced: SplitWords = (text) => text.split(BLANK).filter((word) => word !== "");

/** Transformers' `BasicTokenizer`, which leaves Chinese characters together here. */
function basic(lowercase: boolean, kept: readonly unknown[]): SplitWords {
  return (text) => {
    const clean = text.replace(NOTHING_TO_SEE, "").normalize("NFC");
    return unspaced(clean).flatMap((word) => {
      if (kept.includes(word)) return [word];
      const plain = lowercase ? word.toLowerCase().normalize("NFD").replace(MARKS, "") : word;
      return (plain.match(PARTS) ?? []).flatMap(unspaced);
    });
  };
}

/** Transformers' `MecabTokenizer`. */
async function mecab(
  options: JsonObject,
  lowercase: boolean,
  kept: readonly unknown[],
  file: string,
): Promise<SplitWords> {
  const { mecab_dic: name = "unidic_lite", mecab_option: option } = options;
  if (option !== undefined && option !== null && option !== "") {
    throw notKnown("mecab_option", option, file);
  }
  if (!DICTIONARIES.includes(name as DictionaryName)) throw notKnown("mecab_dic", name, file);
  const folder = await findDictionary(name as DictionaryName, file);
  const tagger = new Mecab(await readDictionary(folder));
  return (text) => {
    const normal = options["normalize_text"] === false ? text : text.normalize("NFKC");
    const words = tagger.words(normal);
    return lowercase ? words.map((word) => kept.includes(word) ? word : word.toLowerCase()) : words;
  };
}

/**
 * What a `tokenizer_config.json` says of words.
 *
 * @throws {InputError} If it wants what is not computed here, or a dictionary is missing.
 */
export async function wordSplitter(
  config: Readonly<JsonObject>,
  file: string,
): Promise<SplitWords> {
  if (config["do_word_tokenize"] === false) return (text) => [text];
  const lowercase = config["do_lower_case"] === true;
  const kept = Array.isArray(config["never_split"]) ? config["never_split"] : [];
  const kind = config["word_tokenizer_type"] ?? "basic";
  if (kind === "basic") return basic(lowercase, kept);
  if (kind !== "mecab") throw notKnown("word_tokenizer_type", kind, file);
  const options = isObject(config["mecab_kwargs"]) ? config["mecab_kwargs"] : {};
  return await mecab(options, lowercase, kept, file);
}
