"""A sentence encoder in PyTorch scoring words, as a subject: beta.py WORDS COUNT THREADS TOKENIZER HOW.

HOW is `single`, a word at a time as the original does, or `batched`, 64 at a time.
"""

import sys

import torch
from encoder import Encoder
from serve import serve

POLES = ["positive", "negative", "strong", "weak", "active", "passive"]

file, count, threads, tokenizer_file, how = sys.argv[1:]
count = int(count)
size = 1 if how == "single" else 64
torch.set_num_threads(int(threads))
encoder = Encoder(tokenizer_file)
poles = encoder.encode(POLES)
with open(file) as lines:
    words = lines.read().split("\n")

start = 0


def score():
    global start
    some = words[start : start + count]
    start += count
    for at in range(0, count, size):
        encoder.encode(some[at : at + size]) @ poles.T
    return {"count": count}


serve({"score": score})
