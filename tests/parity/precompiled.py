"""Ids and texts that Transformers' AutoTokenizer makes where a table of SentencePiece's replaces characters
(`Precompiled`), as in albert-base-v2's tokenizer.json: vocabulary and table are small ones of a
SentencePiece model that is trained here. Needs no PyTorch, but `pip install sentencepiece`."""

import base64
import io
import json
import tempfile
from pathlib import Path

import sentencepiece
import tokenizers
import transformers
from transformers import AutoTokenizer

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "precompiled.json"
transformers.utils.logging.set_verbosity_error()

CORPUS = [
    "the quick brown fox jumps over the lazy dog, and the dog \"didn't\" like it: they're friends.",
    "there is nothing either good or bad, but thinking makes it so. the theatre is there.",
    "in the beginning was the word; 1/2 of 1,234 words - in 2026 - a snowman smiled... encore",
] * 3
# What neither Unicode's forms nor lower case change.
RULES = {
    "“": '"',
    "”": '"',
    "’": "'",
    "—": "-",
    "⁄": "/",
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "☃": "snowman",
    "☃\ufe0f": "snowmen",
    "。": ".",
    "\u200b": "",
    "\t": " ",
    "\u0640": "",
}
TEXTS = [
    "The theatre isn’t there — they’ll “think”.",
    "``Quoted'' and ”quoted“ ½ of it… ﬁne 1⁄2",
    "Straße, Ærø, CAFÉ; a ☃ smiled, ☃\ufe0f smiled☃☃",
    "the {mask} of the—{mask} “{mask}”",
    "no\u200bthing  two\tspaces\n\nand\u00a0lines。the\u3000end。",
    "e\u0301 ø\u0301 æ\u0304 ß\u0301 \u0640a\u0640 日本語 😀",
    "☃",
    "\u200b",
    "",
]


def field(message, number):
    """The first field of a protobuf message with bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            varint()
        elif key & 7 == 2:
            size = varint()
            at += size
            if key >> 3 == number:
                return message[at - size : at]
        else:
            at += {1: 8, 5: 4}[key & 7]
    raise KeyError(number)


def trained():
    """The pieces of a model with their scores, and its table."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as rules:
        for key, value in RULES.items():
            codes = [" ".join(f"{ord(letter):X}" for letter in text) for text in (key, value)]
            rules.write("\t".join(codes) + "\n")
        rules.flush()
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS), model_writer=model, vocab_size=76, minloglevel=2,
            normalization_rule_tsv=rules.name, pad_id=0, unk_id=1, bos_id=2, eos_id=3,
            pad_piece="<pad>", unk_piece="<unk>", bos_piece="[CLS]", eos_piece="[SEP]",
            user_defined_symbols=["[MASK]"], num_threads=1,
        )
    made = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [[made.id_to_piece(i), made.get_score(i)] for i in range(len(made))]
    return pieces, field(field(model.getvalue(), 3), 2)


def tokenizer_json(pieces, table):
    """As albert-base-v2 has it."""
    special = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
    flags = {"single_word": False, "rstrip": False, "normalized": False, "special": True}
    spaces = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    ends = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]
    around = {t: {"id": t, "ids": [special.index(t)], "tokens": [t]} for t in ("[CLS]", "[SEP]")}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": token, **flags, "lstrip": token == "[MASK]"}
            for i, token in enumerate(special)
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Replace", "pattern": {"String": "``"}, "content": '"'},
                {"type": "Replace", "pattern": {"String": "''"}, "content": '"'},
                {"type": "NFKD"},
                {"type": "StripAccents"},
                {"type": "Lowercase"},
                {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(table).decode()},
            ],
        },
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, spaces]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": ends,
            "pair": ends + second,
            "special_tokens": around,
        },
        "decoder": spaces,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": pieces, "byte_fallback": False},
    }


def case(name, json_file):
    roles = dict(zip(["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"],
                     ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]))
    files = {
        "config.json": {"model_type": "albert"},
        "tokenizer.json": json_file,
        "tokenizer_config.json": {"tokenizer_class": name, **roles},
    }
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            (Path(folder) / file).write_text(json.dumps(content), encoding="utf-8")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        texts = [text.replace("{mask}", "[MASK]") for text in TEXTS]
        ids = [tokenizer(text)["input_ids"] for text in texts]
        decoded = [
            tokenizer.decode(i, skip_special_tokens=True, clean_up_tokenization_spaces=True)
            for i in ids
        ]
    return {"name": name, "files": files, "texts": texts, "ids": ids, "decoded": decoded}


made = tokenizer_json(*trained())
names = ("AlbertTokenizer", "PreTrainedTokenizerFast")
cases = [case(name, made) for name in names]
FIXTURE.write_text(
    "{\n"
    '  "made_by": "tests/parity/precompiled.py",\n'
    f'  "transformers": {json.dumps(transformers.__version__)},\n'
    f'  "tokenizers": {json.dumps(tokenizers.__version__)},\n'
    f'  "sentencepiece": {json.dumps(sentencepiece.__version__)},\n'
    '  "folders": [\n' + ",\n".join("    " + json.dumps(item) for item in cases) + "\n  ]\n}\n"
)
print(FIXTURE.stat().st_size)
