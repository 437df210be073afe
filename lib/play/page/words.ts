/** What the page says, in each language that it speaks. `{}` stands for what varies. */

const ENGLISH = {
  title: "Fill the blank",
  lead:
    "Type a sentence with a blank. Each model below says which words it finds likeliest there. " +
    "All is computed in this browser; nothing leaves it.",
  text: "Sentence",
  textHint: "The blank is written ___",
  example: "The captain was the ___ of the ship.",
  right: "Right word",
  rate: "Scheduled rate A′",
  fill: "Fill",
  models: "Models",
  starting: "The page is being loaded …",
  loading: "{} is being loaded ({} MB) …",
  computing: "Computing …",
  ready: "Ready. Type a sentence with ___ and press Fill.",
  done: "Filled in {} ms by {}: {}",
  noBlank: "There is no blank. Write ___ where a word is wanted.",
  manyBlanks: "There are {} blanks. Leave one ___ and write the other words out.",
  tooLong: "The sentence has {} tokens, and {} takes {}. Shorten it.",
  noRate: "A′ is not a number above 0. Write for example 0.0003.",
  cannotLoad: "This browser could not load {}: {}",
  noSession: "ONNX Runtime gave up with number {}, most often for want of memory",
  cannotFill: "{} could not fill the blank: {}",
  noFiles: "The page's files cannot be read ({}). Start the task again, then load the page anew.",
  likeliest: "Likeliest words",
  chooseRight: "Take “{}”, {}, as the right word",
  rightIs: "“{}” has {}; it is number {} of {}.",
  unknown: "“{}” is no single word of this model's vocabulary. Choose another right word.",
  chooseOne: "Type the right word, or choose one of the list, for its profile and the rates.",
  profile: "Semantic profiles",
  profileUnit: "standard deviations from the average word",
  evaluation: "evaluation",
  potency: "potency",
  activity: "activity",
  predicted: "predicted: {}",
  rightKey: "right: {}",
  notPlaced: "β has no profile for “{}”.",
  gamma: "Γ and the rate of this step",
  gammaIs: "Γ of this pair is {}; {}Γ is {}.",
  gammaDivided: "Γ of this pair is {}; {}(Γ ÷ {}) is {}.",
  noGamma: "There is no Γ: {}",
  noStep: "no step",
  noPair: "β does not know one of the words: such a pair is left out, and the rate is A′.",
  method: "Method",
  rateOf: "A″",
  ofScheduled: "A″ ÷ A′",
  meaning: "What is compared",
  meaningText:
    "Training with SD divides the scheduled rate A′ by a root of Γ, which tells how far " +
    "the predicted words are from the right ones in meaning; SD2 multiplies by it. In training Γ " +
    "is of all masked words of a batch; here it is of this one blank. Γ on this page:",
} as const;

const JAPANESE: Record<keyof typeof ENGLISH, string> = {
  title: "空欄を埋める",
  lead:
    "空欄のある英文を入力すると、それぞれのモデルが、そこに入りそうな単語を確率とともに示します。" +
    "計算はすべてこのブラウザの中で行われ、何も外へ送られません。",
  text: "文",
  textHint: "空欄は ___ と書きます",
  example: ENGLISH.example,
  right: "正解の単語",
  rate: "予定の学習率 A′",
  fill: "埋める",
  models: "モデル",
  starting: "ページを読み込んでいます…",
  loading: "{} を読み込んでいます（{} MB）…",
  computing: "計算しています…",
  ready: "準備ができました。___ のある文を入力して「埋める」を押してください。",
  done: "{} ミリ秒で埋めました（{}）: {}",
  noBlank: "空欄がありません。単語を入れる所に ___ と書いてください。",
  manyBlanks: "空欄が {} か所あります。___ を 1 つだけ残し、ほかの単語は書いてください。",
  tooLong: "文が {} トークンあります。{} が読めるのは {} トークンまでです。短くしてください。",
  noRate: "A′ は 0 より大きい数です。たとえば 0.0003 と書いてください。",
  cannotLoad: "このブラウザでは {} を読み込めませんでした: {}",
  noSession: "ONNX Runtime が番号 {} を返しました（多くはメモリー不足です）",
  cannotFill: "{} は空欄を埋められませんでした: {}",
  noFiles:
    "ページのファイルを読めません（{}）。タスクを起動し直し、ページを読み込み直してください。",
  likeliest: "入りそうな単語",
  chooseRight: "「{}」（{}）を正解の単語にする",
  rightIs: "「{}」の確率は {}、順位は {} 位（{} 語中）です。",
  unknown: "「{}」はこのモデルの語彙では 1 語ではありません。別の単語を選んでください。",
  chooseOne: "正解の単語を入力するか一覧から選ぶと、意味のプロフィールと学習率が出ます。",
  profile: "意味のプロフィール",
  profileUnit: "平均的な単語からのずれ（標準偏差）",
  evaluation: "評価",
  potency: "力量",
  activity: "活動",
  predicted: "予測: {}",
  rightKey: "正解: {}",
  notPlaced: "β には「{}」のプロフィールがありません。",
  gamma: "Γ とこのステップの学習率",
  gammaIs: "この組の Γ は {}、{}Γ は {} です。",
  gammaDivided: "この組の Γ は {}、{}(Γ ÷ {}) は {} です。",
  noGamma: "Γ がありません: {}",
  noStep: "ステップなし",
  noPair: "β が一方の単語を知らないので、この組は数えられず、学習率は A′ のままです。",
  method: "方法",
  rateOf: "A″",
  ofScheduled: "A″ ÷ A′",
  meaning: "比べているもの",
  meaningText:
    "SD は予定の学習率 A′ を Γ の累乗根で割り、SD2 は掛けます。Γ は予測した単語が正解の単語から" +
    "意味の上でどれだけ離れているかを表します。学習ではバッチの中の隠した単語すべてから求めますが、ここではこの空欄" +
    " 1 つの値です。このページの Γ（英語）:",
};

/** The page's languages. */
export const LANGUAGES = { en: ENGLISH, ja: JAPANESE };

/** A language of the page. */
export type Language = keyof typeof LANGUAGES;

/** What can be said. */
export type Word = keyof typeof ENGLISH;

/** What is said, and what varies in it. */
export type Phrase = [Word, ...(string | number)[]];

/** Says it in a language. */
export function say(language: Language, ...[word, ...varying]: Phrase): string {
  const text: string = LANGUAGES[language][word];
  return varying.reduce<string>((said, value) => said.replace("{}", () => String(value)), text);
}
