/** The sentences as wholes, and what of them changes with the verdicts. */
import assert from "node:assert/strict";
import { large, quiet, withRows } from "./_judged.ts";
import { conclusions } from "./conclusions.ts";
import type { Difference } from "./differences.ts";
import { ERROR_METRIC } from "./metrics.ts";
import { PRIMARY } from "./plan.ts";

/** As quiet, with errors of each objective that differ from each other. */
function base(): Difference[] {
  const errors = [
    ...["sd_token - curve of none", "sd_token - sd_token_shuffled", "sd_token - sd_token_random"],
    ...["sd_loss - curve of none", "sd_loss - sd_loss_shuffled", "sd_loss - sd_loss_random"],
  ];
  return quiet().map((of) =>
    of.metric === ERROR_METRIC
      ? { ...of, mean: errors.indexOf(of.contrast) / 1000, t_low: -0.5, t_high: 0.5 }
      : of
  );
}

const WITHIN = "(−0.5000 to +0.5000)", INNERHALB = "（−0.5000～+0.5000）";
const EN = [
  "What SD and SD2 do, a plain rate does, too, to within 0.002 nats: over 10 seeds with the constant " +
  "schedule and Γ osgood the final evaluation loss of SD differs from that of none by −0.0171 " +
  "(−0.0176 to −0.0166) nats and that of SD2 by +0.0243 (+0.0238 to +0.0248), means with 95 % t " +
  "intervals (by Holm’s correction over the two both differ), but from that of none at the same " +
  "mean rates by +0.0001 (−0.0004 to +0.0006) and −0.0002 (−0.0007 to +0.0003).",
  "Which step gets which rate, and by what meaning, makes no difference of as much as 0.002 nats: " +
  "from a constant rate of the same mean, from its own rates in another order, from other axes of " +
  "the same encoder and from a Γ without meaning SD differs by 0.0000 (−0.0005 to +0.0005), " +
  "+0.0001 (−0.0004 to +0.0006), +0.0002 (−0.0003 to +0.0007) and +0.0007 (+0.0002 to +0.0012) " +
  "nats, and SD2 by +0.0003 (−0.0002 to +0.0008), +0.0004 (−0.0001 to +0.0009), +0.0005 (0.0000 " +
  "to +0.0010) and +0.0007 (+0.0002 to +0.0012).",
  "Meaning in the objective instead of the rate is not shown to bring errors nearer to the right " +
  "words: at equal loss the distance in meaning of wrong predictions, in standard deviations, " +
  `differs with sd_token by 0.0000 ${WITHIN} from that of none, by +0.0010 ${WITHIN} from shuffled ` +
  `meanings and by +0.0020 ${WITHIN} from other axes; with sd_loss by +0.0030 ${WITHIN} from that ` +
  `of none, by +0.0040 ${WITHIN} from shuffled meanings and by +0.0050 ${WITHIN} from other axes.`,
];
const JA = [
  "SD と SD2 の効果は、単に学習率を変えた場合と ±0.002 ナットの範囲で一致します：スケジュール constant、Γ osgood " +
  "での最終評価損失の none との差（10 個のシードの平均と 95 % t 区間）は SD が −0.0171（−0.0176～−0.0166）ナット、" +
  "SD2 が +0.0243（+0.0238～+0.0248）ナットですが（二つの比較に Holm の補正をすると、どちらも none と異なります）、" +
  "平均学習率が同じ none との差はそれぞれ +0.0001（−0.0004～+0.0006）、−0.0002（−0.0007～+0.0003） です。",
  "どのステップでどの学習率を使うかも、それを決める意味も、0.002 ナットの差さえ生みません：平均が同じ一定の学習率、" +
  "順序を入れ替えた同じ学習率、同じエンコーダーの別の軸、意味のない Γ との差は、順に SD が " +
  "0.0000（−0.0005～+0.0005）、+0.0001（−0.0004～+0.0006）、+0.0002（−0.0003～+0.0007）、" +
  "+0.0007（+0.0002～+0.0012）ナット、SD2 が +0.0003（−0.0002～+0.0008）、+0.0004（−0.0001～+0.0009）、" +
  "+0.0005（0.0000～+0.0010）、+0.0007（+0.0002～+0.0012）ナットです。",
  "学習率ではなく目的関数に意味を入れても、誤りが正解の意味に近づくとは示せません：損失が等しいときの、誤った予測と正解の" +
  `意味の隔たり（標準偏差を単位とする）は、sd_token と none の差が 0.0000${INNERHALB}、意味を入れ替えた対照との差が ` +
  `+0.0010${INNERHALB}、別の軸との差が +0.0020${INNERHALB}、sd_loss と none の差が +0.0030${INNERHALB}、` +
  `意味を入れ替えた対照との差が +0.0040${INNERHALB}、別の軸との差が +0.0050${INNERHALB} です。`,
];

const only = (...contrasts: string[]) => (name: string) => contrasts.includes(name);

Deno.test("the three sentences are whole in both languages", () => {
  assert.deepEqual(conclusions(base(), 10), { en: EN, ja: JA });
});

/** What changes in a sentence of each language where differences change, from and to. */
function changes(
  at: 0 | 1 | 2,
  differences: readonly Difference[],
  en: readonly (readonly [from: string, to: string])[],
  ja: readonly (readonly [from: string, to: string])[],
): void {
  const said = conclusions(differences, 10);
  const changed = (text: string, by: readonly (readonly [string, string])[]) =>
    by.reduce((all, [from, to]) => {
      assert.ok(all.includes(from), from);
      return all.replace(from, to);
    }, text);
  assert.equal(said.en[at], changed(EN[at]!, en));
  assert.equal(said.ja[at], changed(JA[at]!, ja));
}

Deno.test("which of the two methods differ from none is said, and nothing where pairs are missing", () => {
  const both = "both differ", beide = "どちらも none と異なります";
  const no = { p_holm: 0.2 };
  changes(0, withRows(base(), only("SD - none"), no), [[both, "only SD2 differs"]], [
    [beide, "none と異なるのは SD2 だけです"],
  ]);
  changes(0, withRows(base(), only("SD2 - none"), no), [[both, "only SD differs"]], [
    [beide, "none と異なるのは SD だけです"],
  ]);
  changes(0, withRows(base(), only("SD - none", "SD2 - none"), no), [
    [both, "neither is shown to differ"],
  ], [[beide, "どちらも none と異なるとは示せません"]]);
  changes(0, withRows(base(), only("SD2 - none"), { n: 9 }), [
    [both, "nothing is said of those with missing pairs"],
    ["(+0.0238 to +0.0248)", "(+0.0238 to +0.0248), n = 9"],
  ], [
    [beide, "対が欠けたものについては何も言えません"],
    ["（+0.0238～+0.0248）", "（+0.0238～+0.0248）, n = 9"],
  ]);
});

const NOTHING = [
  "Which step gets which rate, and by what meaning, makes no difference of as much as 0.002 nats",
  "どのステップでどの学習率を使うかも、それを決める意味も、0.002 ナットの差さえ生みません",
] as const;
const NAMES = PRIMARY.map(({ name }) => name.replace("-", "−"));

Deno.test("the rules are said for each contrast unless nothing is all there is to say", () => {
  const [first, ...others] = NAMES;
  changes(1, withRows(base(), only(PRIMARY[0]!.name), { p_holm: 0.01 }), [[
    "+0.0012).",
    "+0.0012) (by the rules said beforehand a difference too small to matter for " +
    `${first}; no difference that matters for ${others.join(", ")}).`,
  ]], [[
    "ナットです。",
    `ナットです（前もって定めた規則では、${first} は「差はあるが小さく問題にならない」、` +
    `${others.join("、")} は「問題になる差はない」）。`,
  ]]);
  const names = PRIMARY.map(({ name }) => name);
  changes(1, withRows(base(), only(...names), { equivalent: false }), [
    [NOTHING[0], "Whether meaning adds anything at the same mean rate is not decided"],
    ["+0.0012).", `+0.0012) (by the rules said beforehand not decided for ${NAMES.join(", ")}).`],
  ], [
    [NOTHING[1], "平均学習率が同じとき、意味が何かを加えるかどうかは決まりません"],
    [
      "ナットです。",
      `ナットです（前もって定めた規則では、${NAMES.join("、")} は「決まらない」）。`,
    ],
  ]);
});

Deno.test("methods by whose rate meaning acts are named, and controls that disagree are not passed over", () => {
  const acting = withRows(base(), (name) => /^SD2? - (?!none|curve)/.test(name), large(0.01));
  const { en, ja } = conclusions(acting, 10);
  assert.ok(en[1].startsWith("Meaning acts on training by the rate of SD / SD2: from a"));
  assert.ok(en[1].endsWith(`(by the rules said beforehand may matter for ${NAMES.join(", ")}).`));
  assert.ok(ja[1].startsWith("意味は SD / SD2 の学習率を通じて訓練に作用します："));
  assert.ok(ja[1].endsWith(`、${NAMES.join("、")} は「問題になりうる差がある」）。`));
  const look = conclusions(withRows(base(), only(PRIMARY[0]!.name), large(0.01)), 10);
  assert.ok(
    look.ja[1].startsWith(
      "対照どうしが食い違うため、その理由が分かるまで意味については何も言えません：",
    ),
  );
  const missing = conclusions(
    withRows(
      withRows(base(), only(PRIMARY[0]!.name), { mean: 1 }, "mean_learning_rate"),
      only(PRIMARY[1]!.name),
      { n: 9 },
    ),
    10,
  );
  assert.ok(
    missing.en[1].includes(`rate not matched for ${NAMES[0]}; incomplete for ${NAMES[1]};`),
  );
  assert.ok(
    missing.ja[1].includes(
      `${NAMES[0]} は「学習率が揃っていない」、${NAMES[1]} は「対が欠けている」、`,
    ),
  );
});

Deno.test("objectives that come nearer, go farther or lack pairs are named", () => {
  const of = (differences: readonly Difference[], objective: string, more: Partial<Difference>) =>
    withRows(differences, (name) => name.startsWith(`${objective} - `), more, ERROR_METRIC);
  const said = (differences: readonly Difference[]) => {
    const { en, ja } = conclusions(differences, 10);
    return [en[2].split(": ")[0], ja[2].split("：")[0]];
  };
  const near = { t_low: -0.3, t_high: -0.2 }, far = { t_low: 0.2, t_high: 0.3 };
  const both = of(of(base(), "sd_loss", near), "sd_token", near);
  assert.deepEqual(said(both), [
    "Meaning in the objective instead of the rate brings errors nearer to the right words on the " +
    "axes that it is trained on, with sd_token and sd_loss, so that the objective reaches what it " +
    "minimises, and no more is shown",
    "学習率ではなく目的関数に意味を入れると、訓練に使った軸の上では sd_token と sd_loss で誤りが正解の意味に近づきます" +
    "（目的関数が最小にするものに届いたということで、それ以上は示せません）",
  ]);
  assert.deepEqual(said(of(of(both, "sd_token", far), "sd_loss", { n: 9 })), [
    "Meaning in the objective instead of the rate is not shown to bring errors nearer to the right " +
    "words (sd_token takes them farther) (pairs are missing for sd_loss)",
    "学習率ではなく目的関数に意味を入れても、誤りが正解の意味に近づくとは示せません（sd_token ではかえって遠ざかります）" +
    "（sd_loss は対が欠けています）",
  ]);
  assert.match(
    said(of(of(both, "sd_token", far), "sd_loss", far))[0]!,
    / \(sd_token and sd_loss ta/,
  );
  assert.match(
    said(of(of(both, "sd_token", far), "sd_loss", far))[1]!,
    /（sd_token と sd_loss では/,
  );
});

Deno.test("conclusions from runs of which some rates cannot be explained say so", () => {
  const plain = "What SD and SD2 do, a plain rate does, too, to within 0.002 nats";
  const einfach = "SD と SD2 の効果は、単に学習率を変えた場合と ±0.002 ナットの範囲で一致します";
  changes(0, withRows(base(), only("SD - curve of none"), { equivalent: false }), [
    [plain, "What SD and SD2 do is not shown to be that of a plain rate"],
  ], [[einfach, "SD と SD2 の効果が単に学習率を変えた場合と同じであるとは示せません"]]);
  changes(0, withRows(base(), only("SD - curve of none"), { n: 8 }), [
    [
      plain,
      "Whether what SD and SD2 do is that of a plain rate cannot be said, as pairs of runs are missing",
    ],
    ["+0.0006)", "+0.0006), n = 8"],
  ], [
    [
      einfach,
      "実行の対が欠けているため、SD と SD2 の効果が単に学習率を変えた場合と同じかどうかは言えません",
    ],
    ["+0.0006）", "+0.0006）, n = 8"],
  ]);
});
