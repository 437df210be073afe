/**
 * What beginners meet first, in their language: sentences that were put together in English are
 * recognised and said in Japanese where the machine speaks it. Whatever is not in the list stays
 * English, so nothing is ever lost; errors that programs may read are not touched.
 */
import { JAPANESE, type Phrase } from "./japanese.ts";

/** The languages there are besides English, with their phrases. */
const PHRASES: Readonly<Record<string, readonly Phrase[]>> = { ja: JAPANESE };

/**
 * The language that the machine is set to, as `ja`: by `SDTRAINER_LANGUAGE`, else as POSIX has it
 * (`LC_ALL`, `LC_MESSAGES`, `LANG`). English where that cannot be known.
 */
export function machineLanguage(
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): string {
  for (const name of ["SDTRAINER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]) {
    try {
      const value = env(name);
      if (value) return value.slice(0, 2).toLowerCase();
    } catch {
      // Not allowed to know.
    }
  }
  return "en";
}

/** The full stop of an English sentence after a Japanese clause that stands in it. */
const ENGLISH_STOP = /(?<=[\u3040-\u30ff\u4e00-\u9fff）])\.(?: |$)/gm;

/** A phrase's English as a pattern that takes the shortest of what varies; at its start, a word. */
function patternOf(english: string): RegExp {
  const literal = english.split("{}").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const begins = literal[0] === "" ? "(\\S+)" : `${literal[0]}([^\\n]+?)`;
  const [, ...rest] = literal;
  return new RegExp(rest.length === 0 ? literal[0]! : begins + rest.join("([^\\n]+?)"), "g");
}

/**
 * A text with the phrases that are known in the language said in it.
 *
 * @param language Such as `ja`. @default what the machine is set to
 * @param further Phrases besides those of the library.
 *
 * @example
 * ```ts
 * import { inLanguage } from "./language.ts";
 * const text = inLanguage("Stopped after step 3 of 8 of a run, saved.", "ja");
 * if (text !== "a run のステップ 3/8 のあとで止め、保存しました。") throw new Error(text);
 * ```
 */
export function inLanguage(
  text: string,
  language: string = machineLanguage(),
  further: Readonly<Record<string, readonly Phrase[]>> = {},
): string {
  const phrases = [...further[language] ?? [], ...PHRASES[language] ?? []];
  const other = phrases.reduce(
    (said, [english, other]) =>
      said.replace(
        patternOf(english),
        (_, ...varying: unknown[]) =>
          other.replace(/\{(\d)\}/g, (_, place: string) => String(varying[Number(place)])),
      ),
    text,
  );
  return other.replace(ENGLISH_STOP, "。").replaceAll("。 ", "。");
}
