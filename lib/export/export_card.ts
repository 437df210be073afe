/** The card of an exported model. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { isNameOnHub } from "../experiment/mod.ts";
import { MODEL_CARD, printable, readUtf8 } from "../io/mod.ts";

/** The block of metadata at a card's beginning: its lines. */
const METADATA = /^---\r?\n((?:[^\n]*\n)*?)---[ \t\r]*(?:\n|$)/;

/**
 * A card that says how to open the model: the model's own where it has one, as what it says of data
 * and figures holds here, too.
 *
 * @param folder The model's folder.
 * @param name What it is called: a folder, of which the card has the last part, or a hub's name.
 * @param out Where it is exported to.
 */
export async function exportCard(folder: string, name: string, out: string): Promise<string> {
  const file = join(folder, MODEL_CARD);
  const own = existsSync(file) ? await readUtf8(file, "Make it readable") : "";
  const [title, opened] = [name, out].map((path) => printable(basename(resolve(path))));
  const metadata = METADATA.exec(own)?.[1] ?? "pipeline_tag: fill-mask";
  const lines = [
    "library_name: transformers.js",
    ...metadata.trimEnd().split(/\r?\n/).filter((line) => !line.startsWith("library_name:")),
  ];
  // The hub shows licence and card of the one that it names.
  if (isNameOnHub(name) && !lines.some((line) => line.startsWith("base_model:"))) {
    lines.push(`base_model: ${JSON.stringify(name)}`);
  }
  const text = own.replace(METADATA, "").trim() || `# ${title}\n\n${originOf(name)}`.trim();
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

/** What the model of the hub says of itself holds for this one; of others nothing is known. */
function originOf(name: string): string {
  return isNameOnHub(name)
    ? `[${name}](https://huggingface.co/${name}) as ONNX; its licence and its card are that model's.`
    : "";
}
