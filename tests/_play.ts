/** Pages of small models. */
import { join } from "node:path";
import { playSite, readEmbeddedTable, type Site } from "../lib/mod.ts";
import type { PlayData } from "../lib/play/play_data.ts";
import type { Browser } from "./_browser/browser.ts";
import { pageWaits } from "./_waiting.ts";

const FIXTURES = join(import.meta.dirname!, "fixtures");

/** Folders of small models by name: BERT's with words, and RoBERTa's, whose positions are shifted. */
export const SMALL = {
  bert: join(FIXTURES, "tiny-bert"),
  roberta: join(FIXTURES, "families", "roberta"),
};

/** A page of these models, by the names that they get there. */
export async function smallSite(models: Readonly<Record<string, string>> = SMALL): Promise<Site> {
  return await playSite({
    models: Object.entries(models).map(([name, folder]) => ({ name, folder })),
    ...{ gamma: "paper", gammaReference: 1, scheduledRate: 3e-4 },
    ...{ classifier: await readEmbeddedTable(), onMessage: () => {} },
  });
}

/** The bytes of one of its files. */
export async function bytesOf(site: Site, path: string): Promise<Uint8Array> {
  return await new Blob(await Array.fromAsync(site.get(path)!.parts()) as BlobPart[]).bytes();
}

/** What it tells its page. */
export async function dataOf(site: Site): Promise<PlayData> {
  return JSON.parse(new TextDecoder().decode(await bytesOf(site, "play.json")));
}

/** Waits until the page has an answer, or says that it has none. */
export const SETTLED = `(async () => {
  const button = document.getElementById("fill");
  ${pageWaits("!button.disabled")}
  return document.getElementById("status").textContent;
})()`;

/** Types a sentence and a right word, and has the blank filled. */
export async function fillPage(browser: Browser, text: string, right = ""): Promise<string> {
  await browser.evaluate(SETTLED);
  await browser.evaluate(`{
    document.getElementById("text").value = ${JSON.stringify(text)};
    document.getElementById("right").value = ${JSON.stringify(right)};
    document.getElementById("form").requestSubmit();
  }`);
  return await browser.evaluate<string>(SETTLED);
}
