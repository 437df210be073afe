/** The Jargon File, version 4.4.7 (29 December 2003), as documents: an entry each. */

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { splitSentences } from "../lib/data/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import { cleanLine, fetchDebian, type SourceDocument } from "./_sources.ts";

/** The dictionary in Debian's `dict-jargon` 4.4.7-3.1, compressed as `dictzip` does. */
const DICTIONARY = "usr/share/dictd/jargon.dict.dz";
const SHA256 = "856ced964d3a3cfd79a3dc251df04365eefd848966e3ae94e58f2671d6e79ca5";

/**
 * An entry with a word that begins so, anywhere in it, is left out: obscenity, excrement, sex, and
 * abuse of people. `.` ends a stem that other words begin with.
 */
const VULGAR_WORDS = `
  anal. arse. ass. asses. asshole badass bastard bimbo bitch bollock bondage bugger bullshit cock.
  cocks. cunt damn dick. dickhead erotic fag. fags. faggot fart feces fuck genital goddam hooker
  masturbat motherfuck naked nazi nigger nude orgasm penis piss porn prostitut rape. raped. rapist
  sex shit slut suck. sucks. sucked sucker sucking testicle tit. tits. turd urinat vagina wank whore
`.trim().split(/\s+/);
const VULGAR = new RegExp(`\\b(?:${VULGAR_WORDS.join("|").replaceAll(".", "\\b")})`, "i");

/** Prose: words, numbers, punctuation; no code, addresses, pronunciations or tables. */
const PROSE = /^(?!.*\d{6})(?:[\p{L}\p{N} .,;:!?'"()—-]|(?<=\p{L})\/(?=\p{L}))*$/u;

/** What stands before the first sentence: a sense's number, usage or origin, part of speech. */
const LABELS = /^(?:\d+\. |\[[^\]]*\] ?|(?:adj|adv|n|v|vi|vt)\. )+/;

/** A sentence that only refers to other entries, by whose names nobody could guess a word. */
const REFERENCE = /^(?:See|See also|Compare|Contrast|Syn|Synonym|Oppose|Antonym|Cf)\b/;

/** Whether a sentence is kept: a whole one, of prose. */
function isProse(sentence: string): boolean {
  return PROSE.test(sentence) && !REFERENCE.test(sentence) &&
    /^["'(]*[\p{Lu}\p{N}]/u.test(sentence) && /[.!?]["')]*$/.test(sentence);
}

/** Least words of an entry; shorter ones are little more than a cross-reference. */
const LEAST_WORDS = 30;

/** A paragraph's prose; empty where it has none. */
function cleanParagraph(block: string): string {
  const lines = block.split("\n");
  // The text of an entry is indented by four spaces; more of them begin a quotation or a drawing.
  if (!lines.every((line) => /^ {4}\S/.test(line))) return "";
  const text = lines.map((line) => line.trim()).join(" ")
    .replaceAll("\u00ad", "") // soft hyphens
    .replaceAll(/\{ ?(.*?) ?\}/g, "$1") // links to other entries, whose lines may break in them
    .replaceAll(/ (?=[,.;:!?)”’])|(?<=[(“‘]) /g, "");
  return splitSentences(cleanLine(text).replace(LABELS, "")).filter(isProse).join(" ");
}

/** The entries of the dictionary with enough prose, in its order, named `jargon/bit bucket`. */
export function jargonEntries(dictionary: string): SourceDocument[] {
  // A name begins a line; what is said of it is indented.
  const entries = dictionary.split(/^(?=\S)/m).filter((entry) => !VULGAR.test(entry));
  return entries.map((entry) => ({
    id: `jargon/${cleanLine(entry.slice(0, entry.indexOf("\n")))}`,
    paragraphs: entry.split(/\n\s*\n/).map(cleanParagraph).filter((line) => line !== ""),
  })).filter(({ paragraphs }) => paragraphs.join(" ").split(" ").length >= LEAST_WORDS);
}

/**
 * Fetches the Jargon File with Debian's apt and cleans it.
 *
 * @param folder Where downloads are kept.
 * @throws {InputError} If it cannot be fetched, or is another than the data were made from.
 */
export async function readJargon(folder: string): Promise<SourceDocument[]> {
  const file = `${await fetchDebian("dict-jargon", folder)}/${DICTIONARY}`;
  const archive = await Deno.readFile(file);
  const found = createHash("sha256").update(archive).digest("hex");
  if (found !== SHA256) {
    throw new InputError(`its SHA-256 is ${found}, not ${SHA256}`, {
      file,
      mend: "Make the data from dict-jargon 4.4.7-3.1",
    });
  }
  return jargonEntries(gunzipSync(archive).toString("utf-8"));
}
