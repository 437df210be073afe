/** The embedded vocabulary, which the mini model's 8,000 entries are. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { EMBEDDED_MODEL } from "../lib/mod.ts";

/** The folder of the embedded model and its tokenizer. */
export const EMBEDDED_FOLDER: string = fileURLToPath(EMBEDDED_MODEL);

/** The tokenizer's file, for Python. */
export const EMBEDDED_TOKENIZER: string = path.join(EMBEDDED_FOLDER, "tokenizer.json");
