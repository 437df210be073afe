/**
 * What the library says to beginners, in Japanese. `{}` in the English stands for what varies, `{0}`,
 * `{1}` … in the Japanese for the same in order. A phrase that no longer stands in the source is
 * found by `tests/language_test.ts`.
 */

/** A phrase in English and in another language. */
export type Phrase = readonly [english: string, other: string];

/** Longer phrases come before those that they hold. */
export const JAPANESE: readonly Phrase[] = [
  // The set-up
  ["Checking the wheels in {} …", "{0} のホイールを確認しています…"],
  ["Compiling TensorFlow's addon", "TensorFlow のアドオンをコンパイルしています"],
  [
    "Waiting for another process that sets TensorFlow up",
    "TensorFlow を準備している別のプロセスを待っています",
  ],
  ["there is no C++ compiler", "C++ コンパイラがありません"],
  [
    "Install g++ (Debian: apt-get install g++)",
    "g++ をインストールしてください（Debian では apt-get install g++）",
  ],
  [
    "what is to be downloaded comes through pip, which is not here",
    "ダウンロードには pip を使いますが、pip がありません",
  ],
  [
    "Install pip (Debian: apt-get install python3-pip)",
    "pip をインストールしてください（Debian では apt-get install python3-pip）",
  ],
  ["Using {}, which is slower than TensorFlow: ", "TensorFlow より遅い {0} を使います。理由："],
  ["Computing on the processor: ", "プロセッサで計算します："],
  ["The GPU is not used: ", "GPU は使いません："],
  // What is prepared
  [
    "the embedded table of {} English words scored by {}, because the model itself is not at hand ({} takes its name, {}, or its folder).",
    "付属の表（{1} で得点を求めた英単語 {0} 語）を使います。モデルそのものは手元にありません（{2} に名前 {3} かフォルダを指定できます）。",
  ],
  [
    "the embedded table of {} English words scored by {}.",
    "付属の表（{1} で得点を求めた英単語 {0} 語）を使います。",
  ],
  ["β: the sentence encoder {}.", "β：文埋め込みモデル {0}。"],
  ["the sentence encoder {}.", "文埋め込みモデル {0}。"],
  [
    "Meanings of words, which some of the metrics compare: ",
    "単語の意味（一部の評価指標で使うもの）：",
  ],
  ["Backend: ", "計算："],
  ["The experiment starts.", "実験を始めます。"],
  [
    "Data: {}, {} chunks of {} tokens to train on, {} to evaluate.",
    "データ：{0}。{2} トークンのチャンク {1} 個で学習し、{3} 個で評価します。",
  ],
  [
    "Data: {}, {} lines of at most {} tokens to train on, {} to evaluate.",
    "データ：{0}。長くても {2} トークンの行 {1} 個で学習し、{3} 個で評価します。",
  ],
  ["Texts: {} to train on, {} to evaluate.", "テキスト：学習用 {0} 個、評価用 {1} 個。"],
  [
    "{}: {} of its {} texts ({} %) are trained on, too, so what is measured on them says less of what is learnt.",
    "{0}：テキスト {2} 個のうち {1} 個（{3} %）は学習にも使われるので、それらで測った値は学習の成果をあまり表しません。",
  ],
  [
    "The evaluation loss is {} after the training, {} before it: the training made the model worse on this text. Set {} lower, or train for fewer steps.",
    "評価損失は学習前の {1} に対して学習後は {0} で、このテキストではモデルが悪くなりました。{2} を下げるか、学習のステップ数を減らしてください。",
  ],
  ["Model: {}, {} layers × {}, {} tokens.", "モデル：{0}。{1} 層 × {2}、語彙 {3}。"],
  ["Scoring the vocabulary's words", "語彙の単語の得点を求めています"],
  ["what is measured of meanings", "意味の評価"],
  [
    "{} of {} tokens have no scores and stay out of {}.",
    "語彙のトークン {1} 個のうち {0} 個には得点がなく、{2} には加えません。",
  ],
  [
    "β has scores for {} of the text's tokens, by the English words that are spelled alike.",
    "テキストのトークンのうち {0} に β の得点があります（綴りが同じ英単語の得点です）。",
  ],
  [
    "β has scores for {} of the text's tokens.",
    "テキストのトークンのうち {0} に β の得点があります。",
  ],
  [
    "β has scores for none of the {} different tokens of this text, so that no step would have a Γ for {} to go by",
    "このテキストのトークン {0} 種類のどれにも β の得点がなく、どのステップにも {1} の基になる Γ がありません",
  ],
  [
    "β has scores for {} of the {} different tokens of this text ({} of it): there is next to no Γ for {} to go by.",
    "このテキストのトークン {1} 種類のうち β の得点があるのは {0} 種類（全体の {2}）で、{3} の基になる Γ はほとんどありません。",
  ],
  [
    "{} of {} steps had a Γ, as there was no pair of words that β has scores for. Nothing that came of such runs is owed to Γ.",
    "β の得点がある単語の組がなく、Γ があったのは {1} ステップのうち {0} だけでした。この学習の結果は Γ によるものではありません。",
  ],
  [
    "Give a sentence encoder for the language of the text with {}, or choose ",
    "テキストの言語に合った文埋め込みモデルを {0} で指定するか、次を選んでください：",
  ],
  ["the method none with {} and ", "手法 none（{0}）と"],
  ["the method none with {}.", "手法 none（{0}）。"],
  ["the objective cross_entropy with {}.", "目的関数 cross_entropy（{0}）。"],
  [
    "Give a sentence encoder for the language of the text with {}.",
    "テキストの言語に合った文埋め込みモデルを {0} で指定してください。",
  ],
  ["Not used of the model: ", "モデルのうち使わないもの："],
  [
    "{}: the model knows no more of this text than how often its tokens occur (eval_loss {} before training, {} by their frequency alone): it is untrained, or was trained on another language. Unless that is meant, choose a model for the language of the text with {}.",
    "{0}：モデルがこのテキストについて知っているのは、トークンの出現頻度程度です（学習前の eval_loss は {1}、頻度だけなら {2}）。モデルが未学習か、別の言語で学習されています。意図したものでなければ、テキストの言語に合ったモデルを {3} で選んでください。",
  ],
  [
    "Waits a moment: another process is at work in {}.",
    "少し待ちます。別のプロセスが {0} を使っています。",
  ],
  // What cannot be used
  ["there is no such file or folder", "このファイルまたはフォルダはありません"],
  [
    "Give a CLOTH folder, a file of text, CSV, JSON or Parquet, or a folder of such files",
    "CLOTH のフォルダ、テキスト・CSV・JSON・Parquet のファイル、またはそのフォルダを指定してください",
  ],
  ["another process is at work in this folder", "別のプロセスがこのフォルダを使っています"],
  [
    "Wait until it is done, or choose another folder with {}.",
    "終わるのを待つか、{0} で別のフォルダを指定してください。",
  ],
  [
    "Make space on the disk, and the same command goes on",
    "ディスクを空けてから同じコマンドを実行すると、続きから再開します",
  ],
  [
    "Choose a folder that exists and may be written to",
    "存在し、書き込みのできるフォルダを選んでください",
  ],
  ["Perhaps {} is meant", "{0} のことでしょうか"],
  ["it has no row of data", "データの行がありません"],
  ["the file is empty", "ファイルが空です"],
  ["all of its texts are empty", "テキストがすべて空です"],
  // Stopping and going on
  ["The training goes on after step {}.", "学習をステップ {0} の続きから再開します。"],
  ["{} goes on after step {}.", "{0} をステップ {1} の続きから再開します。"],
  [
    "Stopped after step {} of {} of {}, saved.",
    "{2} のステップ {0}/{1} のあとで止め、保存しました。",
  ],
  ["Stopped before the first step.", "最初のステップの前に止めました。"],
  ["Stopped before the next run.", "次の学習の前に止めました。"],
  ["None of {} runs finished.", "{0} 回の学習のうち、終わったものはまだありません。"],
  ["{} of {} runs finished.", "{1} 回の学習のうち {0} 回が終わりました。"],
  ["Run this cell again to go on.", "続けるには、このセルをもう一度実行してください。"],
  [
    "What follows shows no others; missing: {}. To go on, run the cell again that starts the experiment.",
    "以下に表示されるのは終わったものだけです。まだのもの：{0}。続けるには、実験を始めるセルをもう一度実行してください。",
  ],
  [
    "To go on, run the cell again that starts the experiment.",
    "続けるには、実験を始めるセルをもう一度実行してください。",
  ],
  [
    "Start it again, and it goes on after its last step",
    "もう一度始めると、最後のステップの続きから再開します",
  ],
  [
    "Nothing is compared with {}, of which there is no run: set {} to a method or condition of these: {}.",
    "{0} の学習がないため、何も比較していません。{1} に、次のいずれかの手法か条件を指定してください：{2}。",
  ],
  [
    "{} is not compared with {}: the runs of that differ in {}, and none is nearer to it. Set {} to a condition that sets {} itself.",
    "{0} は {1} と比較していません。{1} の学習は {2} が異なり、どれを比較の相手にするかが決まらないためです。{4} を自ら定める条件を {3} に指定してください。",
  ],
  [
    "{} is not compared with {}: no run of that has the same seed, and the same of all else that neither sets itself. Set {} to another method or condition.",
    "{0} は {1} と比較していません。シードと、どちらも自ら定めない設定がすべて等しい {1} の学習がないためです。{2} に別の手法か条件を指定してください。",
  ],
  [
    "No run in {} is finished yet, so there is no report.",
    "{0} には終わった学習がまだないので、レポートはありません。",
  ],
];
