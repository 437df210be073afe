/** What the study comes to: its verdicts in three sentences, in English and in Japanese. */
import { MEANINGLESS, METHODS_IN_QUESTION, OBJECTIVES } from "./conditions.ts";
import { contrastName, type Difference, intervalText } from "./differences.ts";
import { ERROR_METRIC, PRIMARY_METRIC, type StudyMetric } from "./metrics.ts";
import { curveContrast, EQUIVALENCE_BOUND, FROM_NONE, LEVEL, PRIMARY } from "./plan.ts";
import {
  type ContrastVerdict,
  type MeaningVerdict,
  type RateVerdict,
  studyVerdict,
  type Verdict,
} from "./verdict.ts";

/** The conclusion in both languages: plain text, a sentence an entry. */
export interface Conclusions {
  /** In English. */
  en: [rate: string, controls: string, objective: string];
  /** In Japanese. */
  ja: [rate: string, controls: string, objective: string];
}

type Both = [en: string, ja: string];

/** A contrast's mean and interval in both languages. */
type Figures = (contrast: string, metric?: StudyMetric) => Both;

const PERCENT = `${LEVEL * 100} %`;

/**
 * The study's conclusion: what SD and SD2 do to the final evaluation loss and how much of it a plain
 * rate explains; what is left against the primary controls; and what meaning does where it stands in
 * the objective. Every number, and what is said of it, follows from `differences.csv`.
 *
 * @param seeds How many were planned.
 */
export function conclusions(differences: readonly Difference[], seeds: number): Conclusions {
  const figures: Figures = (contrast, metric = PRIMARY_METRIC) => {
    const found = differences.find((of) => of.contrast === contrast && of.metric === metric) ??
      { n: 0, mean: null, t_low: null, t_high: null };
    // Missing pairs are said where they are missing.
    const pairs = found.n < seeds ? `, n = ${found.n}` : "";
    const ja = intervalText(found, ["（", "～", "）"]);
    return [intervalText(found) + pairs, ja + pairs];
  };
  const verdict = studyVerdict(differences, seeds);
  const [en1, ja1] = rateSentence(verdict.rate, figures, seeds);
  const [en2, ja2] = controlSentence(verdict.meaning, figures);
  const [en3, ja3] = objectiveSentence(verdict.objectives, figures);
  return { en: [en1, en2, en3], ja: [ja1, ja2, ja3] };
}

const EXPLAINED: Readonly<Record<RateVerdict["explained"], Both>> = {
  explained: [
    `What SD and SD2 do, a plain rate does, too, to within ${EQUIVALENCE_BOUND} nats`,
    `SD と SD2 の効果は、単に学習率を変えた場合と ±${EQUIVALENCE_BOUND} ナットの範囲で一致します`,
  ],
  "not shown": [
    "What SD and SD2 do is not shown to be that of a plain rate",
    "SD と SD2 の効果が単に学習率を変えた場合と同じであるとは示せません",
  ],
  incomplete: [
    "Whether what SD and SD2 do is that of a plain rate cannot be said, as pairs of runs are missing",
    "実行の対が欠けているため、SD と SD2 の効果が単に学習率を変えた場合と同じかどうかは言えません",
  ],
};

function rateSentence({ explained, differs }: RateVerdict, figures: Figures, seeds: number): Both {
  const [sd, sd2] = FROM_NONE.map(({ name }) => figures(name)) as [Both, Both];
  const [curve, curve2] = METHODS_IN_QUESTION.map((method) =>
    figures(curveContrast(method).name)
  ) as [Both, Both];
  const apart = differs.filter((of) => of.differs).map(({ method }) => method);
  const isMissing = differs.some((of) => of.differs === null);
  const [en, ja] = EXPLAINED[explained];
  return [
    `${en}: over ${seeds} seeds with the constant schedule and Γ osgood the final evaluation loss of SD differs ` +
    `from that of none by ${sd[0]} nats and that of SD2 by ${sd2[0]}, means with ${PERCENT} t ` +
    `intervals (by Holm’s correction over the two ${
      isMissing
        ? "nothing is said of those with missing pairs"
        : apart.length === 2
        ? "both differ"
        : apart.length === 1
        ? `only ${apart[0]} differs`
        : "neither is shown to differ"
    }), but from that of none at the same mean rates by ${curve[0]} and ${curve2[0]}.`,
    `${ja}：スケジュール constant、Γ osgood での最終評価損失の none との差（${seeds} 個のシードの平均と ${PERCENT} t 区間）は ` +
    `SD が ${sd[1]}ナット、SD2 が ${sd2[1]}ナットですが（二つの比較に Holm の補正をすると、${
      isMissing
        ? "対が欠けたものについては何も言えません"
        : apart.length === 2
        ? "どちらも none と異なります"
        : apart.length === 1
        ? `none と異なるのは ${apart[0]} だけです`
        : "どちらも none と異なるとは示せません"
    }）、平均学習率が同じ none との差はそれぞれ ${curve[1]}、${curve2[1]} です。`,
  ];
}

const OVERALL: Readonly<Record<MeaningVerdict["overall"], (methods: string) => Both>> = {
  "meaning adds nothing": () => [
    "Which step gets which rate, and by what meaning, makes no difference of as much as " +
    `${EQUIVALENCE_BOUND} nats`,
    `どのステップでどの学習率を使うかも、それを決める意味も、${EQUIVALENCE_BOUND} ナットの差さえ生みません`,
  ],
  "meaning acts by the rate": (methods) => [
    `Meaning acts on training by the rate of ${methods}`,
    `意味は ${methods} の学習率を通じて訓練に作用します`,
  ],
  "a control disagrees: look": () => [
    "A control disagrees with the others, so that nothing is said of meaning before that is understood",
    "対照どうしが食い違うため、その理由が分かるまで意味については何も言えません",
  ],
  "not decided": () => [
    "Whether meaning adds anything at the same mean rate is not decided",
    "平均学習率が同じとき、意味が何かを加えるかどうかは決まりません",
  ],
};

/** What each verdict is called where they differ. */
const IN_JAPANESE: Readonly<Record<ContrastVerdict, string>> = {
  "no difference that matters": "問題になる差はない",
  "a difference too small to matter": "差はあるが小さく問題にならない",
  "may matter": "問題になりうる差がある",
  "not decided": "決まらない",
  "rate not matched": "学習率が揃っていない",
  incomplete: "対が欠けている",
};

/** What is left of SD and SD2 against the controls of their mean rate. */
function controlSentence({ contrasts, overall, methods }: MeaningVerdict, figures: Figures): Both {
  const [en, ja] = OVERALL[overall](methods.join(" / "));
  const groups = [...Map.groupBy(contrasts, ({ verdict }) => verdict)];
  const names = (of: typeof contrasts) =>
    of.map(({ contrast }) => contrastName(contrast)).join(", ");
  const each = groups.map(([verdict, of]) => `${verdict} for ${names(of)}`);
  const japanese = groups.map(([verdict, of]) =>
    `${of.map(({ contrast }) => contrastName(contrast)).join("、")} は「${IN_JAPANESE[verdict]}」`
  );
  const isShort = overall === "meaning adds nothing" && groups.length === 1;
  const numbers = (language: 0 | 1) =>
    METHODS_IN_QUESTION.map((method) =>
      [
        ...PRIMARY.filter(({ left }) => left.condition === method).map(({ name }) => name),
        `${method} - ${MEANINGLESS}_${method}`,
      ].map((name) => figures(name)[language])
    );
  const [sd, sd2] = numbers(0).map(([mean, shuffled, random, chance]) =>
    `${mean}, ${shuffled}, ${random} and ${chance}`
  );
  const [sdJa, sd2Ja] = numbers(1).map((of) => of.join("、"));
  return [
    `${en}: from a constant rate of the same mean, from its own rates in another order, from other ` +
    `axes of the same encoder and from a Γ without meaning SD differs by ${sd} nats, and SD2 by ${sd2}` +
    (isShort ? "." : ` (by the rules said beforehand ${each.join("; ")}).`),
    `${ja}：平均が同じ一定の学習率、順序を入れ替えた同じ学習率、同じエンコーダーの別の軸、意味のない Γ との差は、順に ` +
    `SD が ${sdJa}ナット、SD2 が ${sd2Ja}ナットです` +
    (isShort ? "。" : `（前もって定めた規則では、${japanese.join("、")}）。`),
  ];
}

/** Whether errors come nearer in meaning where the objective asks for it. */
function objectiveSentence(objectives: Verdict["objectives"], figures: Figures): Both {
  const named = (verdict: Verdict["objectives"][number]["verdict"]) =>
    objectives.filter((of) => of.verdict === verdict).map(({ objective }) => objective);
  const nearer = named("nearer"), farther = named("farther"), missing = named("incomplete");
  const numbers = objectives.map(({ objective }) => {
    const from = [
      curveContrast(objective).name,
      ...OBJECTIVES[objective]!.map((control) => `${objective} - ${control}`),
    ].map((name) => figures(name, ERROR_METRIC)) as [Both, Both, Both];
    return { objective, from };
  });
  const english = numbers.map(({ objective, from: [none, shuffled, random] }) =>
    `with ${objective} by ${none[0]} from that of none, by ${
      shuffled[0]
    } from shuffled meanings and ` +
    `by ${random[0]} from other axes`
  );
  const japanese = numbers.map(({ objective, from: [none, shuffled, random] }) =>
    `${objective} と none の差が ${none[1]}、意味を入れ替えた対照との差が ${shuffled[1]}、` +
    `別の軸との差が ${random[1]}`
  );
  const note = (of: string[], text: string) => of.length === 0 ? "" : text;
  const noteEn = note(farther, ` (${farther.join(" and ")} takes them farther)`) +
    note(missing, ` (pairs are missing for ${missing.join(" and ")})`);
  const noteJa = note(farther, `（${farther.join(" と ")} ではかえって遠ざかります）`) +
    note(missing, `（${missing.join(" と ")} は対が欠けています）`);
  return [
    (nearer.length === 0
      ? "Meaning in the objective instead of the rate is not shown to bring errors nearer to the right " +
        "words"
      : "Meaning in the objective instead of the rate brings errors nearer to the right words on the " +
        `axes that it is trained on, with ${
          nearer.join(" and ")
        }, so that the objective reaches what ` +
        "it minimises, and no more is shown") +
    noteEn +
    ": at equal loss the distance in meaning of wrong predictions, in standard deviations, differs " +
    `${english.join("; ")}.`,
    (nearer.length === 0
      ? "学習率ではなく目的関数に意味を入れても、誤りが正解の意味に近づくとは示せません"
      : `学習率ではなく目的関数に意味を入れると、訓練に使った軸の上では ${
        nearer.join(" と ")
      } で誤りが正解の意味に近づきます（目的関数が最小にするものに届いたということで、それ以上は示せません）`) +
    noteJa + "：損失が等しいときの、誤った予測と正解の意味の隔たり（標準偏差を単位とする）は、" +
    `${japanese.join("、")} です。`,
  ];
}
