/// <reference lib="dom" />
/** What a model makes of the blank: its likeliest words, profiles, Γ and rates. */
import type { PageModel, PlayData, WordNumbers } from "../play_data.ts";
import { drawn, element } from "./elements.ts";
import { isNoGamma, stepRates } from "./meaning.ts";
import type { Blank, StepRates } from "./meaning.ts";
import { likeliest } from "./shares.ts";
import { snakePlot } from "./snake.ts";
import type { SnakeLine } from "./snake.ts";
import { say } from "./words.ts";
import type { Language, Phrase } from "./words.ts";

/** What a model made of the blank. */
export type Filled =
  /** The scores of all words, and their shares. */
  | { logits: Float32Array; shares: Float64Array }
  /** Why there are none. */
  | { problem: Phrase };

/** What a card shows. */
export interface Card {
  language: Language;
  data: PlayData;
  model: PageModel;
  /** The model's. */
  number: number;
  numbers: WordNumbers;
  filled: Filled | undefined;
  /** The largest share of any card, which fills a bar. */
  most: number;
  /** The right word as it is typed; may be empty. */
  right: string;
  /** Its number; undefined where the vocabulary has none. */
  answer: number | undefined;
  /** A′; undefined where none is typed. */
  scheduledRate: number | undefined;
  /** Makes a word of this model's vocabulary the right one. */
  choose(entry: number): void;
}

const SHOWN = 6;

/** Signs of roots, by their order. */
const ROOTS: Readonly<Record<number, string>> = { 1: "", 2: "√", 3: "∛", 4: "∜" };

const percent = (share: number) => `${(100 * share).toFixed(share < 0.001 ? 3 : 1)} %`;

/** The card of a model. */
export function modelCard(card: Card): HTMLElement {
  const { language, model, filled, right, answer, data } = card;
  const made = element("article", {}, element("h2", {}, model.name));
  const paragraph = (...phrase: Phrase) => made.append(element("p", {}, say(language, ...phrase)));
  if (filled === undefined) return made;
  if ("problem" in filled) {
    paragraph(...filled.problem);
    return made;
  }
  const { logits, shares } = filled;
  const tokens = data.vocabularies[model.vocabulary]!;
  const order = likeliest(shares, tokens);
  made.append(element("h3", {}, say(language, "likeliest")), fills(card, shares, order));
  if (answer === undefined) {
    if (right === "") paragraph("chooseOne");
    else paragraph("unknown", right);
    return made;
  }
  const place = order.indexOf(answer) + 1;
  paragraph("rightIs", tokens[answer]!.trim(), percent(shares[answer]!), place, order.length);
  const predicted = order[0]!;
  made.append(element("h3", {}, say(language, "profile")), ...profiles(card, answer, predicted));
  const blank = { right: answer, predicted, logits };
  if (card.scheduledRate === undefined) return made;
  const step = rates(card, blank, card.scheduledRate);
  made.append(element("h3", {}, say(language, "gamma")), ...step);
  return made;
}

/** The likeliest words, each a button that makes it the right one. */
function fills(
  { language, data, model, choose, number, most }: Card,
  shares: Float64Array,
  order: number[],
) {
  return element(
    "ol",
    { class: "fills" },
    ...order.slice(0, SHOWN).map((entry, place) => {
      const word = data.vocabularies[model.vocabulary]![entry]!.trim();
      const share = shares[entry]!, label = say(language, "chooseRight", word, percent(share));
      const button = element(
        "button",
        { type: "button", id: `fill-${number}-${place}`, title: label },
        element("span", { class: "word", lang: "en" }, word),
        drawn(
          "svg",
          { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
          drawn("rect", { class: "bar", width: 100 * share / most, height: 10 }),
        ),
        element("span", { class: "share" }, percent(share)),
      );
      button.addEventListener("click", () => choose(entry));
      return element("li", {}, button);
    }),
  );
}

/** Where the predicted and the right word lie. */
function profiles(
  { language, data, model, numbers }: Card,
  answer: number,
  predicted: number,
): HTMLElement[] {
  const tokens = data.vocabularies[model.vocabulary]!, width = data.drawn.length;
  const words = [["predicted", predicted], ["right", answer]] as const;
  const missing = new Set(
    words.filter(([, entry]) => numbers.placed[entry] !== 1).map(([, entry]) =>
      tokens[entry]!.trim()
    ),
  );
  if (missing.size > 0) {
    return [...missing].map((word) => element("p", {}, say(language, "notPlaced", word)));
  }
  const lines = words.map(([kind, entry]): SnakeLine => ({
    kind,
    word: tokens[entry]!.trim(),
    values: numbers.drawn.subarray(entry * width, (entry + 1) * width),
  }));
  const key = element(
    "p",
    { class: "key" },
    ...lines.map(({ kind, word }) =>
      element("span", { class: kind }, say(language, kind === "right" ? "rightKey" : kind, word))
    ),
  );
  const plot = element("div");
  const axes = data.drawn.map((axis) => ({ ...axis, name: say(language, axis.name) }));
  plot.append(snakePlot(axes, lines, say(language, "profileUnit")));
  return [key, plot];
}

/** Γ and the rates that the step would have had. */
function rates(card: Card, blank: Blank, scheduledRate: number): HTMLElement[] {
  const { language, data, numbers } = card;
  const paragraph = (...phrase: Phrase) => element("p", {}, say(language, ...phrase));
  let step: StepRates | undefined;
  try {
    step = stepRates(data, numbers, blank, scheduledRate);
  } catch (error) {
    if (!isNoGamma(error)) throw error;
    return [paragraph("noGamma", error.message)];
  }
  if (step === undefined) return [paragraph("noPair")];
  const { reference } = data.gamma, root = step.root.toFixed(4), gamma = step.gamma.toFixed(4);
  const sign = ROOTS[data.gamma.root] ?? `${data.gamma.root}√`;
  const cell = (name: "td" | "th", text: string, isName = false) =>
    element(name, isName ? { class: "name" } : {}, text);
  return [
    reference === 1
      ? paragraph("gammaIs", gamma, sign, root)
      : paragraph("gammaDivided", gamma, sign, reference, root),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          cell("th", say(language, "method"), true),
          cell("th", say(language, "rateOf")),
          cell("th", say(language, "ofScheduled")),
        ),
      ),
      element(
        "tbody",
        {},
        ...step.rates.map(({ name, rate, factor }) =>
          element(
            "tr",
            {},
            cell("td", name, true),
            cell("td", rate?.toPrecision(4) ?? say(language, "noStep")),
            cell("td", rate === undefined ? "" : factor.toFixed(4)),
          )
        ),
      ),
    ),
  ];
}
