/** What README.md and docs/performance.md say of the bench's rows. */
import { InputError } from "../lib/mod.ts";
import type { Bench } from "./mod.ts";
import { BASE, GPU_BASE, MINI } from "./cases.ts";
import { OURS, PEER } from "./data.ts";
import { REPRODUCE, TRAINER } from "./nine.ts";
import { lessFlattering, type Row } from "./rows.ts";
import { NONE, ORIGINAL, SD, SD2 } from "./sd.ts";
import { COMPILED, GRAPH, HUGGING_FACE, MASKED_HEAD, PLAIN_TFJS } from "./step.ts";

/** A ratio that is quoted: this trainer's to a peer's. */
interface Quote {
  text: string;
  /** At most what it should be. */
  should: number;
  bench: Bench;
  /** What the row's case begins with: the rest says how much was measured. */
  case: string;
  ours: string;
  peer: string;
  /** Also compared with, where it was measured: the worst counts. */
  also?: string;
  /** @default "time" */
  of?: "memory";
}

const MINI_STEP = { bench: "step", case: MINI.name, ours: GRAPH } as const;
const BASE_STEP = { bench: "step", case: BASE.name, ours: GRAPH } as const;
const STRONGEST = { peer: MASKED_HEAD, also: COMPILED };
const DATA = { bench: "data", ours: OURS, peer: PEER, should: 0.5 } as const;

/** All of them, in the order of their table; README names the first three by their key. */
export const QUOTES = {
  mini: {
    text: "a step against Hugging Face's: mini",
    ...{ ...MINI_STEP, peer: HUGGING_FACE, should: 0.55 },
  },
  base: { text: "… base", ...BASE_STEP, peer: HUGGING_FACE, should: 0.55 },
  nine: {
    text: "nine quick runs against nine of Hugging Face's Trainer",
    ...{ bench: "nine", case: "quick", ours: REPRODUCE, peer: TRAINER, should: 0.5 },
  },
  strongestMini: {
    text: "a step against the strongest PyTorch: mini",
    ...{ ...MINI_STEP, ...STRONGEST, should: 0.9 },
  },
  strongestBase: { text: "… base", ...BASE_STEP, ...STRONGEST, should: 0.75 },
  memoryMini: {
    text: "peak memory of a step against Hugging Face's: mini",
    ...{ ...MINI_STEP, peer: HUGGING_FACE, should: 0.65, of: "memory" },
  },
  memoryBase: {
    text: "… base",
    ...{ ...BASE_STEP, peer: HUGGING_FACE, should: 0.95, of: "memory" },
  },
  tfjs: {
    text: "a step against plain tfjs, mini",
    ...{ ...MINI_STEP, peer: PLAIN_TFJS, should: 0.5 },
  },
  paper: {
    text: "a step with SD2 and Γ `paper` against one without",
    ...{ bench: "sd", case: "paper", ours: SD2, peer: NONE, should: 1.01 },
  },
  notebook: {
    text: "a step with Γ `notebook` against the original's way",
    ...{ bench: "sd", case: "notebook", ours: SD, peer: ORIGINAL, should: 0.35 },
  },
  cloth: { text: "chunks from CLOTH against Python's `datasets`", case: "CLOTH", ...DATA },
  csv: { text: "… CSV", case: "CSV", ...DATA },
  txt: { text: "… text", case: "text", ...DATA },
  load: {
    text: "time to the first step, base, from a folder",
    ...{ bench: "load", case: BASE.name, ours: GRAPH, peer: HUGGING_FACE, should: 1 },
  },
} as const satisfies Record<string, Quote>;

/** Whether a quoted ratio needs this subject. */
export function isQuoted({ bench, case: name, subject }: Pick<Row, "bench" | "case" | "subject">) {
  // The reference, without which a row has no ratio, is quoted wherever something is.
  return Object.values(QUOTES).some((quote: Quote) =>
    quote.bench === bench && name.startsWith(quote.case) &&
    [quote.ours, quote.peer].includes(subject)
  );
}

/**
 * A quoted ratio: by the way of measuring that flatters this trainer less.
 *
 * @throws {InputError} If the rows do not hold what it is of.
 */
export function quoted(rows: readonly Row[], key: keyof typeof QUOTES, file: string): number {
  const { bench, case: start, ours, peer, also, of }: Quote = QUOTES[key];
  const find = (subject: string) =>
    rows.find((row) =>
      row.bench === bench && row.case.startsWith(start) && row.subject === subject
    );
  const missing = (subject: string): InputError =>
    new InputError("a figure that is quoted is not among the rows", {
      file,
      place: `${bench} ${start}, ${subject}`,
      mend: "Measure it: deno task bench --quoted --json FILE",
    });
  const ratioTo = (subject: string) => {
    const [a, b] = [find(ours), find(subject)];
    if (a === undefined) throw missing(ours);
    if (b === undefined) throw missing(subject);
    const ratio = of === "memory" ? a.peak_rss_mib! / b.peak_rss_mib! : lessFlattering(a, b);
    if (ratio === undefined || Number.isNaN(ratio)) throw missing(subject);
    return ratio;
  };
  const others = also !== undefined && find(also) !== undefined ? [ratioTo(also)] : [];
  return Math.max(ratioTo(peer), ...others);
}

/** The table of docs/performance.md: what a ratio should be and what it is. */
export function quotesTable(rows: readonly Row[], file: string): string {
  const lines = (Object.keys(QUOTES) as (keyof typeof QUOTES)[]).map((key) => {
    const { text, should } = QUOTES[key];
    const is = quoted(rows, key, file);
    const figure = is > should ? `**${is.toFixed(2)}**` : is.toFixed(2);
    return `| ${text} | ${should.toFixed(2)} | ${figure} |`;
  });
  const head = ["| what, and at most what it should take | should | is |", "| --- | ---: | ---: |"];
  return [...head, ...lines].join("\n");
}

/** README's sentence. */
export function quotesSentence(rows: readonly Row[], file: string): string {
  const figure = (key: keyof typeof QUOTES) => quoted(rows, key, file).toFixed(2);
  const nine = rows.find(({ bench }) => bench === "nine");
  return `On those two cores a training step takes ${
    figure("mini")
  } of the time of Hugging Face's ` +
    `model in PyTorch for the small BERT and ${figure("base")} for one of bert-base's size, and ` +
    `nine models (${nine?.case}) ${
      figure("nine")
    } of that of nine runs of its Trainer, each measured in blocks ` +
    "and alone, of which the less favourable counts ([docs/performance.md](docs/performance.md)).";
}

const begin = (name: string) => `<!-- bench: ${name} -->`;
const END = "<!-- /bench -->";

/**
 * A page with what stands between its marks for `name` written anew.
 *
 * @throws {InputError} If it has no such marks.
 */
export function replaceMarked(page: string, name: string, content: string, file: string): string {
  const from = page.indexOf(begin(name));
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) {
    throw new InputError("the page has no place for what the bench measured", {
      file,
      place: `${begin(name)} … ${END}`,
      mend: "Put these marks where it belongs",
    });
  }
  return `${page.slice(0, from)}${begin(name)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Writes README.md's sentence and docs/performance.md's tables from rows; of a GPU's, its table. */
export async function writeDocs(folder: string, rows: readonly Row[], file: string, table: string) {
  const ofGpu = rows.length > 0 && rows.every((row) => row.case === GPU_BASE.name);
  const parts = ofGpu ? [["docs/performance.md", "gpu", table]] as const : [
    ["README.md", "sentence", quotesSentence(rows, file)],
    ["docs/performance.md", "targets", quotesTable(rows, file)],
    ["docs/performance.md", "rows", table],
  ] as const;
  // All pages first: either all are written or none is.
  const pages = new Map<string, string>();
  for (const [name, mark, content] of parts) {
    const page = pages.get(name) ?? await Deno.readTextFile(`${folder}/${name}`);
    pages.set(name, replaceMarked(page, mark, content, name));
  }
  for (const [name, page] of pages) await Deno.writeTextFile(`${folder}/${name}`, page);
}
