/// <reference lib="dom" />
/** The page: loads the models, fills the blank, and shows what each of them makes of it. */
import { PLACES } from "../play_data.ts";
import type { PageModel, PlayData, WordNumbers } from "../play_data.ts";
import { byId } from "./elements.ts";
import { modelCard } from "./card.ts";
import type { Filled } from "./card.ts";
import { wordNumbers } from "./meaning.ts";
import { loadModel } from "./model.ts";
import type { LoadedModel } from "./model.ts";
import { numberOf, sharesOf } from "./shares.ts";
import { LANGUAGES, say } from "./words.ts";
import type { Language, Phrase, Word } from "./words.ts";

const BLANK = /_{2,}|\[MASK\]|<mask>/g;

const text = byId<HTMLTextAreaElement>("text"), right = byId<HTMLInputElement>("right");
const rate = byId<HTMLInputElement>("rate"), fillButton = byId<HTMLButtonElement>("fill");

let language: Language = preferred();
let data: PlayData;
const words: WordNumbers[] = [];
/** A model, or why it could not be loaded. */
const models: (LoadedModel | string)[] = [];
const filled: (Filled | undefined)[] = [];
/** The right word where it was chosen from a list; undefined where it was typed. */
let chosen: { vocabulary: number; entry: number } | undefined;
let status: Phrase = ["starting"];

/** The language that the address asks for, or the browser's. */
function preferred(): Language {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  return asked.startsWith("ja") ? "ja" : "en";
}

/** Says on the status line what goes on; what went wrong stands out. */
function tell(...phrase: Phrase): void {
  status = phrase;
  byId("status").textContent = say(language, ...status);
  const isGood = ["starting", "loading", "ready", "computing", "done"].includes(status[0]);
  byId("status").classList.toggle("bad", !isGood);
}

/** Says the whole page in the language. */
function translate(): void {
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll<HTMLElement>("[data-word]")) {
    place.textContent = say(language, place.dataset["word"] as Word);
  }
  document.title = `${say(language, "title")} · SDTrainer`;
  byId("models").setAttribute("aria-label", say(language, "models"));
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset["language"] === language));
  }
  tell(...status);
  show();
}

/** A message of an error, on one line. */
function reasonOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).replaceAll(/\s+/g, " ");
}

/** A′ as it is typed; undefined where that is no number above 0. */
function scheduledRate(): number | undefined {
  const value = Number(rate.value.trim().replace(",", "."));
  return value > 0 && value < Infinity ? value : undefined;
}

/** Shows a card for each model. */
function show(): void {
  if (data === undefined) return;
  const focused = document.activeElement?.id;
  const most = filled.reduce(
    (most, one) =>
      one && "shares" in one ? one.shares.reduce((a, b) => Math.max(a, b), most) : most,
    0,
  );
  byId("models").replaceChildren(...data.models.map((model, number) =>
    modelCard({
      most,
      language,
      data,
      model,
      number,
      filled: filledOf(number),
      numbers: words[model.vocabulary]!,
      right: right.value.trim(),
      answer: answerOf(model),
      scheduledRate: scheduledRate(),
      choose(entry) {
        const { vocabulary } = model;
        chosen = { vocabulary, entry };
        right.value = data.vocabularies[vocabulary]![entry]!.trim();
        show();
      },
    })
  ));
  if (focused) document.getElementById(focused)?.focus();
}

/** The right word's number to a model: the one that was chosen, or that of its letters. */
function answerOf({ vocabulary }: PageModel): number | undefined {
  return chosen?.vocabulary === vocabulary
    ? chosen.entry
    : numberOf(right.value.trim(), data.vocabularies[vocabulary]!);
}

/** What a model made of the blank; undefined where nothing has been asked of it. */
function filledOf(number: number): Filled | undefined {
  const model = models[number];
  if (typeof model !== "string") return filled[number];
  return { problem: ["cannotLoad", data.models[number]!.name, model] };
}

/** Says why nothing is filled, and shows nothing that was of another sentence. */
function refuse(...phrase: Phrase): void {
  filled.length = 0;
  tell(...phrase);
  show();
}

/** Fills the blank by all models, one after the other. */
async function fill(): Promise<void> {
  // What is typed meanwhile is not of this sentence.
  const sentence = text.value, blanks = [...sentence.matchAll(BLANK)];
  if (blanks.length === 0) return refuse("noBlank");
  if (blanks.length > 1) return refuse("manyBlanks", blanks.length);
  if (scheduledRate() === undefined) return refuse("noRate");
  fillButton.disabled = true;
  tell("computing");
  const started = performance.now();
  const device = new Set<string>();
  let problem: Phrase | undefined;
  try {
    for (const [number, model] of models.entries()) {
      if (typeof model === "string") continue;
      const one = filled[number] = await filledBy(model, data.models[number]!, sentence);
      if ("problem" in one) problem ??= one.problem;
      else device.add(model.device);
    }
    const time = Math.round(performance.now() - started);
    if (device.size === 0 && problem !== undefined) tell(...problem);
    else tell("done", time, [...device].join(", "), sentence);
  } finally {
    fillButton.disabled = false;
    show();
  }
}

/** What a model makes of the sentence, or why it makes nothing of it. */
async function filledBy(
  model: LoadedModel,
  { name, positions }: PageModel,
  sentence: string,
): Promise<Filled> {
  const masked = sentence.replace(BLANK, () => model.mask);
  try {
    const count = model.count(masked);
    if (count > positions) return { problem: ["tooLong", count, name, positions] };
    const logits = await model.logits(masked);
    return { logits, shares: sharesOf(logits) };
  } catch (error) {
    return { problem: ["cannotFill", name, reasonOf(error)] };
  }
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** Reads the site's data and loads its models, one after the other. */
async function start(): Promise<void> {
  try {
    data = await (await fetched(PLACES.data)).json() as PlayData;
    for (const [number, { length }] of data.vocabularies.entries()) {
      const bytes = await (await fetched(`${PLACES.words}/${number}.bin`)).arrayBuffer();
      words.push(wordNumbers(bytes, length, data));
    }
  } catch (error) {
    return tell("noFiles", reasonOf(error));
  }
  byId("gamma").textContent = data.gamma.sentence;
  text.value ||= say(language, "example");
  rate.value ||= String(data.scheduledRate);
  for (const [number, model] of data.models.entries()) {
    tell("loading", model.name, (model.bytes / 1e6).toFixed(1));
    try {
      models.push(await loadModel(number));
    } catch (error) {
      const reason = reasonOf(error);
      models.push(/^\d+$/.test(reason) ? say(language, "noSession", reason) : reason);
    }
    show();
  }
  fillButton.disabled = models.every((model) => typeof model === "string");
  if (!fillButton.disabled) tell("ready");
  else tell("cannotLoad", data.models[0]!.name, String(models[0]));
}

byId<HTMLFormElement>("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!fillButton.disabled) fill();
});
// A sentence may take several lines of the screen, but has one.
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  byId<HTMLFormElement>("form").requestSubmit();
});
right.addEventListener("input", () => chosen = undefined);
right.addEventListener("change", show);
rate.addEventListener("change", () => {
  if (scheduledRate() === undefined) tell("noRate");
  show();
});
for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => {
    const chosen = button.dataset["language"]!;
    if (chosen in LANGUAGES) language = chosen as Language;
    // So that the page keeps it when it is loaded anew.
    history.replaceState(null, "", `?lang=${language}`);
    translate();
  });
}
translate();
start();
