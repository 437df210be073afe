"""What the steps of Hugging Face's tokenizers make of tricky texts, one step of each kind."""

import json
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "tokenizer-steps.json"

LONG = (
    "Hello,  world!! 12½ ٣٤ naïve café привет, мир! 日本語の文字。 a_b don't\u200bx\u0085y\ufeffz -- "
    "e\u0301 ΣΑΣ İI \U0002000b\n\ttab"
)
CUT = [LONG, "aa bab a", "--a--", "", "a", "1a22b", "!!a!", "¡¿x"]
CHANGED = [LONG, " x ", "", "\u00a0\ufeffx\u0085", "ΑΣ ΣΑΣ, İstanbul ǅ ẞ"]
BEHAVIORS = ["removed", "isolated", "contiguous", "merged_with_previous", "merged_with_next"]


def pre_tokenizer_steps():
    yield pre_tokenizers.WhitespaceSplit()
    yield pre_tokenizers.Whitespace()
    yield pre_tokenizers.BertPreTokenizer()
    for behavior in BEHAVIORS:
        yield pre_tokenizers.Punctuation(behavior)
        for invert in (False, True):
            yield pre_tokenizers.Split("a", behavior, invert)
            yield pre_tokenizers.Split("--", behavior, invert)
    yield pre_tokenizers.Digits(True)
    yield pre_tokenizers.Digits(False)
    yield pre_tokenizers.CharDelimiterSplit("a")
    parts = [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("isolated")]
    yield pre_tokenizers.Sequence([*parts, pre_tokenizers.Digits(True)])


def normalizer_steps():
    yield from (normalizers.NFC(), normalizers.NFKC(), normalizers.NFD(), normalizers.NFKD())
    yield from (normalizers.Lowercase(), normalizers.StripAccents())
    yield from (normalizers.Strip(), normalizers.Strip(left=False), normalizers.Strip(right=False))
    yield from (normalizers.Prepend("_"), normalizers.Replace("a", "$&"))
    parts = [normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]
    yield normalizers.Sequence(parts)
    for clean in (False, True):
        for chinese in (False, True):
            for strip in (None, False, True):
                for lowercase in (False, True):
                    yield normalizers.BertNormalizer(
                        clean_text=clean,
                        handle_chinese_chars=chinese,
                        strip_accents=strip,
                        lowercase=lowercase,
                    )


def as_json(field, step):
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    setattr(tokenizer, field, step)
    return json.loads(tokenizer.to_str())[field]


def words(step, text):
    return [word for word, _ in step.pre_tokenize_str(text)]


cuts = [
    {"step": as_json("pre_tokenizer", step), "words": [words(step, text) for text in CUT]}
    for step in pre_tokenizer_steps()
]
changes = [
    {"step": as_json("normalizer", step), "texts": [step.normalize_str(text) for text in CHANGED]}
    for step in normalizer_steps()
]


def listed(items):
    return "[\n" + ",\n".join("    " + json.dumps(item) for item in items) + "\n  ]"


FIXTURE.write_text(
    "{\n"
    f'  "made_by": "tests/parity/tokenizer_steps.py",\n'
    f'  "tokenizers": {json.dumps(tokenizers.__version__)},\n'
    f'  "cut": {json.dumps(CUT)},\n'
    f'  "pre_tokenizers": {listed(cuts)},\n'
    f'  "changed": {json.dumps(CHANGED)},\n'
    f'  "normalizers": {listed(changes)}\n'
    "}\n"
)
