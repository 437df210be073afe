/** What comes with this library and is used where nothing else is named. */

import { fileURLToPath } from "node:url";

/** What stands for it in the settings `model` and `data`. A folder of that name is `./embedded`. */
export const EMBEDDED = "embedded";

/** The embedded α, a Hugging Face folder. */
export const EMBEDDED_MODEL: URL = new URL("../../data/embedded-model", import.meta.url);

/** The embedded passages, a folder in CLOTH's form. */
export const EMBEDDED_DATA: URL = new URL("../../data/cloth", import.meta.url);

/** The file or folder that the setting `data` names. */
export function dataPath(data: string): string {
  return data === EMBEDDED ? fileURLToPath(EMBEDDED_DATA) : data;
}
