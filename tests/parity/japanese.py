"""Ids of Transformers' BertJapaneseTokenizer, with a dictionary of a few words that MeCab compiles."""

import base64
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import transformers
from transformers import BertJapaneseTokenizer

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "japanese.json"
transformers.utils.logging.set_verbosity_error()

# Categories: whether unknown words are made beside known ones, of runs of like characters, and of
# up to how many characters.
CHAR = """
DEFAULT 0 1 0
SPACE 0 1 0
KANJI 0 0 2
SYMBOL 1 1 0
NUMERIC 1 1 0
ALPHA 1 1 0
HIRAGANA 0 1 2
KATAKANA 1 1 2
KANJINUMERIC 1 1 0
0x0020 SPACE
0x0009..0x000D SPACE
0x0021..0x002F SYMBOL
0x003A..0x0040 SYMBOL
0x0030..0x0039 NUMERIC
0x0041..0x005A ALPHA
0x0061..0x007A ALPHA
0x00C0..0x00FF ALPHA
0x3001..0x3003 SYMBOL
0x3041..0x309F HIRAGANA
0x30A1..0x30FF KATAKANA
0x30FC KATAKANA HIRAGANA
0x4E00..0x9FFF KANJI
0x4E00 KANJINUMERIC KANJI
0x4E8C KANJINUMERIC KANJI
"""
UNKNOWN = """
DEFAULT,1,1,4000,*
SPACE,1,1,9000,*
KANJI,1,1,3000,*
KANJI,2,2,4500,*
SYMBOL,1,1,2000,*
NUMERIC,1,1,1500,*
ALPHA,1,1,1800,*
HIRAGANA,2,2,5000,*
KATAKANA,1,1,2500,*
KANJINUMERIC,1,1,2600,*
"""
# Right of the left word, left of the right word, cost. 0 is a text's border, 1 a noun, 2 the rest.
MATRIX = """3 3
0 0 0
0 1 -300
0 2 800
1 0 -100
1 1 600
1 2 -700
2 0 -200
2 1 -400
2 2 300
"""
WORDS = {
    "日本": (1, 900), "日本語": (1, 700), "語": (1, 1600), "東京": (1, 800), "東": (1, 1900),
    "京都": (1, 850), "都": (1, 1500), "東京都": (1, 1200), "文字": (1, 1000), "の": (2, 100),
    "は": (2, 100), "も": (2, 150), "もも": (1, 1100), "すもも": (1, 1300), "うち": (1, 1200),
    "です": (2, 200), "で": (2, 160), "す": (2, 2500), "、": (2, 50), "。": (2, 50), "と": (2, 120),
}
WORDS = {**WORDS, "𠮷野": (1, 900), "ー": (2, 3000), "Tokyo": (1, 1000)}

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCAB = SPECIAL + ["日本", "日本語", "##語", "東", "##京", "##都", "文字", "の", "は", "も", "もも"]
VOCAB += ["すもも", "うち", "です", "、", "。", "と", "京都", "トマト", "ト", "##マ", "##ト", "##20"]
VOCAB += ["20", "##3", "tokyo", "Tokyo", "a", "##b", "c", "!", "?", "-", "々", "語", "日", "本", "京"]
VOCAB += ["す", "で", "カ", "ガ", "ー", "A", "B", "2", "0", "cafe", "café", "é", "##é"]

TEXTS = [
    "日本語の文字は東京です",
    "日本、東京。",
    "東京都と京都、東京 都",
    "すもももももももものうち",
    "トマトはカレーﾄﾏﾄーーー",
    "２０２０と20203とＴｏｋｙｏ Tokyo TOKYO",
    "a-b c! café  Café\n日本",
    "　日本　語 ",
    "[MASK]は日本です[SEP] [mask]",
    "時々𠮷野家😀と二〇一一",
    "ｶﾞ①㈱カ\u3099",
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフ",
    "ああああああああああああああああああああああああああああああ",
    "nul\u0000日本 tab\tline\u2028x\ufeffy\u200b",
    "",
    " ",
]
MECAB = {"word_tokenizer_type": "mecab", "do_lower_case": False}
DECODER = {
    str(len(VOCAB)): {
        "content": "東京です", "single_word": False, "lstrip": False, "rstrip": False,
        "normalized": True, "special": False,
    }
}
CONFIGS = {
    "words by MeCab, pieces": {**MECAB, "subword_tokenizer_type": "wordpiece"},
    "words by MeCab, characters": {**MECAB, "subword_tokenizer_type": "character"},
    "words by MeCab, lower-cased": {**MECAB, "do_lower_case": True},
    "words by MeCab of texts as they are": {**MECAB, "mecab_kwargs": {"normalize_text": False}},
    "words by MeCab alone": {**MECAB, "do_subword_tokenize": False},
    "added tokens": {**MECAB, "added_tokens_decoder": DECODER},
    "words between blanks and signs": {"do_lower_case": False},
    "words between blanks and signs, lower-cased": {"do_lower_case": True},
    "no words": {"do_word_tokenize": False, "subword_tokenizer_type": "character"},
}


def compiled(folder):
    source, dictionary = folder / "source", folder / "dictionary"
    source.mkdir()
    dictionary.mkdir()
    (source / "char.def").write_text(CHAR.strip() + "\n")
    (source / "unk.def").write_text(UNKNOWN.strip() + "\n")
    (source / "matrix.def").write_text(MATRIX)
    lines = [f"{word},{kind},{kind},{cost},*\n" for word, (kind, cost) in WORDS.items()]
    (source / "words.csv").write_text("".join(lines))
    dicrc = "cost-factor = 800\nbos-feature = BOS/EOS,*\nmax-grouping-size = 10\n"
    (source / "dicrc").write_text(dicrc)
    for name in ("feature.def", "rewrite.def", "left-id.def", "right-id.def", "pos-id.def"):
        (source / name).write_text("")
    (dictionary / "dicrc").write_text(dicrc)
    (dictionary / "mecabrc").write_text("")
    build = Path(sys.executable).parent / "fugashi-build-dict"
    arguments = ["-d", str(source), "-o", str(dictionary), "-f", "utf8", "-t", "utf8"]
    subprocess.run([build, *arguments], check=True, stdout=subprocess.DEVNULL)
    return dictionary


def ids(folder, dictionary, config):
    kwargs = {"mecab_dic": None, "mecab_option": f'-d "{dictionary}" -r "{dictionary}/mecabrc"'}
    if config.get("word_tokenizer_type") == "mecab":
        config = {**config, "mecab_kwargs": {**config.get("mecab_kwargs", {}), **kwargs}}
    (folder / "vocab.txt").write_text("\n".join(VOCAB) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    tokenizer = BertJapaneseTokenizer.from_pretrained(folder)
    return [tokenizer(text)["input_ids"] for text in TEXTS]


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    dictionary = compiled(folder)
    files = {
        file: base64.b64encode(gzip.compress((dictionary / file).read_bytes(), mtime=0)).decode()
        for file in ("sys.dic", "unk.dic", "matrix.bin", "char.bin")
    }
    cases = [
        {"name": name, "config": config, "ids": ids(folder, dictionary, config)}
        for name, config in CONFIGS.items()
    ]


def listed(items):
    return "[\n" + ",\n".join("    " + json.dumps(item) for item in items) + "\n  ]"


FIXTURE.write_text(
    "{\n"
    '  "made_by": "tests/parity/japanese.py",\n'
    f'  "transformers": {json.dumps(transformers.__version__)},\n'
    f'  "about": "the files of the dictionary are compressed by gzip, in base64",\n'
    f'  "dictionary": {json.dumps(files)},\n'
    f'  "vocabulary": {json.dumps(VOCAB)},\n'
    f'  "texts": {json.dumps(TEXTS)},\n'
    f'  "cases": {listed(cases)}\n'
    "}\n"
)
