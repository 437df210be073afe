"""From a file or folder to chunks with `datasets` and a fast tokenizer, as a subject:
data.py PATH TOKENIZER LENGTH [PROCESSES].

As Hugging Face's examples do it: load, tokenise in batches, join and cut; but all texts are joined,
not those of a batch only (see cutting.py). Nothing is taken from the library's cache: each time is
the first time.
"""

import json
import pathlib
import re
import sys
import tempfile

import datasets
from cutting import Cutter
from datasets import Dataset, load_dataset
from serve import serve
from transformers import PreTrainedTokenizerFast

path, tokenizer_file, length = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
processes = int(sys.argv[4]) if len(sys.argv) > 4 else None
datasets.disable_progress_bars()
datasets.disable_caching()
tokenizer = PreTrainedTokenizerFast(tokenizer_file=tokenizer_file)


def fill(article, options, answers):
    words = iter(options[i]["ABCD".index(letter)] for i, letter in enumerate(answers))
    return re.sub("_", lambda _: next(words), article)


def by_number(file):
    return int(re.search(r"\d+", file.name).group())


def read_cloth():
    texts = []
    for level in ("middle", "high"):
        for file in sorted((path / "train" / level).glob("*.json"), key=by_number):
            passage = json.loads(file.read_text())
            texts.append(fill(passage["article"], passage["options"], passage["answers"]))
    return Dataset.from_dict({"text": texts})


def fill_rows(rows):
    filled = [
        fill(text, [four.split("|") for four in options.split("; ")], answers)
        for text, options, answers in zip(rows["text"], rows["options"], rows["answers"])
    ]
    return {"text": filled}


def read(cache):
    if path.is_dir():
        return read_cloth()
    if path.suffix == ".csv":
        rows = load_dataset("csv", data_files=str(path), split="train", cache_dir=cache)
        return rows.map(fill_rows, batched=True, remove_columns=rows.column_names)
    return load_dataset(
        "text", data_files=str(path), sample_by="paragraph", split="train", cache_dir=cache
    )


def tokenise(rows):
    return {"input_ids": tokenizer(rows["text"])["input_ids"]}


def chunks():
    with tempfile.TemporaryDirectory() as cache:
        texts = read(cache)
        tokens = texts.map(
            tokenise, batched=True, remove_columns=texts.column_names, num_proc=processes
        )
        return {"count": len(tokens.map(Cutter(length).cut, batched=True))}


# As on disk: `datasets` keeps what it makes in files and maps them.
serve({"chunks": chunks, "store": chunks})
