/** From callbacks to events: what a piece of work says becomes what a generator yields. */

import { printable, type SettingWord, wordSettings } from "../io/mod.ts";
import type { Say, SetupEvent } from "./events.ts";

/**
 * Does a piece of work and yields what it says while it is at it.
 *
 * @param word What settings are called in it. @default their names
 * @returns The work's result.
 * @throws What the work throws, after all that it said was yielded.
 */
export async function* messages<T>(
  work: (say: Say) => Promise<T>,
  word?: SettingWord,
): AsyncGenerator<SetupEvent, T> {
  const said: SetupEvent[] = [];
  let wake = () => {};
  const say: Say = (message, progress) => {
    said.push({
      type: "setup",
      message: printable(wordSettings(message, word)),
      ...(progress === undefined ? {} : { progress }),
    });
    wake();
  };
  let working = true;
  const result = work(say).finally(() => {
    working = false;
    wake();
  });
  // Whether it fails is found out below, by awaiting it after its last words.
  result.catch(() => {});
  while (working || said.length > 0) {
    const next = said.shift();
    if (next !== undefined) yield next;
    else await new Promise<void>((resolve) => wake = resolve);
  }
  return await result;
}
