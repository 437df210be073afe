/** Names of fresh models: what stands in the place of a folder where weights are to be drawn. */

/** As choices are written: an architecture, then parameters, of which the tokenizer is one. */
const FRESH = /^[\p{L}\p{N}._]+:[A-Za-z]+=/u;

/**
 * Whether a model is named as one whose weights are to be drawn, such as
 * `bert:tokenizer=embedded:layers=2`. A folder of such a name is `./bert:tokenizer=…`.
 */
export function isFresh(model: string): boolean {
  return FRESH.test(model);
}

/** What stands in the name of a fresh model, as it is written; undefined where it is none. */
export function freshParts(model: string): Readonly<Record<string, string>> | undefined {
  if (!isFresh(model)) return undefined;
  const [modelType = "", ...assignments] = model.split(":");
  return Object.fromEntries([
    ["modelType", modelType],
    ...assignments.map((assignment) => {
      const [name = "", ...value] = assignment.split("=");
      return [name, value.join("=")];
    }),
  ]);
}

/** What the tokenizer of a fresh model is named; undefined where its name does not say. */
export function freshTokenizer(model: string): string | undefined {
  return freshParts(model)?.["tokenizer"];
}

/** The name of a fresh model with further parameters, of which those that it has stay. */
export function completedFresh(model: string, further: Readonly<Record<string, number>>): string {
  const known = freshParts(model) ?? {};
  const missing = Object.entries(further).filter(([name]) => !Object.hasOwn(known, name));
  return [model, ...missing.map(([name, value]) => `${name}=${value}`)].join(":");
}
