"""Ids that Transformers' AutoTokenizer makes from folders as people have them: old and new files,
added and special tokens named here and there, vocabularies with holes."""

import json
import os
import tempfile
from pathlib import Path

import tokenizers
import transformers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoTokenizer

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "tokenizer-folders.json"
transformers.utils.logging.set_verbosity_error()

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["the", "The", "cat", "##s", "word", "s", "##word", "a", "b", ".", "new", "york", "cafe"]
WORDS += ["café", "привет", "мир", "при", "##вет", "日", "本", "日本", "##本", ",", "!", "covid", "i"]
VOCAB = SPECIAL + WORDS
ANGLE = ["<pad>", "<unk>", "<s>", "</s>", "<mask>", "the", "cat"]
ANGLE_MAP = {
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
}
ROLES = dict(zip(["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"], SPECIAL))
BERT = {"tokenizer_class": "BertTokenizer", "do_lower_case": False}
GENERIC = {"tokenizer_class": "PreTrainedTokenizerFast", **ROLES}


def lines(words):
    return "\n".join(words) + "\n"


def tokenizer_json(normalizer, pre_tokenizer, added=(), special=True, post=True):
    vocab = {word: i for i, word in enumerate(VOCAB)}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    if post:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B:1 [SEP]:1",
            special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
        )
    if special:
        tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens(list(added))
    return json.loads(tokenizer.to_str())


def bert(lowercase):
    return normalizers.BertNormalizer(lowercase=lowercase)


FLAGS = [
    AddedToken("word", single_word=True, normalized=False),
    AddedToken("<l>", lstrip=True, normalized=False),
    AddedToken("<r>", rstrip=True, normalized=False),
    AddedToken("New York", normalized=True),
    AddedToken("York", normalized=False),
    AddedToken("a<l>", normalized=False),
    AddedToken("Ω", single_word=True, normalized=True),
]
FLAG_TEXTS = ["sword word words word", "a <l> a <r> a", "a<l>b <l>", "New York new york York",
              "é Ω.Ω ωa Ωa", " <r>  <l> ", "word<l>word", "[MASK]s a[MASK] [mask]"]
MIXED = ["The cats, café! привет, мир 日本 Cat", "THE CAFÉ CAFE\u0301 a.b"]
DECODER = {
    "26": {"content": "covid19", "single_word": False, "lstrip": False, "rstrip": False,
           "normalized": True, "special": False},
    "27": {"content": "new york", "single_word": False, "lstrip": False, "rstrip": False,
           "normalized": True, "special": False},
}
DECODER = {str(len(VOCAB) + i): token for i, token in enumerate(DECODER.values())}
N = len(VOCAB)

FOLDERS = {
    "vocab.txt alone": ({"vocab.txt": lines(VOCAB)}, MIXED),
    "vocab.txt and a configuration that is silent on case": (
        {"vocab.txt": lines(VOCAB), "tokenizer_config.json": {"model_max_length": 512}},
        MIXED,
    ),
    "cased": ({"vocab.txt": lines(VOCAB), "tokenizer_config.json": BERT}, MIXED),
    "a class in config.json only": (
        {"vocab.txt": lines(VOCAB), "config.json": {"tokenizer_class": "ElectraTokenizer"}},
        MIXED,
    ),
    "a token twice": ({"vocab.txt": lines(VOCAB + ["cat", "dog"])}, ["the cat dog cats"]),
    "an empty line": (
        {"vocab.txt": lines(SPECIAL + ["the", "", "cat", "\u00a0", "dog"])},
        ["the cat dog"],
    ),
    "white space behind tokens": (
        {"vocab.txt": lines(SPECIAL + ["the ", "cat\t", "dog"])},
        ["the cat dog"],
    ),
    "lines that end with CR LF": (
        {"vocab.txt": "\r\n".join(SPECIAL + ["the", "cat"]) + "\r\n"},
        ["the cat"],
    ),
    "special tokens in special_tokens_map.json only": (
        {"vocab.txt": lines(ANGLE), "special_tokens_map.json": ANGLE_MAP},
        ["the <mask> cat [MASK]"],
    ),
    "special_tokens_map.json before tokenizer_config.json": (
        {
            "vocab.txt": lines(VOCAB + ["<mask>"]),
            "tokenizer_config.json": {"mask_token": "[MASK]"},
            "special_tokens_map.json": {"mask_token": "<mask>"},
        },
        ["the <mask> cat"],
    ),
    "a mask that the vocabulary lacks": (
        {"vocab.txt": lines(VOCAB), "tokenizer_config.json": {"mask_token": "<mask>"}},
        ["the <mask> cat"],
    ),
    "a mask with white space before it": (
        {
            "vocab.txt": lines(VOCAB),
            "tokenizer_config.json": {
                "mask_token": {
                    "__type": "AddedToken",
                    "content": "[MASK]",
                    "lstrip": True,
                    "normalized": True,
                    "rstrip": False,
                    "single_word": False,
                }
            },
        },
        ["the [MASK] cat", "the[MASK]cat"],
    ),
    "added_tokens.json": (
        {
            "vocab.txt": lines(VOCAB),
            "tokenizer_config.json": BERT,
            "added_tokens.json": {"covid19": N, "new york": N + 1},
        },
        ["covid19 and new york", "New York COVID19 covid19s"],
    ),
    "added_tokens.json, lower-cased": (
        {"vocab.txt": lines(VOCAB), "added_tokens.json": {"COVID": N, "New York": N + 1}},
        ["covid COVID new york New York"],
    ),
    "added_tokens.json with tokens that are there": (
        {"vocab.txt": lines(VOCAB), "added_tokens.json": {"cat": 30, "dog": 7}},
        ["the cat dog"],
    ),
    "added_tokens_decoder": (
        {
            "vocab.txt": lines(VOCAB),
            "tokenizer_config.json": {**BERT, "added_tokens_decoder": DECODER},
            "added_tokens.json": {"covid19": N, "new york": N + 1},
        },
        ["covid19 and new york", "New York COVID19 covid19s"],
    ),
    "further special tokens": (
        {
            "vocab.txt": lines(VOCAB),
            "tokenizer_config.json": {"additional_special_tokens": ["<ent>", "cat"]},
        },
        ["<ent> the cat <ENT>"],
    ),
    "tokenizer.json whose added tokens are none": (
        {
            "tokenizer.json": tokenizer_json(
                bert(False), pre_tokenizers.BertPreTokenizer(), special=False
            ),
            "tokenizer_config.json": {**BERT, **ROLES},
        },
        ["the [MASK] cat. [SEP]"],
    ),
    "tokenizer.json with BERT's class and nothing around texts": (
        {
            "tokenizer.json": tokenizer_json(
                bert(False), pre_tokenizers.BertPreTokenizer(), post=False
            ),
            "tokenizer_config.json": BERT,
        },
        MIXED,
    ),
    "a class that asks tokenizer.json alone": (
        {
            "tokenizer.json": tokenizer_json(bert(False), pre_tokenizers.BertPreTokenizer()),
            "tokenizer_config.json": {**GENERIC, "do_lower_case": True},
        },
        MIXED,
    ),
    "a class that nobody knows": (
        {
            "tokenizer.json": tokenizer_json(bert(False), pre_tokenizers.WhitespaceSplit()),
            "tokenizer_config.json": {**ROLES, "tokenizer_class": "MyTokenizer"},
        },
        MIXED,
    ),
    "the tutorial's steps": (
        {
            "tokenizer.json": tokenizer_json(normalizers.NFC(), pre_tokenizers.Whitespace()),
            "tokenizer_config.json": GENERIC,
        },
        [*MIXED, "привет,мир!日本 café_a"],
    ),
    "several steps": (
        {
            "tokenizer.json": tokenizer_json(
                normalizers.Sequence(
                    [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
                ),
                pre_tokenizers.Sequence(
                    [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()]
                ),
            ),
            "tokenizer_config.json": GENERIC,
        },
        MIXED,
    ),
    "steps with regular expressions": (
        {
            "tokenizer.json": tokenizer_json(
                normalizers.Replace(tokenizers.Regex("[éÉ]"), "e"),
                pre_tokenizers.Split(tokenizers.Regex(r"[\s.]+"), "removed"),
            ),
            "tokenizer_config.json": GENERIC,
        },
        ["the café a.b,  cat"],
    ),
    "added tokens with flags": (
        {
            "tokenizer.json": tokenizer_json(
                bert(False), pre_tokenizers.BertPreTokenizer(), added=FLAGS
            ),
            "tokenizer_config.json": BERT,
        },
        FLAG_TEXTS,
    ),
    "added tokens with flags, lower-cased": (
        {
            "tokenizer.json": tokenizer_json(
                bert(True), pre_tokenizers.BertPreTokenizer(), added=FLAGS
            ),
            "tokenizer_config.json": {**BERT, "do_lower_case": True},
        },
        FLAG_TEXTS,
    ),
    "added tokens with flags and other steps": (
        {
            "tokenizer.json": tokenizer_json(
                normalizers.NFC(), pre_tokenizers.Whitespace(), added=FLAGS
            ),
            "tokenizer_config.json": GENERIC,
        },
        FLAG_TEXTS,
    ),
}


def case(name, files, texts):
    files = {"config.json": {}, **files}
    files["config.json"] = {"model_type": "bert", **files["config.json"]}
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            with open(os.path.join(folder, file), "w", encoding="utf-8", newline="") as out:
                out.write(text)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        ids = [tokenizer(text)["input_ids"] for text in texts]
    return {"name": name, "files": files, "texts": texts, "ids": ids}


cases = [case(name, files, texts) for name, (files, texts) in FOLDERS.items()]
FIXTURE.write_text(
    "{\n"
    '  "made_by": "tests/parity/tokenizer_folders.py",\n'
    f'  "transformers": {json.dumps(transformers.__version__)},\n'
    f'  "tokenizers": {json.dumps(tokenizers.__version__)},\n'
    '  "folders": [\n' + ",\n".join("    " + json.dumps(item) for item in cases) + "\n  ]\n}\n"
)
