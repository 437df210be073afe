/** The card of an exported model. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { cardParts } from "../experiment/mod.ts";
import { MODEL_CARD, printable, readUtf8, replaceFile } from "../io/mod.ts";

/** What begins the part of a card that is written here. */
const HEADING = "## ONNX";

/**
 * A card that says how to open the model: the model's own where it has one, as what it says of data
 * and figures holds here, too.
 *
 * @param folder The model's folder.
 * @param name What it is called: a path, of which the card has the last part.
 * @param out Where it is exported to.
 * @param base The hub's model whose files these are, where they are one's.
 */
export async function exportCard(
  folder: string,
  name: string,
  out: string,
  base?: string,
): Promise<string> {
  const own = await cardOf(folder),
    { metadata = ["pipeline_tag: fill-mask"], text } = cardParts(own);
  const title = printable(basename(resolve(name)));
  const lines = [
    "library_name: transformers.js",
    ...metadata.filter((line) => !line.startsWith("library_name:")),
  ];
  // The hub shows licence and card of the one that it names.
  if (base !== undefined && !lines.some((line) => line.startsWith("base_model:"))) {
    lines.push(`base_model: ${JSON.stringify(base)}`);
  }
  // A model that was trained with ONNX files beside it has the part already.
  const about = text.split(`\n${HEADING}\n`)[0]!.trim() || `# ${title}${originOf(base)}`;
  return `---
${lines.join("\n").trimEnd()}
---

${about}

${openingOf(out)}
Made by SDTrainer with \`deno task export\` or \`exportModel()\`.
`;
}

/** Adds to the card of a model how to open the ONNX files beside its weights, unless that is there. */
export async function tellOnnx(folder: string): Promise<void> {
  const own = await cardOf(folder);
  if (own.includes(HEADING)) return;
  await replaceFile(
    join(folder, MODEL_CARD),
    `${own.trimEnd()}\n\n${openingOf(folder)}`.trimStart(),
  );
}

async function cardOf(folder: string): Promise<string> {
  const file = join(folder, MODEL_CARD);
  return existsSync(file) ? await readUtf8(file, "Make it readable") : "";
}

/** How the ONNX files in a folder are opened. */
function openingOf(folder: string): string {
  const path = JSON.stringify(`./${printable(basename(resolve(folder)))}`);
  return `${HEADING}

\`onnx/model.onnx\` is the model in float32; in \`onnx/model_fp16.onnx\` weights and matrix products
are float16. In JavaScript, from beside this folder:

\`\`\`js
import { pipeline } from "@huggingface/transformers";
const fill = await pipeline("fill-mask", ${path}, { dtype: "fp32" });
console.log(await fill(\`The \${fill.tokenizer.mask_token} was good.\`));
\`\`\`
`;
}

/** What a model of the hub says of itself holds for its export; of others nothing is known. */
function originOf(base: string | undefined): string {
  return base === undefined
    ? ""
    : `\n\n[${base}](https://huggingface.co/${base}) as ONNX; licence and card are that model's.`;
}
