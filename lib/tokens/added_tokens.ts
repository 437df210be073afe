/** Tokens that are found in a text as they stand, before it is cut into words. */
import { InputError, shown } from "../io/mod.ts";
import { isObject, type JsonObject } from "./json.ts";
import { namedSpecialTokens, specialTokensOf } from "./special_tokens.ts";

/** An added token, with Hugging Face's names. */
export interface AddedToken {
  /** Its id. */
  id: number;
  /** What it looks like in a text. */
  content: string;
  /** Whether it is found as a word of its own only, not inside another. */
  single_word: boolean;
  /** Whether white space before it belongs to it. */
  lstrip: boolean;
  /** Whether white space behind it belongs to it. */
  rstrip: boolean;
  /** Whether it is looked for in the text as the normalizer leaves it, normalized itself. */
  normalized: boolean;
  /** Whether it is one of the tokens with a meaning of their own, which stand for no word. */
  special: boolean;
}

const FLAGS = ["single_word", "lstrip", "rstrip", "normalized", "special"] as const;

/** Beyond the vocabulary of any model; each id below the largest takes memory. */
const LARGEST_ID = 2_000_000;

/**
 * An added token as a file describes it: an object with its content, or the content alone.
 *
 * @param otherwise What a flag is that the file leaves out; `normalized` is then what `special` is not.
 * @returns Undefined if it is neither.
 */
export function parseAddedToken(
  value: unknown,
  id: number,
  otherwise: { special: boolean },
): AddedToken | undefined {
  const fields: JsonObject = typeof value === "string"
    ? { content: value }
    : isObject(value)
    ? value
    : {};
  const { content } = fields;
  if (typeof content !== "string") return undefined;
  const special = fields["special"] === undefined ? otherwise.special : fields["special"] === true;
  const token = { id, content, single_word: false, lstrip: false, rstrip: false };
  const result: AddedToken = { ...token, normalized: !special, special };
  for (const flag of FLAGS) {
    if (typeof fields[flag] === "boolean") result[flag] = fields[flag];
  }
  return result;
}

/** Whether a number can be a token's id. */
export function isTokenId(id: unknown): id is number {
  return typeof id === "number" && Number.isInteger(id) && id >= 0 && id <= LARGEST_ID;
}

/** What is said of a list or an object of added tokens that is none. */
export function wrongAddedTokens(place: string, file: string, mend: string): InputError {
  const problem = "the added tokens are not objects with content and an id";
  return new InputError(problem, { file, place, mend });
}

/** The tokens of `added_tokens.json`: their ids by content. */
export function parseAddedTokensFile(
  json: unknown,
  file: string,
  isSpecial: (content: string) => boolean,
): AddedToken[] {
  if (!isObject(json)) {
    throw wrongAddedTokens("added tokens", file, "Fetch the file again");
  }
  return Object.entries(json).map(([content, id]) => {
    if (!isTokenId(id)) {
      throw new InputError(`the id of ${shown(content)} is ${shown(id)}`, {
        file,
        mend: "Fetch the file again: each token has a whole number",
      });
    }
    return parseAddedToken(content, id, { special: isSpecial(content) })!;
  });
}

/** The tokens of `added_tokens_decoder` in `tokenizer_config.json`: objects by their ids. */
export function parseAddedTokensDecoder(json: unknown, file: string): AddedToken[] {
  const wrong = () =>
    wrongAddedTokens("added_tokens_decoder", file, "Fetch the file again, or remove the field");
  if (!isObject(json)) throw wrong();
  return Object.entries(json).map(([key, value]) => {
    const id = Number(key);
    const token = isTokenId(id) ? parseAddedToken(value, id, { special: false }) : undefined;
    if (token === undefined) throw wrong();
    return token;
  }).sort((a, b) => a.id - b.id);
}

const CONTRADICTION = "Fetch the tokenizer's files again, or keep only its vocab.txt";

/** What a tokenizer's files say of added tokens. */
export interface ListedTokens {
  /** The `added_tokens` of `tokenizer.json`, which must agree with its vocabulary. */
  own: readonly AddedToken[];
  /** Those of other files, of whose ids the vocabulary's go first, as in Transformers. */
  others: readonly AddedToken[];
}

/**
 * The added tokens of a tokenizer: those that its files list, and the special tokens that they name
 * or that BERT's vocabularies have. One that has no id of its own gets the next one, as in
 * Transformers.
 *
 * @param ids The vocabulary without added tokens.
 * @throws {InputError} If a token has two ids, or two tokens have one.
 */
export function joinAddedTokens(
  ids: ReadonlyMap<string, number>,
  { own, others }: ListedTokens,
  config: Readonly<JsonObject>,
  file: string,
): AddedToken[] {
  const added = new Map<string, AddedToken>();
  const owners = new Map([...ids].map(([token, id]) => [id, token]));
  const idOf = (content: string) => ids.get(content) ?? added.get(content)?.id;
  const add = (token: AddedToken) => {
    added.set(token.content, token);
    owners.set(token.id, token.content);
  };
  for (const token of own) {
    checkOwn(token, idOf(token.content), owners.get(token.id), file);
    add(token);
  }
  const waiting: AddedToken[] = [];
  for (const token of others) {
    const known = idOf(token.content);
    if (known !== undefined) add({ ...token, id: known });
    else if (owners.has(token.id)) waiting.push(token);
    else add(token);
  }
  for (const { content, value } of namedSpecialTokens(config)) {
    if (added.has(content) || waiting.some((token) => token.content === content)) continue;
    const token = { ...parseAddedToken(value, -1, { special: true })!, special: true };
    const id = idOf(content);
    if (id === undefined) waiting.push(token);
    else add({ ...token, id });
  }
  let next = 0;
  for (const id of owners.keys()) if (isTokenId(id) && id >= next) next = id + 1;
  for (const token of waiting) add({ ...token, id: next++ });
  for (const content of Object.values(specialTokensOf(config))) {
    const id = ids.get(content);
    if (id === undefined || added.has(content)) continue;
    add(parseAddedToken(content, id, { special: true })!);
  }
  return [...added.values()];
}

function checkOwn(
  { content, id }: AddedToken,
  known: number | undefined,
  owner: string | undefined,
  file: string,
): void {
  if (known === id || known === undefined && owner === undefined) return;
  const problem = known === undefined
    ? `${shown(owner)} and ${shown(content)} share the id ${id}`
    : `the id of ${shown(content)} is ${known} in the vocabulary, but ${id} here`;
  throw new InputError(problem, { file, place: "added_tokens", mend: CONTRADICTION });
}
