"""Token ids and decoded text of Hugging Face's BertTokenizer with the embedded vocabulary."""

import json
import shutil
import tempfile
from pathlib import Path

import tokenizers
import transformers
from transformers import AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "data" / "embedded-model"
FIXTURE = ROOT / "tests" / "fixtures" / "tokenizer.json"

TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "Mr. Smith's don't, can't and they're; it's 3.50 dollars (or 1,000)!",
    "unaffable disestablishmentarianism antidisestablishmentarianistically",
    "The [MASK] sat. [CLS] inside [SEP] text, [PAD] and [UNK]; [mask] is no mask.",
    "Two  spaces,\ttabs,\nlines\r\nand no-break\u00a0space, thin\u2009space, ideographic\u3000space.",
    "zero\u200bwidth, soft\u00adhyphen, \ufeffmark, control\u0007char, nul\u0000char, \ufffd replaced",
    "café cafe\u0301 naïve Æsop Ærø straße ﬁne Ⅳ ½ İstanbul ıssız",
    "中文字符 mixed 漢字 kanji かな カナ 한국어",
    "emoji 😀 👩‍👩‍👧 flags 🇩🇪",
    "“Curly” ‘quotes’ – en — em … ellipsis • bullet § ¶ € £ $ ¥ % & @ # ~ ^ ` | \\ / < >",
    "a" * 101,
    "a" * 100,
    "hyphen-ated under_scored camelCase UPPER MiXeD x86-64 e.g. U.S.A. a.m.",
    "",
    "   ",
    "##ing starts with hashes # # ##",
    "עברית العربية ไทย हिन्दी",
    "\u0130\u0131 \u1e9e \u01c5 K\u212a \u212b",
]


def uncased_tokenizer():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(MODEL / "vocab.txt", folder)
        (Path(folder) / "tokenizer_config.json").write_text(
            '{"do_lower_case": true, "tokenizer_class": "BertTokenizer"}'
        )
        return AutoTokenizer.from_pretrained(folder)


cased = AutoTokenizer.from_pretrained(MODEL)
uncased = uncased_tokenizer()


def case(text):
    ids = cased(text)["input_ids"]
    return {
        "text": text,
        "cased": ids,
        "uncased": uncased(text)["input_ids"],
        "decoded": cased.decode(ids),
        "decoded_without_special": cased.decode(ids, skip_special_tokens=True),
    }


head = {
    "made_by": "tests/parity/tokenizer.py",
    "transformers": transformers.__version__,
    "tokenizers": tokenizers.__version__,
    "about": "ids with [CLS] and [SEP] from the embedded vocabulary, cased and uncased; text decoded "
    "from the cased ids",
}
lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
cases = ",\n".join("    " + json.dumps(case(text)) for text in TEXTS)
FIXTURE.write_text("{\n" + "\n".join(lines) + f'\n  "cases": [\n{cases}\n  ]\n}}\n')
