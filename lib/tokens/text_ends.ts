/** What stands before and behind a text when it is encoded. */
import { isObject, type JsonObject, textOf } from "./json.ts";
import { listOf } from "./normalizers.ts";

/** The ids of what is put around a text. */
export interface TextEnds {
  before: readonly number[];
  behind: readonly number[];
}

const NOTHING: TextEnds = { before: [], behind: [] };

function templateEnds(step: JsonObject, ids: ReadonlyMap<string, number>): TextEnds {
  const named = isObject(step["special_tokens"]) ? step["special_tokens"] : {};
  const ends = { before: [] as number[], behind: [] as number[] };
  let seen = 0;
  for (const piece of listOf(step["single"])) {
    if (isObject(piece["Sequence"])) {
      seen++;
      continue;
    }
    const token = textOf(isObject(piece["SpecialToken"]) ? piece["SpecialToken"] : {}, "id");
    const entry = named[token];
    const found = isObject(entry) && Array.isArray(entry["ids"]) ? entry["ids"] : [ids.get(token)];
    if (!found.every((id) => typeof id === "number")) {
      throw new TypeError(`its template's ${token} has no id`);
    }
    (seen === 0 ? ends.before : ends.behind).push(...found);
  }
  if (seen !== 1) throw new TypeError("its template has not one place for the text");
  return ends;
}

function pairEnds(step: JsonObject): TextEnds {
  const idOf = (pair: unknown): number => {
    if (Array.isArray(pair) && typeof pair[1] === "number") return pair[1];
    throw new TypeError("its post-processor's tokens have no ids");
  };
  return { before: [idOf(step["cls"])], behind: [idOf(step["sep"])] };
}

/**
 * What a `post_processor` puts around a text.
 *
 * @throws {TypeError} If it does anything else, or is malformed.
 */
export function textEnds(step: JsonObject | null, ids: ReadonlyMap<string, number>): TextEnds {
  if (step === null) return NOTHING;
  switch (step["type"]) {
    case "TemplateProcessing":
      return templateEnds(step, ids);
    case "BertProcessing":
    case "RobertaProcessing":
      return pairEnds(step);
    case "ByteLevel":
      // It changes where tokens are said to stand, and nothing else.
      return NOTHING;
    case "Sequence":
      return listOf(step["processors"]).map((part) => textEnds(part, ids)).reduce(
        (inner, outer) => ({
          before: [...outer.before, ...inner.before],
          behind: [...inner.behind, ...outer.behind],
        }),
        NOTHING,
      );
    default:
      throw new TypeError("its post-processor is of another type");
  }
}
