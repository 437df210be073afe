/** What comes with this library and is used where nothing else is named. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError, shown, STANDARD_INPUT } from "../io/mod.ts";

/** What stands for it in the settings `model` and `data`. A folder of that name is `./embedded`. */
export const EMBEDDED = "embedded";

/** The embedded α, a Hugging Face folder. */
export const EMBEDDED_MODEL: URL = new URL("../../data/embedded-model", import.meta.url);

/** The embedded sets of passages, folders in CLOTH's form, by what stands for each in `data`. */
export const EMBEDDED_DATA: Readonly<Record<string, URL>> = {
  /** The Jargon File: English that the embedded α has not read the like of, so that it learns. */
  [EMBEDDED]: new URL("../../data/jargon/cloth", import.meta.url),
  /** Addresses and a novel, of the kinds that the embedded α was pre-trained on. */
  "embedded-addresses": new URL("../../data/addresses/cloth", import.meta.url),
};

/** What a name stood for in folders that were begun before it stood for another set. */
export const FORMER_DATA: Readonly<Record<string, string>> = { [EMBEDDED]: "embedded-addresses" };

/** Whether the setting `data` names an embedded set of passages. */
export function isEmbeddedData(data: string): boolean {
  return Object.hasOwn(EMBEDDED_DATA, data);
}

/**
 * The file or folder that the setting `data` names.
 *
 * @throws {InputError} If it looks like the name of an embedded set that there is not, or names one
 * or standard input beside others.
 */
export function dataPath(data: string): string {
  if (/^(?:|.*[^,],)\s*-\s*(?:$|,(?!,))/s.test(data)) {
    throw new InputError(`${shown(data)} names standard input, which is not read here`, {
      mend:
        `Standard input stands alone, and on the command line: give ${STANDARD_INPUT} and nothing ` +
        `else there, or files and folders (./${STANDARD_INPUT} for one of that name)`,
    });
  }
  if (isEmbeddedData(data)) return fileURLToPath(EMBEDDED_DATA[data]!);
  if (data.startsWith(`${EMBEDDED}-`) && !existsSync(data)) {
    throw new InputError(`there are no embedded data ${shown(data)}`, {
      mend: `Name ${Object.keys(EMBEDDED_DATA).join(", ")}, or a file or folder`,
    });
  }
  const [first, ...others] = data.split(",");
  if (others.length > 0 && isEmbeddedData(first!) && !existsSync(data)) {
    throw new InputError(`${shown(data)} names embedded data and more`, {
      mend: "Embedded data stand alone: name one of them, or files and folders",
    });
  }
  return data;
}
