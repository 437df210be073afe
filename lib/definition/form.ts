/** What a definition must have, whatever its kind. */
import { fault } from "./blame.ts";
import {
  aLine,
  aListOf,
  anything,
  aText,
  calls,
  type Contract,
  hasMembers,
  must,
  oneWord,
  optional,
  trueOrFalse,
} from "./contract.ts";
import { isDefinitionName, isPlainName, type Kind, nameWords } from "./kinds.ts";
import { RULE_KINDS } from "./rule.ts";

const RULE: Contract = (value, spot) => WHOLE_RULE(value, spot);

const WHOLE_RULE = hasMembers({
  expected: aLine,
  accepts: calls(trueOrFalse),
  parse: calls(anything),
  kind: oneWord(RULE_KINDS),
  choices: optional(aListOf(aText)),
  item: optional(RULE),
});

const SOUND_PARAMETER = hasMembers({
  description: aLine,
  rule: RULE,
  default: optional(must(
    "a text, a number, true, false or null",
    (value) => value === null || ["string", "number", "boolean"].includes(typeof value),
  )),
  required: optional(trueOrFalse),
});

const PARAMETER: Contract = (value, spot) => {
  const parameter = SOUND_PARAMETER(value, spot) as {
    rule: { accepts(value: unknown): boolean; expected: string };
    default?: unknown;
  };
  const { rule, default: standard } = parameter;
  if (standard === undefined || rule.accepts(standard)) return parameter;
  throw fault({ ...spot, path: `default of ${spot.path}` }, standard, rule.expected);
};

const PARAMETERS: Contract = (value, spot) => {
  const parameters = hasMembers({}, { each: PARAMETER })(value, spot) as object;
  const wrong = Object.keys(parameters).find((name) => !isPlainName(name));
  if (wrong === undefined) return parameters;
  throw fault({ ...spot, path: `a name in ${spot.path}` }, wrong, "letters, digits, . and _");
};

/**
 * The contract of a kind of definitions: a name, a description, parameters, and what the kind has
 * besides.
 */
export function formOf(kind: Kind, members: Readonly<Record<string, Contract>>): Contract {
  return hasMembers({
    kind: oneWord([kind]),
    name: must(nameWords(kind), (name) => isDefinitionName(kind, name)),
    description: aLine,
    parameters: optional(PARAMETERS),
    ...members,
  });
}
