/** What the study comes to: three sentences, in English and in Japanese, made of its differences. */
import { InputError } from "../io/mod.ts";
import { formatNumber } from "../training/mod.ts";
import { type Difference, intervalText } from "./differences.ts";
import {
  EQUIVALENCE_BOUND,
  LEVEL,
  PRIMARY,
  PRIMARY_METRIC,
  SIGNIFICANCE,
  type StudyMetric,
} from "./plan.ts";

/** The conclusion in both languages: plain text, a sentence an entry. */
export interface Conclusions {
  /** In English. */
  en: [rate: string, controls: string, objective: string];
  /** In Japanese. */
  ja: [rate: string, controls: string, objective: string];
}

/** A difference that has an interval. */
interface Measured extends Difference {
  mean: number;
  ci_low: number;
  ci_high: number;
}

type Both = [en: string, ja: string];

const signed = (value: number) => formatNumber(value, "+.4f");
/** "−0.0004（−0.0011～+0.0003）" */
const inJapanese = ({ mean, ci_low, ci_high }: Measured) =>
  `${signed(mean)}（${signed(ci_low)}～${signed(ci_high)}）`;

/**
 * The study's conclusion: what SD and SD2 do to the final evaluation loss and how much of it a plain
 * rate explains; what is left against the primary controls; and what meaning does where it stands in
 * the objective. Every number, and what is said of it, follows from `differences.csv`.
 *
 * @throws {InputError} If a difference that they speak of is not there, or has no interval.
 */
export function conclusions(differences: readonly Difference[]): Conclusions {
  const find = (contrast: string, metric: StudyMetric): Measured => {
    const found = differences.find((of) => of.contrast === contrast && of.metric === metric);
    if (found === undefined || !isMeasured(found)) {
      throw new InputError(`the study has no interval for ${metric} of ${contrast}`, {
        mend: "Make all of its runs, with two seeds or more",
      });
    }
    return found;
  };
  const losses = (...contrasts: string[]) => contrasts.map((name) => find(name, PRIMARY_METRIC));
  const error = (contrast: string) => find(contrast, "semantic_error_at_equal_loss");
  const [en1, ja1] = rateSentence(
    losses("SD - none", "SD2 - none"),
    losses("SD - curve of none", "SD2 - curve of none"),
  );
  const [en2, ja2] = controlSentence(losses(...PRIMARY.map(({ name }) => name)));
  const [en3, ja3] = objectiveSentence(["sd_loss", "sd_token"].map((name) => ({
    name,
    fromNone: error(`${name} - curve of none`),
    fromControls: [error(`${name} - ${name}_shuffled`), error(`${name} - ${name}_random`)],
  })));
  return { en: [en1, en2, en3], ja: [ja1, ja2, ja3] };
}

function isMeasured(difference: Difference): difference is Measured {
  const { mean, ci_low, ci_high } = difference;
  return mean !== null && ci_low !== null && ci_high !== null;
}

function rateSentence(fromNone: readonly Measured[], fromCurve: readonly Measured[]): Both {
  const explained = fromCurve.every(({ equivalent }) => equivalent === true);
  const [sd, sd2] = fromNone as [Measured, Measured];
  const percent = LEVEL * 100, bound = EQUIVALENCE_BOUND;
  const left = fromCurve.map(intervalText).join(" and "), japanese = fromCurve.map(inJapanese);
  return [
    (explained
      ? `What SD and SD2 do, a plain rate does, too, to within ${bound} nats`
      : "What SD and SD2 do is not shown to be that of a plain rate") +
    `: over ${sd.n} seeds with the constant schedule the final evaluation loss of SD differs from ` +
    `that of none by ${intervalText(sd)} nats and that of SD2 by ${intervalText(sd2)}, ` +
    "means with " +
    `${percent} % intervals, but from that of none at the same mean rates by ${left}.`,
    (explained
      ? `SD と SD2 の効果は、単に学習率を変えた場合と ±${bound} ナットの範囲で一致します`
      : "SD と SD2 の効果が単に学習率を変えた場合と同じであるとは示せません") +
    `：スケジュール constant での最終評価損失の none との差（${sd.n} 個のシードの平均と ${percent} % 区間）は ` +
    `SD が ${inJapanese(sd)}ナット、SD2 が ${
      inJapanese(sd2)
    }ナットですが、平均学習率が同じ none との差は ` +
    `それぞれ ${japanese.join("、")} です。`,
  ];
}

/** Whether Γ does anything beyond its mean: what `docs/study.md` says beforehand of each outcome. */
function controlSentence(primary: readonly Measured[]): Both {
  const bound = EQUIVALENCE_BOUND, all = primary.length;
  const isApart = ({ p_holm }: Difference) => p_holm !== null && p_holm <= SIGNIFICANCE;
  const inside = primary.filter(({ equivalent }) => equivalent === true);
  const effects = primary.filter((of) => of.equivalent !== true && isApart(of));
  const names = (of: readonly Difference[]) =>
    of.length === 0
      ? ""
      : ` (${of.map(({ contrast }) => contrast.replace(" - ", " − ")).join(", ")})`;
  const open = all - inside.length - effects.length;
  const of = (method: string, text: (of: Measured) => string) =>
    primary.filter(({ contrast }) => contrast.startsWith(`${method} - `)).map(text);
  const english = (method: string) => {
    const [first, second, third] = of(method, intervalText);
    return `${first}, ${second} and ${third}`;
  };
  return [
    (inside.length === all
      ? "Which step gets which rate, and by what meaning, makes no difference of as much as " +
        `${bound} nats`
      : `Of the ${all} primary comparisons ${inside.length} show no difference of as much as ${bound} ` +
        `nats, ${effects.length} an effect that may matter${names(effects)}, and ${open} decide ` +
        "nothing") +
    ": from a constant rate of the same mean, from its own rates in another order and from axes of " +
    `random words SD differs by ${english("SD")} nats, and SD2 by ${english("SD2")}.`,
    (inside.length === all
      ? `どのステップでどの学習率を使うかも、それを決める意味も、${bound} ナットの差さえ生みません`
      : `主要な ${all} 個の比較のうち、${bound} ナット以上の差がないと示されたものは ${inside.length} 個、意味のある差が` +
        `見られたものは ${effects.length} 個${
          names(effects)
        }、どちらとも言えないものは ${open} 個です`) +
    "：平均が同じ一定の学習率、順序を入れ替えた同じ学習率、無作為な単語の軸との差は、順に " +
    `SD が ${of("SD", inJapanese).join("、")}ナット、SD2 が ${
      of("SD2", inJapanese).join("、")
    }ナットです。`,
  ];
}

/** Whether errors come nearer in meaning where the objective asks for it. */
function objectiveSentence(
  objectives: readonly { name: string; fromNone: Measured; fromControls: readonly Measured[] }[],
): Both {
  const nearer = objectives.filter(({ fromNone, fromControls }) =>
    [fromNone, ...fromControls].every(({ ci_high }) => ci_high < 0)
  ).map(({ name }) => name);
  const english = objectives.map(({ name, fromNone, fromControls }) =>
    `with ${name} by ${intervalText(fromNone)} from that of none, by ` +
    `${intervalText(fromControls[0]!)} from shuffled meanings and by ` +
    `${intervalText(fromControls[1]!)} from random axes`
  );
  const japanese = objectives.map(({ name, fromNone, fromControls }) =>
    `${name} と none の差が ${inJapanese(fromNone)}、意味を入れ替えた対照との差が ` +
    `${inJapanese(fromControls[0]!)}、無作為な軸との差が ${inJapanese(fromControls[1]!)}`
  );
  return [
    (nearer.length === 0
      ? "Meaning in the objective instead of the rate is not shown to bring errors nearer to the right " +
        "words"
      : "Meaning in the objective instead of the rate brings errors nearer to the right words, with " +
        nearer.join(" and ")) +
    ": at equal loss the distance in meaning of wrong predictions, in standard deviations, differs " +
    `${english.join("; ")}.`,
    (nearer.length === 0
      ? "学習率ではなく目的関数に意味を入れても、誤りが正解の意味に近づくとは示せません"
      : `学習率ではなく目的関数に意味を入れると、${
        nearer.join(" と ")
      } で誤りが正解の意味に近づきます`) +
    "：損失が等しいときの、誤った予測と正解の意味の隔たり（標準偏差を単位とする）は、" +
    `${japanese.join("、")} です。`,
  ];
}
