/** The card of an exported model. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { MODEL_CARD, printable, readUtf8 } from "../io/mod.ts";

/** The block of metadata at a card's beginning: its lines. */
const METADATA = /^---\r?\n((?:[^\n]*\n)*?)---[ \t\r]*(?:\n|$)/;

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
  const file = join(folder, MODEL_CARD);
  const own = existsSync(file) ? await readUtf8(file, "Make it readable") : "";
  const [title, opened] = [name, out].map((path) => printable(basename(resolve(path))));
  const metadata = METADATA.exec(own)?.[1] ?? "pipeline_tag: fill-mask";
  const lines = [
    "library_name: transformers.js",
    ...metadata.trimEnd().split(/\r?\n/).filter((line) => !line.startsWith("library_name:")),
  ];
  // The hub shows licence and card of the one that it names.
  if (base !== undefined && !lines.some((line) => line.startsWith("base_model:"))) {
    lines.push(`base_model: ${JSON.stringify(base)}`);
  }
  const text = own.replace(METADATA, "").trim() || `# ${title}${originOf(base)}`;
  return `---
${lines.join("\n").trimEnd()}
---

${text}

## ONNX

\`onnx/model.onnx\` is the model in float32; in \`onnx/model_fp16.onnx\` weights and matrix products
are float16. In JavaScript, from beside this folder:

\`\`\`js
import { pipeline } from "@huggingface/transformers";
const fill = await pipeline("fill-mask", ${JSON.stringify(`./${opened}`)}, { dtype: "fp32" });
console.log(await fill(\`The \${fill.tokenizer.mask_token} was good.\`));
\`\`\`

Made by SDTrainer with \`deno task export\`.
`;
}

/** What a model of the hub says of itself holds for its export; of others nothing is known. */
function originOf(base: string | undefined): string {
  return base === undefined
    ? ""
    : `\n\n[${base}](https://huggingface.co/${base}) as ONNX; licence and card are that model's.`;
}
