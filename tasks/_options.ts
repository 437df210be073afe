/** A command's table of options: how the command line is read by it, and its `--help`. */
import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "../lib/io/errors.ts";
import { STANDARD_INPUT } from "../lib/io/kept_input.ts";
import "./_place.ts";

/** One option of a command. Its key in the table, `batchSize`, is typed as `--batch-size`. */
export interface Option {
  /** What it does: a phrase without a full stop. */
  description: string;
  /** @default "string" */
  type?: "string" | "integer" | "number" | "boolean";
  /** What stands for the value in the help, such as `FOLDER`. */
  placeholder?: string;
  /** Taken where the option is not given, and shown in the help. */
  default?: string | number;
  /** What the help shows where the default is not one fixed value. */
  defaultText?: string;
  /** The only values allowed. */
  choices?: readonly string[];
  /** Names that can be given, which are shown; what is given is looked up elsewhere. */
  names?: readonly string[];
  /** What a value must be, as in "a whole number, at least 1". */
  expected?: string;
  /** The least that a number may be. */
  least?: number;
  /** The most that a number may be, where there is a least. */
  most?: number;
  /** Takes several values: `--seeds 0,1` or `--seeds 0 --seeds 1`. */
  list?: boolean;
  /** Can be given several times, each value whole: `--plugin a,b.ts --plugin c.ts`. */
  repeat?: boolean;
  /** One letter, so that `-o` does the same. */
  short?: string;
  /** Must be given. */
  required?: boolean;
}

/** `--device`, as the commands that compute have it. */
export const DEVICE_OPTION = {
  placeholder: "DEVICE",
  default: "auto",
  description: "on what: auto (an NVIDIA GPU where there is one), cpu, gpu, or gpu:N of several",
} as const;

/** `--offline`, for every command that could download something. */
export const OFFLINE_OPTION = {
  type: "boolean",
  description: "Use no network: what would have to be downloaded is an error",
} as const satisfies Option;

/** `--cased` and `--uncased`, for commands that load a tokenizer. */
export const CASE_OPTIONS = {
  cased: { type: "boolean", description: "Keep capitals, whatever the tokenizer's files say" },
  uncased: { type: "boolean", description: "Read capitals as small letters, whatever they say" },
} as const satisfies Options;

/** `--jobs` and `--threads`, for tasks whose runs several processes share. */
export const JOB_OPTIONS = {
  jobs: {
    type: "integer",
    description: "Runs made at once, each by a process; what they come to does not depend on it. " +
      "At most 16 for each core",
    defaultText: "what is fastest with the cores and the memory",
  },
  threads: {
    type: "integer",
    description: "Threads of each run, which its last bits depend on. At most 16 for each core",
    defaultText:
      "what the folder's runs were begun with, else cores divided by the default of --jobs",
  },
} as const satisfies Options;

/**
 * What {@linkcode CASE_OPTIONS} say; undefined where neither is given.
 *
 * @throws {UsageError} If both are.
 */
export function casedOf(given: { cased: boolean; uncased: boolean }): boolean | undefined {
  if (given.cased && given.uncased) throw new UsageError("Give --cased or --uncased, not both.");
  return given.cased ? true : given.uncased ? false : undefined;
}

/** The settings that standard input can be named for, by commands that take it. */
export const INPUT_SETTINGS: readonly string[] = ["data", "evalData"];

/** A setting's option, for which standard input can be named where that is so. */
export function orStandardInput(name: string, option: Option): Option {
  if (!INPUT_SETTINGS.includes(name)) return option;
  return { ...option, description: `${option.description}; ${STANDARD_INPUT} for standard input` };
}

/** The options of a command by name. */
export type Options = Record<string, Option>;

type Item<O extends Option> = O["type"] extends "integer" | "number" ? number
  : O["choices"] extends readonly (infer Choice)[] ? Choice
  : string;

type Value<O extends Option> = O["type"] extends "boolean" ? boolean
  : O["list"] extends true ? Item<O>[] | undefined
  : O["repeat"] extends true ? Item<O>[] | undefined
  : O extends { default: string | number } | { required: true } ? Item<O>
  : Item<O> | undefined;

/** The values of a table of options, as a command gets them. */
export type OptionValues<T extends Options> = { [K in keyof T]: Value<T[K]> };

/** What is said where a command is asked to stop, by what it finishes before it does. */
export const STOPPING = {
  step: "Stopping after this step; Ctrl-C once more stops at once.",
  batch: "Stopping after this batch; Ctrl-C once more stops at once.",
  piece: "Stopping after this piece; Ctrl-C once more stops at once.",
  mutant: "Stopping after this mutant; Ctrl-C once more stops at once.",
} as const;

/** What a command is and takes. */
export interface Command<T extends Options> {
  /** As one starts it: `deno task NAME`. */
  name: string;
  /** What it does, in a sentence or more. */
  description: string;
  options: T;
  /** Arguments without a name. None are allowed where this is left out. */
  positionals?: { name: string; description: string; min: number; max: number };
  /** Command lines shown at the end of the help. */
  examples?: readonly string[];
  /**
   * The command watches `signal` and stops by itself, after this much more work, such as `step`: the
   * first Ctrl-C then only asks it to. Left out, Ctrl-C ends the command at once, as usual.
   */
  stopsAfter?: keyof typeof STOPPING;
  /**
   * What to do where `--offline` stood in the way, as the beginning of a sentence.
   * @default "Leave --offline out"
   */
  insteadOfOffline?: string;
  /** What settings are called in it. @default as {@linkcode optionName} has them, with `--` before */
  word?: (setting: string) => string;
  /** Further tables of the help, each with a title and rows of two columns. */
  tables?: readonly { title: string; rows: readonly (readonly [string, string])[] }[];
}

/** `batchSize` → `batch-size`. */
export function optionName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** " Did you mean …?" where a name comes close to a known one. */
function suggestion(name: string, known: readonly string[]): string {
  const nearest = known.length > 0 ? closest(name, known as string[]) : undefined;
  if (nearest === undefined || distance(name, nearest) > Math.max(2, name.length / 3)) return "";
  return ` Did you mean --${nearest}?`;
}

function parseTokens(options: Options, args: string[], allowPositionals: boolean) {
  const table = Object.fromEntries(
    Object.entries(options).map(([key, option]) => [optionName(key), {
      type: option.type === "boolean" ? "boolean" as const : "string" as const,
      multiple: true as const,
      ...(option.short === undefined ? {} : { short: option.short }),
    }]),
  );
  try {
    return parseArgs({ args, options: table, strict: true, allowPositionals });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code?.startsWith("ERR_PARSE_ARGS")) throw error;
    throw new UsageError(parserMessage(message, options), { cause: error });
  }
}

/** What Node's parser complains of, in the words of this command. */
function parserMessage(message: string, options: Options): string {
  const names = Object.keys(options).map(optionName);
  const unknown = /^Unknown option '--([^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) return `Unknown option '--${unknown}'.${suggestion(unknown, names)}`;
  // As in '--out', '-o, --out <value>' or '-o'.
  const [, short, long] = /^Option '(?:-(\w)\b)?(?:, )?(?:--([\w-]+))?/.exec(message) ?? [];
  const [key, option] =
    Object.entries(options).find(([key, { short: letter }]) =>
      optionName(key) === long || (letter !== undefined && letter === short)
    ) ?? [];
  const name = key && optionName(key);
  if (option?.type === "boolean") return `--${name} takes no value.`;
  if (option !== undefined) {
    return `The value of --${name} is missing. One that begins with a dash is given as --${name}=-VALUE.`;
  }
  return message.replaceAll("\n", " ").replace(/ This command does not take .*$/, "")
    .replace(/\.?$/, ".");
}

/** Options whose values are options themselves, of another program. */
const PASSED_ON = ["--slurm-options"];

/**
 * The arguments with a value that begins with a dash joined to its option: `--epochs=-1` for
 * `--epochs -1`, `--data=-,a.txt` for `--data -,a.txt`.
 */
export function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const argument of args) {
    const before = joined.at(-1);
    const isOption = before !== undefined && /^--[a-z][\w-]*$/.test(before);
    const isValue = /^-(?:\.?\d|,)/.test(argument) ||
      argument.startsWith("-") && PASSED_ON.some((option) => option === before);
    if (isOption && !joined.includes("--") && isValue) {
      joined[joined.length - 1] = `${before}=${argument}`;
    } else joined.push(argument);
  }
  return joined;
}

/** A command line without some options. */
export function without(
  args: readonly string[],
  left: Readonly<Record<string, Pick<Option, "type">>>,
): string[] {
  const options = Object.fromEntries(
    Object.entries(left).map(([key, { type }]) => [optionName(key), {
      type: type === "boolean" ? "boolean" as const : "string" as const,
    }]),
  );
  const given = withNegatives(args);
  const { tokens } = parseArgs({ args: given, options, strict: false, tokens: true });
  const dropped = new Set(
    tokens.flatMap((token) => {
      if (token.kind !== "option" || !Object.hasOwn(options, token.name)) return [];
      const ownValue = token.value !== undefined && !token.inlineValue;
      return ownValue ? [token.index, token.index + 1] : [token.index];
    }),
  );
  return given.filter((_, index) => !dropped.has(index));
}

function parseItem(name: string, option: Option, text: string): string | number {
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw new UsageError(`--${name} is one of ${option.choices.join(", ")}: got "${text}".`);
  }
  if (option.type !== "integer" && option.type !== "number") return text;
  const value = text.trim() === "" ? NaN : Number(text);
  const { type, least = -Infinity, most = Infinity } = option;
  const isNumber = type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isNumber && value >= least && value <= most) return value;
  const kind = type === "integer" ? "takes a whole number" : "takes a number";
  const range = option.least === undefined
    ? kind
    : option.most === undefined
    ? `${kind}, at least ${least}`
    : `${kind} from ${least} to ${most}`;
  const wanted = option.expected === undefined ? range : `takes ${option.expected}`;
  throw new UsageError(`--${name} ${wanted}: got "${text}".`);
}

function parseOption(name: string, option: Option, given: readonly string[] | undefined) {
  if (given === undefined) {
    if (option.required) throw new UsageError(`--${name} must be given.`);
    return option.default;
  }
  if (option.list) {
    const texts = given.flatMap((text) => text.split(",")).map((text) => text.trim());
    return texts.map((text) => parseItem(name, option, text));
  }
  if (option.repeat) return given.map((text) => parseItem(name, option, text));
  const [text, ...more] = given;
  if (more.length > 0) throw new UsageError(`--${name} is given more than once. Give it once.`);
  return parseItem(name, option, text!);
}

/**
 * The options and positionals of a command line.
 *
 * @throws {UsageError} If an option is unknown, given more than once where it takes one value, or lacks it,
 * or a value is not allowed.
 */
export function parseCommandLine<const T extends Options>(
  command: Command<T>,
  args: readonly string[],
): { options: OptionValues<T>; positionals: string[] } {
  const allowed = command.positionals;
  const { values, positionals } = parseTokens(
    command.options,
    withNegatives(args),
    allowed !== undefined,
  );
  if (allowed !== undefined && (positionals.length < allowed.min)) {
    throw new UsageError(`${allowed.name} is missing: ${allowed.description}.`);
  }
  if (allowed !== undefined && positionals.length > allowed.max) {
    throw new UsageError(`Unexpected argument '${positionals[allowed.max]}'.`);
  }
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, option]) => {
      const name = optionName(key);
      const given = values[name] as (string | boolean)[] | undefined;
      if (option.type === "boolean") return [key, given !== undefined];
      return [key, parseOption(name, option, given as string[] | undefined)];
    }),
  );
  return { options: options as OptionValues<T>, positionals };
}

/** Breaks a text at spaces into lines of at most `width` characters. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function optionRow([key, option]: [string, Option]): [string, string] {
  const name = optionName(key);
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const standard = option.type === "integer" || option.type === "number"
    ? "NUMBER"
    : option.choices === undefined && option.names === undefined
    ? "TEXT"
    : "NAME";
  const placeholder = option.type === "boolean" ? "" : ` ${option.placeholder ?? standard}`;
  const fallback = option.defaultText ?? option.default;
  const notes = [
    ...(option.choices === undefined ? [] : [option.choices.join(", ")]),
    ...(option.names === undefined ? [] : [option.names.join(", ")]),
    ...(option.list ? ["several with commas"] : []),
    ...(option.repeat ? ["may be given several times"] : []),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ...(option.required ? ["required"] : []),
  ];
  const suffix = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return [`${short}--${name}${placeholder}`, option.description + suffix];
}

/** What stands in the help for values that are paths, or can be. */
const PATHS = ["FILE", "FOLDER", "PATH", "MODEL"];

function takesPaths<T extends Options>({ options, positionals }: Command<T>): boolean {
  const placeholders = Object.values<Option>(options).map(({ placeholder }) => placeholder);
  return [...placeholders, positionals?.name].some((name) => PATHS.includes(name ?? ""));
}

/** What stands for the arguments: in brackets where there need be none. */
function argumentWord({ name, min, max }: NonNullable<Command<Options>["positionals"]>): string {
  const word = `${name}${max > 1 ? "..." : ""}`;
  return min === 0 ? `[${word}]` : word;
}

/** The text of `--help`, at most 100 characters wide. */
export function helpText<T extends Options>(command: Command<T>): string {
  const { positionals } = command;
  const argument = positionals === undefined ? "" : ` ${argumentWord(positionals)}`;
  const rows: [string, string][] = [
    ...Object.entries(command.options).map(optionRow),
    ["--version", "Show the versions of SDTrainer and Deno"],
    ["-h, --help", "Show this help"],
  ];
  if (positionals !== undefined) rows.unshift([positionals.name, positionals.description]);
  const { tables = [] } = command;
  const widest = [...rows, ...tables.flatMap(({ rows }) => rows)].map(([left]) => left.length);
  const indent = Math.max(...widest) + 4;
  const linesOf = (table: readonly (readonly [string, string])[]) =>
    table.flatMap(([left, right]) =>
      wrap(right, 100 - indent).map((line, i) =>
        `${(i === 0 ? `  ${left}` : "").padEnd(indent)}${line}`
      )
    );
  const examples = command.examples ?? [];
  return [
    ...wrap(command.description, 100),
    "",
    `Usage: deno task ${command.name}${argument} [options]`,
    ...(takesPaths(command) ? ["Relative paths begin in the folder that you are in."] : []),
    "",
    ...linesOf(rows),
    ...tables.flatMap(({ title, rows }) => ["", title, ...linesOf(rows)]),
    ...(examples.length === 0 ? [] : ["", "Examples:", ...examples.map((line) => `  ${line}`)]),
  ].join("\n");
}
