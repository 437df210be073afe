/** What the commands say to beginners, in Japanese: see `lib/io/japanese.ts`. */
import type { Phrase } from "../lib/io/japanese.ts";

/** Longer phrases come before those that they hold. */
export const TASK_PHRASES: Readonly<Record<string, readonly Phrase[]>> = {
  ja: [
    [
      "Stopping after this step; Ctrl-C once more stops at once.",
      "このステップのあとで止めます。もう一度 Ctrl-C を押すと、すぐに止めます。",
    ],
    [
      "Stopping after this batch; Ctrl-C once more stops at once.",
      "このバッチのあとで止めます。もう一度 Ctrl-C を押すと、すぐに止めます。",
    ],
    [
      "{} runs left to make. The same command goes on there.",
      "残りの学習は {0} 回です。同じコマンドで続きから再開します。",
    ],
    [
      "1 run left to make. The same command goes on there.",
      "残りの学習は 1 回です。同じコマンドで続きから再開します。",
    ],
    [
      "Training took {} by the clock, {} as the sum of all runs.",
      "学習時間：経過 {0}、全学習の合計 {1}。",
    ],
    ["{} runs of {} steps to make", "これから {1} ステップの学習を {0} 回行います"],
    ["1 run of {} steps to make", "これから {0} ステップの学習を 1 回行います"],
    [" ({} {} finished)", "（{0} 回は終わっています）"],
    ["See: deno task {} --help", "使い方：deno task {0} --help"],
    ["Did you mean {}?", "{0} のことでしょうか。"],
    ["Unknown option ", "知らないオプションです："],
    [
      "{} takes a whole number, at least {}: got ",
      "{0} には {1} 以上の整数を指定してください。指定された値：",
    ],
    ["{} takes a whole number: got ", "{0} には整数を指定してください。指定された値："],
    [
      "{} takes a number, at least {}: got ",
      "{0} には {1} 以上の数を指定してください。指定された値：",
    ],
    ["{} takes a number: got ", "{0} には数を指定してください。指定された値："],
    ["{} must be given.", "{0} を指定してください。"],
    [
      "This should not have happened; it is a defect in SDTrainer:",
      "起こるはずのないことが起こりました。SDTrainer の不具合です：",
    ],
    [
      "The task has not ended yet: it saves, or is stuck. Ctrl-C once more ends it.",
      "まだ終わっていません。保存中か、止まったままです。もう一度 Ctrl-C を押すと終わらせます。",
    ],
    ["The others go on and make its run.", "残りのプロセスがその学習を引き継ぎます。"],
    ["The same command goes on where it was.", "同じコマンドで続きから再開します。"],
    [
      "Nothing is left to make: {} runs are finished.",
      "残っている学習はありません（{0} 回が終わっています）。",
    ],
    ["TensorFlow is not set up: ", "TensorFlow が準備できていません："],
  ],
};
