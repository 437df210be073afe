"""Ids and texts that Transformers' AutoTokenizer makes with vocabularies that are not BERT's: byte-level
pairs (RoBERTa, ModernBERT) and Unigram (ALBERT), small ones that are trained here."""

import json
import tempfile
from pathlib import Path

import tokenizers
import transformers
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from tokenizers import trainers
from transformers import AlbertTokenizer, AutoTokenizer, PreTrainedTokenizerFast, RobertaTokenizer

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "tokenizer-models.json"
transformers.utils.logging.set_verbosity_error()

CORPUS = [
    "The quick brown fox jumps over the lazy dog, and the dog didn't like it: they're friends.",
    "There is nothing either good or bad, but thinking makes it so. The theatre is there.",
    "In the beginning was the word; 1,234 words in 2026, and 日本語の文字 and привет too.",
] * 3
TEXTS = [
    "The theatre isn't there, they'll think.",
    "  two  spaces\tand a tab\n\nand lines ",
    "The {mask} of the{mask} dog. {mask}",
    "café CAFE\u0301 naïve Ångström straße ﬁn ½",
    "日本語の文字。привет, мир! 😀 🇯🇵 \u200b\ufeff\u0085 x\u00a0y",
    "1,234.5 a_b x-y 'tis ''quoted'' ``so``",
    "",
]


def byte_level(normalizer=None, special=("<s>", "<pad>", "</s>", "<unk>", "<mask>")):
    made = Tokenizer(models.BPE())
    made.normalizer = normalizer
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=330, special_tokens=list(special), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    ))
    return made


def roberta(**more):
    model = json.loads(byte_level().to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    return RobertaTokenizer(vocab=model["vocab"], merges=merges, **more)


def older_roberta():
    model = json.loads(byte_level().to_str())["model"]
    lines = [" ".join(pair) for pair in model["merges"]]
    return {"vocab.json": model["vocab"], "merges.txt": "\n".join(["#version: 0.2", *lines]) + "\n"}


def modernbert():
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    made = byte_level(normalizers.NFC(), special)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    made.add_tokens([AddedToken(" " * n, normalized=True) for n in (3, 2)])
    made.add_special_tokens([AddedToken("[MASK]", lstrip=True)])
    named = dict(zip(["unk_token", "cls_token", "sep_token", "pad_token", "mask_token"], special))
    return PreTrainedTokenizerFast(tokenizer_object=made, **named)


def albert(**more):
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    made.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=130, show_progress=False, unk_token="<unk>",
        special_tokens=["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"],
    ))
    vocab = [tuple(entry) for entry in json.loads(made.to_str())["model"]["vocab"]]
    return AlbertTokenizer(vocab=vocab, **more)


CASES = {
    "RoBERTa": ("roberta", roberta()),
    "RoBERTa with a space before the first word": ("roberta", roberta(add_prefix_space=True)),
    "RoBERTa with white space before the mask": (
        "roberta", roberta(mask_token=AddedToken("<mask>", lstrip=True, special=True))),
    "RoBERTa's older files": ("roberta", older_roberta()),
    "ALBERT": ("albert", albert()),
    "ALBERT with capitals and accents": (
        "albert", albert(do_lower_case=False, keep_accents=True)),
    "ModernBERT": ("modernbert", modernbert()),
}


def case(name, model_type, made):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        files = made if isinstance(made, dict) else {}
        for file, content in {**files, "config.json": {"model_type": model_type}}.items():
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            (path / file).write_text(text, encoding="utf-8")
        if not files:
            made.save_pretrained(folder)
        files = {file.name: file.read_text(encoding="utf-8") for file in sorted(path.iterdir())}
        files = {n: json.loads(t) if n.endswith(".json") else t for n, t in files.items()}
        tokenizer = AutoTokenizer.from_pretrained(folder)
        texts = [text.replace("{mask}", tokenizer.mask_token) for text in TEXTS]
        ids = [tokenizer(text)["input_ids"] for text in texts]
        decoded = [
            tokenizer.decode(i, skip_special_tokens=True, clean_up_tokenization_spaces=True)
            for i in ids
        ]
    return {"name": name, "files": files, "texts": texts, "ids": ids, "decoded": decoded}


cases = [case(name, *made) for name, made in CASES.items()]
FIXTURE.write_text(
    "{\n"
    '  "made_by": "tests/parity/tokenizer_models.py",\n'
    f'  "transformers": {json.dumps(transformers.__version__)},\n'
    f'  "tokenizers": {json.dumps(tokenizers.__version__)},\n'
    '  "folders": [\n' + ",\n".join("    " + json.dumps(item) for item in cases) + "\n  ]\n}\n"
)
print(FIXTURE.stat().st_size)
